import {execFileSync} from 'node:child_process';
import {chmodSync, linkSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** How an image is made by real tools: each stage changes the mounted root file system and becomes one image layer. */
export type Recipe = {
	readonly name: string;
	readonly driver: 'overlay' | 'vfs';
	readonly format: 'oci' | 'docker';
	readonly compression: 'gzip' | 'zstd' | 'zstd:chunked';
	readonly stages: readonly ((root: string) => void)[];
};

const write = (root: string, path: string, content = path): void => {
	mkdirSync(join(root, path, '..'), {recursive: true});
	writeFileSync(join(root, path), content);
};

const plain = (root: string): void => {
	for (const path of [
		'etc/os-release',
		'app/package.json',
		'app/dist/index.js',
		'app/dist/modules/health.js',
		'bin/who',
		'opt/wheel/x',
	])
		write(root, path);
	write(root, 'app/empty', '');
	write(root, 'app/large.bin', 'large '.repeat(700_000));
};

const changed = (root: string): void => {
	write(root, 'app/dist/index.js', 'changed');
	write(root, 'app/dist/modules/workflow.js');
};

const removed = (root: string): void => {
	rmSync(join(root, 'app/dist/modules/health.js'));
	rmSync(join(root, 'opt'), {recursive: true});
};

const replacedDirectory = (root: string): void => {
	rmSync(join(root, 'app/dist'), {recursive: true});
	write(root, 'app/dist/only.js');
};

const hardlinks = (root: string): void => {
	linkSync(join(root, 'app/dist/index.js'), join(root, 'app/dist/same.js'));
	linkSync(join(root, 'app/dist/index.js'), join(root, 'zz-also-same'));
};

const symlinks = (root: string): void => {
	symlinkSync('dist/index.js', join(root, 'app/main.js'));
	symlinkSync('../missing', join(root, 'app/dangling'));
	symlinkSync('/app/dist', join(root, 'current'));
};

const retargeted = (root: string): void => {
	rmSync(join(root, 'current'));
	symlinkSync('/opt', join(root, 'current'));
};

const long = 'n'.repeat(255);
const longNames = (root: string): void => {
	write(root, `deep/${'d'.repeat(120)}/${'e'.repeat(120)}/${long}`);
	write(root, long);
	write(root, `${'x'.repeat(99)}/y`);
	symlinkSync(`${'t'.repeat(200)}/${'u'.repeat(200)}`, join(root, 'far'));
};

const oddNames = (root: string): void => {
	for (const name of [
		'grüße.txt',
		'ファイル',
		'with space',
		'quote\'"',
		'new\nline',
		'back\\slash',
		'tab\there',
		'somewhere.wh.js',
		'wh.x',
		'.whatever',
		'💾',
	])
		write(root, `odd/${name}`, name);
	execFileSync('sh', ['-c', `printf bytes > "$(printf 'odd/\\377\\376.bin')"`], {cwd: root});
};

const fileBecomesDirectory = (root: string): void => {
	rmSync(join(root, 'etc/os-release'));
	write(root, 'etc/os-release/now/a/directory');
	rmSync(join(root, 'app/dist'), {recursive: true});
	write(root, 'app/dist', 'now a file');
};

const moved = (root: string): void => {
	// rename(2) of a lower layer's directory is EXDEV on overlay: mv copies, as it does in a real build.
	execFileSync('mv', [join(root, 'app/dist'), join(root, 'app/release')]);
	chmodSync(join(root, 'app/large.bin'), 0o755);
};

const many = (root: string): void => {
	for (let i = 0; i < 3_000; i++) write(root, `many/${i % 50}/${i}.txt`, `file ${i}\n`.repeat(i % 7));
};

const half = (root: string): void => {
	for (const name of readdirSync(join(root, 'many')).slice(0, 25)) rmSync(join(root, 'many', name), {recursive: true});
};

export const recipes: readonly Recipe[] = [
	{name: 'one image layer', driver: 'overlay', format: 'oci', compression: 'gzip', stages: [plain]},
	{
		name: 'a changed file in a second image layer',
		driver: 'overlay',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, changed],
	},
	{name: 'whiteouts', driver: 'overlay', format: 'oci', compression: 'gzip', stages: [plain, changed, removed]},
	{
		name: 'an opaque directory',
		driver: 'overlay',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, replacedDirectory],
	},
	{
		name: 'whiteouts per file',
		driver: 'vfs',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, replacedDirectory, removedWithin],
	},
	{
		name: 'hardlinks within and across image layers',
		driver: 'overlay',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, hardlinks, changed],
	},
	{
		name: 'symlinks, dangling and retargeted',
		driver: 'overlay',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, symlinks, retargeted],
	},
	{name: 'long names', driver: 'overlay', format: 'oci', compression: 'gzip', stages: [longNames]},
	{name: 'names of every kind of byte', driver: 'overlay', format: 'oci', compression: 'gzip', stages: [oddNames]},
	{
		name: 'a file that becomes a directory and the reverse',
		driver: 'overlay',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, fileBecomesDirectory],
	},
	{
		name: 'a renamed directory and a changed mode',
		driver: 'overlay',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, moved],
	},
	{
		name: 'Docker media types',
		driver: 'overlay',
		format: 'docker',
		compression: 'gzip',
		stages: [plain, changed, removed],
	},
	{name: 'zstd', driver: 'overlay', format: 'oci', compression: 'zstd', stages: [plain, changed, replacedDirectory]},
	{
		name: 'zstd:chunked',
		driver: 'overlay',
		format: 'oci',
		compression: 'zstd:chunked',
		stages: [plain, hardlinks, removed],
	},
	{
		name: 'zstd:chunked with many files',
		driver: 'overlay',
		format: 'oci',
		compression: 'zstd:chunked',
		stages: [many, half],
	},
	{
		name: 'hardlinks, layer by layer',
		driver: 'vfs',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, hardlinks, changed, removed],
	},
	{
		name: 'what changes its type, layer by layer',
		driver: 'vfs',
		format: 'docker',
		compression: 'gzip',
		stages: [plain, fileBecomesDirectory],
	},
	{
		name: 'symlinks and names, layer by layer',
		driver: 'vfs',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, symlinks, oddNames, retargeted],
	},
	{
		name: 'what is moved, layer by layer',
		driver: 'vfs',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, moved, longNames],
	},
	{
		name: 'everything in turn',
		driver: 'overlay',
		format: 'oci',
		compression: 'gzip',
		stages: [plain, symlinks, hardlinks, changed, moved, oddNames, longNames, retargeted],
	},
];

function removedWithin(root: string): void {
	rmSync(join(root, 'app/dist/only.js'));
	write(root, 'app/dist/again.js');
}
