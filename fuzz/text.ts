import {decodeAuth, registryOfKey} from '../src/adapters/registry/docker-config.ts';
import {readChallenges} from '../src/adapters/registry/challenge.ts';
import {bytesOfText, comparePaths, isUtf8, pathOf, textOfBytes} from '../src/model/path.ts';
import {compileGlobs, globProblem} from '../src/model/glob.ts';
import {formatPlatform, parsePlatform} from '../src/model/platform.ts';
import {mangled, type Random} from './random.ts';
import {type Case, outcome, type Target} from './target.ts';

// What of a text is right is written a second time here, by the grammar it comes from.

function runChallenge(random: Random, one: Case): void {
	const tokens = "abcZ09!#$%&'*+-.^_`|~";
	const quote = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;
	const made = Array.from({length: random.between(1, 4)}, () => ({
		scheme: random.text(tokens, 1, 6),
		parameters: Array.from(
			{length: random.below(4)},
			(_, i) => [`${random.text('abcZ', 1, 4)}${i}`, random.text('ab ,=\\"é:/', 0, 12)] as const,
		),
	}));
	const space = (): string => random.pick(['', ' ', '\t ']);
	// Said twice, the first counts.
	const twice = random.oneIn(4) ? made.find(({parameters}) => parameters.length > 0) : undefined;
	const field = made
		.map((challenge) => {
			const {scheme, parameters} = challenge;
			const told = parameters.map(([key, value]) => `${key}${space()}=${space()}${quote(value)}`);
			if (challenge === twice) told.push(`${parameters[0]![0].toUpperCase()}="again"`);
			return told.length === 0 ? scheme : `${scheme} ${told.join(`${space()},${space()}`)}`;
		})
		.join(random.pick([', ', ',', ' ,, ']));
	const read = readChallenges([field]).map(({scheme, parameters}) => [scheme, [...parameters]]);
	one.took(true);
	one.with('the challenges it was made from');
	one.same(
		field,
		read,
		made.map(({scheme, parameters}) => [
			scheme.toLowerCase(),
			parameters.map(([key, value]) => [key.toLowerCase(), value]),
		]),
	);
	const hostile = random.oneIn(50)
		? random.pick(['"', '\\', 'a', ' ', ',', '=', 'a=', 'a="', 'Basic ', '~/+']).repeat(random.between(1, 12_000))
		: mangled(random, field, '",=\\ \t;é\0');
	const started = performance.now();
	const all = readChallenges([hostile, field]);
	one.holds(`${hostile.length} characters take over a second`, performance.now() - started < 1000);
	one.holds('no more than a few challenges', all.length <= 16);
}

function runDockerConfig(random: Random, one: Case): void {
	const host = random.text('abC0.-:[]', 1, 12);
	const scheme = random.pick(['', 'https://', 'http://', 'HTTPS://', 'ftp://', '//']);
	const path = random.pick(['', '/', '/v1', '/v1/', '/v2/', '/v2', '/v3/', '/team', '/v1//', '/v1/x', '?', '#']);
	const key = scheme + random.pick([host, 'index.docker.io', 'registry-1.docker.io', 'docker.io', `${host} `]) + path;
	// Written as steps, where the reader has one expression.
	let rest = key;
	for (const start of ['https://', 'http://'])
		if (rest.toLowerCase().startsWith(start)) rest = rest.slice(start.length);
	const slash = rest.indexOf('/');
	const [name, tail] = slash < 0 ? [rest, ''] : [rest.slice(0, slash), rest.slice(slash)];
	const known = ['', '/', '/v1', '/v1/', '/v2', '/v2/'].includes(tail.toLowerCase()) && name !== '' && !/\s/.test(name);
	const low = name.toLowerCase();
	const expected = !known ? null : low === 'index.docker.io' || low === 'registry-1.docker.io' ? 'docker.io' : low;
	one.took(expected !== null);
	one.with('the same rule in steps', registryOfKey(key) !== null, expected !== null);
	one.same(key, registryOfKey(key), expected);
	const [username, password] = [random.text('abé.', 1, 8), random.text('ab:é ', 0, 12)];
	const auth = Buffer.from(`${username}:${password}`).toString(random.pick(['base64', 'base64url']));
	one.same('a credential comes back', decodeAuth(auth, 'x'), {username, password});
	outcome(() => decodeAuth(mangled(random, auth, '=+/-_ \n!é'), 'x'));
}

function runPath(random: Random, one: Case): void {
	const some = (): Buffer =>
		random.oneIn(2)
			? random.bytes(random.below(12))
			: Buffer.concat([
					Buffer.from(random.text('aé€😀\uD7FF\uE000/.', 0, 6)),
					Buffer.from(
						random.pick([[], [0xff], [0xed, 0xb3, 0xbf], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]),
					),
					Buffer.from(random.text('aé😀', 0, 3)),
				]);
	const [a, b] = [some(), some()];
	const [left, right] = [textOfBytes(a), textOfBytes(b)];
	one.took(true);
	one.with("Node's Buffer");
	one.holds(`${a.toString('hex')} comes back`, Buffer.from(bytesOfText(left)).equals(a));
	one.same('two names, one text', left === right, a.equals(b));
	one.same('UTF-8', isUtf8(left), Buffer.from(a.toString('utf8')).equals(a));
	one.same('order', Math.sign(comparePaths(left, right)), Buffer.compare(a, b));
	const dotted = random.oneIn(2)
		? left
		: Array.from({length: random.between(1, 6)}, () => random.pick(['a', 'b', '..', '.', '', '...', '.a', left])).join(
				'/',
			);
	const {path, clamped} = pathOf(dotted);
	const kept: string[] = [];
	let out = false;
	for (const word of dotted.split(/\/+/)) {
		if (word === '..') {
			out = true;
			kept.pop();
		} else if (word !== '' && word !== '.') kept.push(word);
	}
	one.same('as a runtime unpacks it', [path, clamped], [kept.join('/'), out]);
}

/** Stars, question marks and classes within names, `**` as a whole name; by trying every way. */
function globs(glob: readonly string[], path: readonly string[]): boolean {
	const [first, ...rest] = glob;
	if (first === undefined) return path.length === 0;
	// At the end it stands for what a directory holds, not for the directory.
	if (glob.every((one) => one === '**')) return path.length > 0;
	if (first === '**') return path.some((_, i) => globs(rest, path.slice(i))) || globs(rest, []);
	return path.length > 0 && name(first, path[0]!) && globs(rest, path.slice(1));
}
function name(glob: string, text: string): boolean {
	if (glob === '') return text === '';
	if (glob[0] === '*') return name(glob.slice(1), text) || (text !== '' && name(glob, text.slice(1)));
	return text !== '' && (glob[0] === '?' || glob[0] === text[0]) && name(glob.slice(1), text.slice(1));
}

function runGlob(random: Random, one: Case): void {
	const hostile = random.text('ab*?[]{},.!/()|+@$^"\\é-', 0, 20);
	if (globProblem(hostile) === null) {
		const match = compileGlobs([hostile]);
		const started = performance.now();
		match(random.text('ab/.-()', 0, 60));
		match('a'.repeat(200));
		one.holds(`${hostile} takes over a second`, performance.now() - started < 1000);
	}
	const word = (): string =>
		random.pick(['a', 'b', 'ab', '*', 'a*', '*b', '?', 'a?', '.x', '(a)', 'c++', '@b', '$', '*a*', '!a']);
	const glob = Array.from({length: random.between(1, 4)}, () => (random.oneIn(4) ? '**' : word()));
	const some = (): string => random.pick(['a', 'b', 'ab', 'ba', '.x', '(a)', 'c++', '@b', '$', '!a', 'aab']);
	// Mostly what the glob may stand for: of two that were made apart few match.
	const path = random.oneIn(4)
		? Array.from({length: random.between(1, 4)}, some)
		: glob.flatMap((one) =>
				one === '**'
					? Array.from({length: random.below(3)}, some)
					: [one.replaceAll('*', () => random.text('ab', 0, 2)).replaceAll('?', () => random.pick(['a', 'b']))],
			);
	if (path.length === 0 || path.includes('')) return;
	const text = glob.join('/');
	if (globProblem(text) !== null) return;
	const [ours, theirs] = [compileGlobs([text])(path.join('/')), globs(glob, path)];
	one.took(ours);
	one.with('matching by trying every way', ours, theirs);
	if (ours === theirs) return;
	one.fail(`${text} and ${path.join('/')}: ours ${ours}, by trying ${theirs}`);
}

function runPlatform(random: Random, one: Case): void {
	const word = (): string => random.text('linuxamd64._-V/ ', 0, 6);
	const right = (): string => random.text('linux0', 1, 1) + random.text('linuxamd64._-', 0, 6);
	const text = random.oneIn(2)
		? [right(), right(), right()].slice(0, random.between(2, 3)).join('/')
		: random.oneIn(2)
			? [word(), word(), word()].slice(0, random.between(1, 3)).join('/')
			: random.text('ab/._-A0', 0, 12);
	const word1 = '[a-z0-9][a-z0-9._-]*';
	const match = new RegExp(`^(${word1})/(${word1})(?:/(${word1}))?$`).exec(text);
	const [, os, architecture, variant] = match ?? [];
	const read = parsePlatform(text);
	one.took(read !== null);
	one.with('one expression for all of it', read !== null, match !== null);
	one.same(
		text,
		read,
		match === null ? null : variant === undefined ? {os, architecture} : {os, architecture, variant},
	);
	if (read !== null) one.same('written again', formatPlatform(read), text);
}

export const textTargets: readonly Target[] = [
	{name: 'challenge', share: 50, run: runChallenge},
	{name: 'docker-config', share: 30, run: runDockerConfig},
	{name: 'path', share: 40, run: runPath},
	{name: 'glob', share: 30, run: runGlob},
	{name: 'platform', share: 10, run: runPlatform},
];
