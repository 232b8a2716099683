import {ContentHash} from '../src/bytes/content.ts';
import {alikeRules, type Ignorable} from '../src/model/ignorable.ts';
import {type FileManifest, type ManifestEntry, sortEntries} from '../src/model/manifest.ts';
import type {Path} from '../src/model/path.ts';
import type {Content} from './diff-model.ts';
import {pieces, type Random} from './random.ts';

type File = Content & {readonly entry: ManifestEntry & {readonly type: 'file'}};
export type Side = {readonly manifest: FileManifest; readonly files: ReadonlyMap<string, File>};

const names = ['a.js', 'b.css', 'c.txt', 'a.js.map', 'BUILD_ID', '_app/version.json', '_nuxt/builds/latest.json', 'x'];
const directories = ['', 'd/', 'd/e/', 'd-/', 'e/', 'd/e/f/'];
const ids = {
	bare: ['abc-1', 'zz.9\n'],
	version: ['{"version":"1700000000000"}', '{ "version" : 17 }\n'],
	'id-and-timestamp': ['{"id":"a-b","timestamp":1}', '{"id":"c","timestamp":22}'],
};

/** A text, and how the id of a build is written where it is one. */
function textOf(random: Random): Pick<Content, 'text' | 'buildId'> {
	if (random.oneIn(4)) {
		const form = random.pick(['bare', 'version', 'id-and-timestamp'] as const);
		return {text: random.pick(ids[form]), buildId: form};
	}
	const line = (): string =>
		random.pick(['let a;', 'b', '', '//# sourceMappingURL=', '/*# sourceMappingURL=x.map */', '// b', '\0', '\x1b[1m']);
	const end = (): string => random.pick(['\n', '\n', '\r\n', '\r', '']);
	let text = 'let first;\n';
	for (let lines = random.below(4); lines > 0; lines--) text += line() + end();
	return {text, buildId: null};
}

/** The same text, written as another tool would, or with something else in it. */
function variant(
	random: Random,
	{text, buildId}: Pick<Content, 'text' | 'buildId'>,
): Pick<Content, 'text' | 'buildId'> {
	if (buildId !== null)
		return random.oneIn(3) ? {text: `${text}{`, buildId: null} : {text: random.pick(ids[buildId as 'bare']), buildId};
	let out = text;
	for (let times = random.between(1, 2); times > 0; times--)
		switch (random.below(5)) {
			case 0:
				out = out.replaceAll('\r\n', '\n');
				break;
			case 1:
				out = out.replaceAll(/(?<!\r)\n/g, '\r\n');
				break;
			case 2:
				out += random.pick([
					'//# sourceMappingURL=a.js.map',
					'/*# sourceMappingURL=b.css.map */',
					'//# sourceMappingURL=a b',
					'\n',
				]);
				break;
			case 3:
				out = out.replace(/(?:\/\/|\/\*)# sourceMappingURL=.*\s*$/, '');
				break;
			default:
				out += random.pick(['x', '\r', '\n', ' ']);
		}
	// Of an empty text a word may have become, which is an id by its form.
	return {text: out, buildId: /^x+\s*$/.test(out) ? 'bare' : null};
}

function fileOf(
	random: Random,
	path: Path,
	{text, buildId}: Pick<Content, 'text' | 'buildId'>,
	ignore: readonly Ignorable[],
	read: boolean,
): File {
	const bytes = Buffer.from(text, 'latin1');
	const rules = read ? alikeRules(ignore) : null;
	const hash = new ContentHash({size: bytes.length, blob: null, texts: [], alike: rules});
	for (const piece of pieces(bytes, random.cuts(bytes.length))) hash.update(piece);
	const {sha256, alike} = hash.done();
	const mode = random.pick(['0644', '0644', '0755', '0600']);
	const entry = {
		path,
		type: 'file',
		sha256,
		size: bytes.length,
		mode,
		...(alike === undefined ? {} : {alike}),
	} as const;
	return {text, buildId, read: rules !== null, entry};
}

/** Two sides that have some contents in common, at the same paths and at others. */
export function sidesOf(random: Random, ignore: readonly Ignorable[]): [Side, Side] {
	const texts = Array.from({length: 3}, () => textOf(random));
	texts.push({text: '', buildId: null});
	const reads = [!random.oneIn(6), !random.oneIn(6)];
	const files = [new Map<string, File>(), new Map<string, File>()] as const;
	for (let count = random.between(1, 14); count > 0; count--) {
		const path = (random.pick(directories) + random.pick(names)) as Path;
		const text = random.pick(texts);
		const on = random.below(4);
		if (on !== 1) files[0].set(path, fileOf(random, path, text, ignore, reads[0]!));
		const other = random.oneIn(2) ? text : variant(random, text);
		if (on !== 0) files[1].set(path, fileOf(random, path, other, ignore, reads[1]!));
	}
	const sideOf = (side: ReadonlyMap<string, File>): Side => {
		const others: ManifestEntry[] = [];
		for (const directory of directories)
			if (directory !== '' && random.oneIn(2))
				others.push({path: directory.slice(0, -1) as Path, type: 'directory', mode: random.pick(['0755', '0700'])});
		if (random.oneIn(2)) others.push({path: 'link.map' as Path, type: 'symlink', target: random.pick(['a', 'b'])});
		const entries = sortEntries([...[...side.values()].map(({entry}) => entry), ...others]);
		return {files: side, manifest: {assurance: 'verified', entries, gaps: []}};
	};
	return [sideOf(files[0]), sideOf(files[1])];
}
