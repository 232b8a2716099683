import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {runDiff} from '../../../src/faces/commands/diff.ts';
import {diffManifests} from '../../../src/model/diff.ts';
import {parseReference} from '../../../src/model/reference.ts';
import {readRegistry} from '../../../src/subjects/registry.ts';
import {type BuiltEntry, type BuiltLayer, buildImage, buildLayer} from '../../builders/image.ts';
import {printer} from '../../builders/printer.ts';
import {readOptions} from '../../builders/read-options.ts';
import {plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {type FakeRegistry, startRegistry} from '../../fakes/registry.ts';

const index = (content: string): BuiltEntry[] => [
	{path: 'app/'},
	{path: 'app/dist/'},
	{path: 'app/dist/index.js', content},
];
const sharedOf = (): Promise<BuiltLayer[]> =>
	Promise.all([
		buildLayer([{path: 'etc/os-release', content: 'base'}]),
		buildLayer([{path: 'usr/lib/x', content: 'x'}, {path: 'app/'}, {path: 'app/config.json', content: '{}'}]),
		buildLayer([{path: 'app/dist/'}, {path: 'app/dist/index.js', content: 'oldest'}]),
	]);

/** How often each of the image layers was asked for. */
const timesAsked = ({requests}: FakeRegistry, layers: readonly BuiltLayer[]): number[] =>
	layers.map(({descriptor}) => requests.filter(({url}) => url.endsWith(`/blobs/${descriptor.digest}`)).length);

async function push(registry: FakeRegistry, shared: readonly BuiltLayer[], own: Record<string, readonly BuiltEntry[]>) {
	const layers: BuiltLayer[] = [];
	for (const [tag, entries] of Object.entries(own)) {
		const layer = await buildLayer(entries);
		layers.push(layer);
		registry.push('shop/api', tag, buildImage([...shared, layer]));
	}
	return layers;
}

async function diff(registry: FakeRegistry, args: Parameters<typeof runDiff>[4] = {}) {
	const {world, out, text} = printer();
	const name = (tag: string): string => `registry:${registry.host}/shop/api:${tag}`;
	const code = await runDiff(world, out, name('a'), name('b'), args);
	return {code, text: text()};
}

describe('two images that share 3 of 4 image layers', () => {
	test('are told apart without those, where nothing that differs depends on them', async () => {
		await using registry = await startRegistry();
		const shared = await sharedOf();
		const own = await push(registry, shared, {a: index('1'), b: index('2')});
		const {code, text} = await diff(registry, {format: 'json'});
		expect(code).toBe(1);
		expect(JSON.parse(text)).toMatchObject({
			expected: {root: null, noRoot: 'shared-layers-unread'},
			deployed: {root: null, noRoot: 'shared-layers-unread'},
			equal: false,
			same: 2,
			sharedLayers: {layers: 3, unread: 3},
			changes: [{path: 'app/dist/index.js', kind: 'modified'}],
		});
		expect(timesAsked(registry, shared)).toEqual([0, 0, 0]);
		expect(timesAsked(registry, own)).toEqual([1, 1]);
		expect((await diff(registry)).text).toContain('3 image layers are shared, 3 of them not read: ');
	});

	test('ask for each of those once at most, and only as far down as it decides', async () => {
		await using registry = await startRegistry();
		const shared = await sharedOf();
		await push(registry, shared, {
			a: index('1'),
			b: [...index('1'), {path: 'app/config.json', content: '{"new": true}'}],
		});
		const {text} = await diff(registry, {format: 'json'});
		expect(JSON.parse(text)).toMatchObject({
			sharedLayers: {layers: 3, unread: 1},
			changes: [{path: 'app/config.json', kind: 'modified'}],
		});
		expect(timesAsked(registry, shared)).toEqual([0, 1, 1]);
	});

	test('are read whole, once, where a file might lie in any of them, and then have a root', async () => {
		await using registry = await startRegistry();
		const shared = await sharedOf();
		await push(registry, shared, {a: index('1'), b: [...index('1'), {path: 'app/new.js', content: 'n'}]});
		const {text} = await diff(registry, {format: 'json'});
		expect(JSON.parse(text)).toMatchObject({
			expected: {root: expect.stringMatching(/^sha256:/)},
			sharedLayers: {layers: 3, unread: 0},
			changes: [{path: 'app/new.js', kind: 'added'}],
		});
		expect(timesAsked(registry, shared)).toEqual([1, 1, 1]);
		expect((await diff(registry)).text).toContain('3 image layers are shared, read once for both\n');
	});

	test('are compared below --path alone', async () => {
		await using registry = await startRegistry();
		const shared = await sharedOf();
		await push(registry, shared, {a: index('1'), b: [...index('1'), {path: 'etc/new', content: 'n'}]});
		const {code, text} = await diff(registry, {format: 'json', path: 'app/dist'});
		expect([code, JSON.parse(text).sharedLayers]).toEqual([0, {layers: 3, unread: 3}]);
		expect(timesAsked(registry, shared)).toEqual([0, 0, 0]);
	});

	test('are told where a shared image layer is needed and cannot be read', async () => {
		await using registry = await startRegistry();
		const shared = await sharedOf();
		await push(registry, shared, {a: index('1'), b: [...index('1'), {path: 'app/new.js', content: 'n'}]});
		registry.misbehave(`/blobs/${shared[0]!.descriptor.digest}`, {kind: 'status', status: 404}, 99);
		const {code, text} = await diff(registry, {format: 'json'});
		expect([code, JSON.parse(text)]).toMatchObject([3, {equal: null, expected: {root: null, noRoot: 'gaps'}}]);
	});
});

describe('image layers of two images', () => {
	test('are equal without being read where all of them are shared', async () => {
		await using registry = await startRegistry();
		const shared = await sharedOf();
		for (const tag of ['a', 'b']) registry.push('shop/api', tag, buildImage(shared, {labels: {tag}}));
		const {code, text} = await diff(registry);
		expect(code).toBe(0);
		expect(text).toContain('no differences; 0 equal\n3 image layers are shared, 3 of them not read: ');
		expect(timesAsked(registry, shared)).toEqual([0, 0, 0]);
	});

	test('are not shared for an equal diff ID alone: nobody has proven it', async () => {
		await using registry = await startRegistry();
		const [right, wrong] = await Promise.all([buildLayer(index('1')), buildLayer(index('2'))]);
		registry.push('shop/api', 'a', buildImage([right!]));
		registry.push('shop/api', 'b', buildImage([{...wrong!, diffId: right!.diffId}]));
		const {code, text} = await diff(registry, {format: 'json'});
		expect([code, JSON.parse(text)]).toMatchObject([3, {equal: null, sharedLayers: {layers: 0, unread: 0}}]);
	});
});

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, {minLength: 1, maxLength: 3}).map((names) => names.join('/'));
const entry: fc.Arbitrary<BuiltEntry> = fc.oneof(
	{weight: 3, arbitrary: fc.record({path, content: fc.constantFrom('1', '22')})},
	path.map((at) => ({path: `${at}/`})),
	fc.record({path, target: path}),
	fc.record({path, hardlink: path}),
	path.map((at) => ({path: at.replace(/[^/]+$/, '.wh.$&'), content: ''})),
	path.map((at) => ({path: `${at}/.wh..wh..opq`, content: ''})),
);
const layer = fc.array(entry, {minLength: 1, maxLength: 4});

test('two images differ as two whole reads of them do', async () => {
	await using registry = await startRegistry();
	const subject = (tag: string) => `registry:${registry.host}/shop/api:${tag}`;
	const seen = {unread: 0, read: 0, changed: 0};
	await fc.assert(
		fc.asyncProperty(
			fc.array(layer, {maxLength: 3}),
			fc.array(layer, {minLength: 1, maxLength: 2}),
			fc.option(layer, {freq: 2}),
			async (shared, left, other) => {
				// The same names with other bytes, where it is no image layer of its own.
				const right = other ?? left.at(-1)!.map((one) => (one.content === '1' ? {...one, content: '333'} : one));
				const built = (layers: readonly (readonly BuiltEntry[])[]) => Promise.all(layers.map((one) => buildLayer(one)));
				const [below, ...sides] = await Promise.all([built(shared), built(left), built([...left.slice(0, -1), right])]);
				for (const [at, tag] of ['a', 'b'].entries())
					registry.push('shop/api', tag, buildImage([...below, ...sides[at]!]));
				const whole = await Promise.all(
					['a', 'b'].map((tag) => {
						const reference = parseReference(`${registry.host}/shop/api:${tag}`);
						return readRegistry(testWorld(), reference as Exclude<typeof reference, string>, readOptions());
					}),
				);
				const manifests = whole.map(({manifest}) => manifest);
				const {changes} = diffManifests(manifests[0]!, manifests[1]!, {modes: 'exact', directories: true});
				const {world, out, text} = printer();
				await runDiff(world, out, subject('a'), subject('b'), {format: 'json', modes: 'exact'});
				const document = JSON.parse(text());
				// What cannot be read in an image layer leaves doubt where it is read: then a rename is told as two changes.
				const told = document.changes.flatMap(({kind, path: at, from}: Record<string, string>) =>
					kind === 'renamed' ? [`removed ${from}`, `added ${at}`] : [`${kind} ${at}`],
				);
				expect(told.toSorted()).toEqual(changes.map(({kind, path: at}) => `${kind} ${at}`).toSorted());
				seen.unread += document.sharedLayers.unread;
				seen.read += document.sharedLayers.layers - document.sharedLayers.unread;
				if (document.sharedLayers.unread > 0 && changes.length > 0) seen.changed++;
			},
		),
		{numRuns: 150},
	);
	for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
});

test('nothing compared is told of the side that lacks the path, not of an empty one that was never narrowed', async () => {
	await using registry = await startRegistry();
	await push(registry, await sharedOf(), {a: index('1')});
	using place = room();
	mkdirSync(join(place.path, 'empty'));
	plant(place.path, {'one/x': 'x', 'two/y': 'y'});
	const complaint = async (left: string, right: string) => {
		const {world, out, log} = printer(place.path);
		expect(await runDiff(world, out, left, right, {path: 'app/nowhere'})).toBe(3);
		return log.lines.filter((line) => line.includes('file-missing')).join('\n');
	};
	const image = `registry:${registry.host}/shop/api:a`;
	const one = /file-missing: registry:\S+ holds nothing at app\/nowhere, and the other side is empty$/;
	expect(await complaint('dir:empty', image)).toMatch(one);
	expect(await complaint(image, 'dir:empty')).toMatch(one);
	expect(await complaint('dir:one', 'dir:two')).toContain('neither dir:one nor dir:two holds anything at app/nowhere');
});
