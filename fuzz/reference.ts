import {formatReference, parseReference} from '../src/model/reference.ts';
import {mangled, type Random} from './random.ts';
import type {Case, Target} from './target.ts';

const part = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const host = `(?:${label}(?:\\.${label})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`;
/** distribution/reference, regexp.go: one expression for all of it. */
const grammar = new RegExp(
	`^((?:${host}/)?${part}(?:/${part})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}))?$`,
);

/** As ParseDockerRef of distribution does it; null: refused. */
function named(text: string): {registry: string; repository: string; tag: string | null; digest: string | null} | null {
	const match = grammar.exec(text);
	if (match === null) return null;
	const [, name, tag = null, digest = null] = match;
	const slash = name!.indexOf('/');
	const first = slash < 0 ? '' : name!.slice(0, slash);
	const isHost = first !== '' && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
	let registry = isHost ? first : 'docker.io';
	let repository = isHost ? name!.slice(slash + 1) : name!;
	if (registry === 'index.docker.io') registry = 'docker.io';
	if (registry === 'docker.io' && !repository.includes('/')) repository = `library/${repository}`;
	if (!new RegExp(`^${host}$`).test(registry) || !new RegExp(`^${part}(?:/${part})*$`).test(repository)) return null;
	return {registry, repository, tag: tag ?? (digest === null ? 'latest' : null), digest};
}

function referenceText(random: Random): string {
	const host = random.pick([
		'',
		'',
		'docker.io/',
		'index.docker.io/',
		'localhost/',
		'localhost:5000/',
		'ghcr.io/',
		'A/',
		'[::1]:5000/',
		'a.b-c:1/',
		'127.0.0.1:70000/',
	]);
	const path = Array.from({length: random.between(1, 3)}, () => random.text('ab0._-', 1, 6)).join('/');
	const tag = random.oneIn(2) ? `:${random.text('aZ0._-', 1, random.oneIn(20) ? 130 : 8)}` : '';
	const digest = random.oneIn(4) ? `@sha256:${random.text('0123456789abcdef', 64, random.oneIn(4) ? 65 : 64)}` : '';
	return mangled(random, host + path + tag + digest, 'aA0./:@_-[] \n%é');
}

/** By the grammar, and mostly left so: what comes behind the first refusal is seen in no other. */
function rightReference(random: Random): string {
	const host = random.pick(['', 'docker.io/', 'index.docker.io/', 'localhost:5000/', 'ghcr.io/', 'A/', '[::1]:5000/']);
	const word = (): string =>
		random.text('ab0', 1, 4) +
		(random.oneIn(2) ? random.pick(['.', '_', '__', '-', '--']) + random.text('ab0', 1, 3) : '');
	const path = Array.from({length: random.between(1, random.oneIn(30) ? 60 : 3)}, word).join('/');
	const tag = random.oneIn(2) ? `:${random.text('aZ0_', 1, 1)}${random.text('aZ0._-', 0, 127)}` : '';
	const digest = random.oneIn(3) ? `@sha256:${random.text('0123456789abcdef', 64, 64)}` : '';
	const text = host + path + tag + digest;
	return random.oneIn(4) ? mangled(random, text, 'aA0./:@_-[] \n%é') : text;
}

function runReference(random: Random, one: Case): void {
	// Half of the seeds: those that were kept stay what they were.
	const text = one.seed % 4 < 2 ? rightReference(random) : referenceText(random);
	const ours = parseReference(text);
	const theirs = named(text);
	one.took(typeof ours !== 'string');
	one.with("distribution's grammar", typeof ours !== 'string', theirs !== null);
	if (typeof ours === 'string') {
		if (theirs === null) return;
		const long = theirs.registry.length + 1 + theirs.repository.length > 255 || /:[0-9]{6,}$/.test(theirs.registry);
		if (!long) one.fail(`${JSON.stringify(text)}: ours ${ours}, the grammar ${JSON.stringify(theirs)}`);
		one.knows('reference-too-long');
		return;
	}
	one.same(`${text} written and read again`, parseReference(formatReference(ours)), ours);
	if (theirs?.registry === 'registry-1.docker.io') one.knows('reference-registry-1');
	else one.same(text, ours, theirs);
}

export const reference: Target = {name: 'reference', share: 80, run: runReference};
