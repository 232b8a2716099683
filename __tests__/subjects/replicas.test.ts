import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {FaultError} from '../../src/model/fault.ts';
import {asPath} from '../../src/model/path.ts';
import {decodeReplicas, type ReplicasDocument} from '../../src/model/replicas-document.ts';
import {readContainer} from '../../src/subjects/container.ts';
import {collectReplicas, readReplicas, type Replicas} from '../../src/subjects/replicas.ts';
import {room} from '../builders/repository.ts';
import {answerOf, running, runtimeOf} from '../builders/running.ts';
import {file} from '../builders/tar.ts';
import {testWorld} from '../builders/world.ts';

const end = Buffer.alloc(1024);
const at = asPath('app/dist');
const now = Date.parse('2026-05-02T12:00:00Z');
const world = testWorld({now: () => now});
const collecting = {tool: 'deploy-truth/test', host: 'app-1', mostEntries: 1_000};

/** Containers that hold what they are said to; a fault is thrown. */
function replicasWith(files: Readonly<Record<string, string | FaultError>>): Replicas {
	const replicas = Object.keys(files).map((name) =>
		running(name, {
			settings: {
				entrypoint: null,
				command: null,
				user: null,
				workingDirectory: null,
				environment: ['TOKEN'],
				ports: null,
			},
		}),
	);
	const runtime = runtimeOf(replicas, async function* ({name}) {
		const held = files[name]!;
		if (held instanceof FaultError) throw held;
		yield Buffer.concat([file('dist/app.js', held), end]);
	});
	return {
		runtime: 'docker',
		origin: {kind: 'asked'},
		answer: answerOf(replicas),
		look: async (replica, place) => ({...(await readContainer(runtime, replica, place)), touched: null}),
	};
}

const collected = (files: Readonly<Record<string, string | FaultError>>): Promise<ReplicasDocument> =>
	collectReplicas(world, replicasWith(files), [at], collecting);

async function read(text: string, maxAge = 3_600_000, clock = now): Promise<Replicas> {
	using place = room();
	writeFileSync(join(place.path, 'r.json'), text);
	return await readReplicas(testWorld({now: () => clock}), {file: 'r.json', maxAge}, place.path);
}

describe('what is collected', () => {
	test('is what the published form says, and is read back as it was', async () => {
		const document = await collected({a: 'new', b: 'old'});
		expect(decodeReplicas(JSON.stringify(document))).toEqual(document);
		const replicas = await read(JSON.stringify(document));
		expect(replicas.origin).toEqual({
			kind: 'collected',
			at: '2026-05-02T12:00:00.000Z',
			host: 'app-1',
			tool: 'deploy-truth/test',
		});
		const [a] = replicas.answer.replicas;
		expect((await replicas.look(a!, at)).manifest.entries.map(({path}) => path)).toEqual(['app.js']);
	});

	test('holds equal files once, however many replicas have them', async () => {
		expect(Object.keys((await collected({a: 'same', b: 'same', c: 'other'})).trees)).toHaveLength(2);
	});

	test('of a container that cannot be looked into is the fault, and the others are told', async () => {
		const document = await collected({a: 'x', b: new FaultError('forbidden', 'no right')});
		expect(document.looks.map(({fault}) => fault?.code ?? null)).toEqual([null, 'forbidden']);
		const replicas = await read(JSON.stringify(document));
		await expect(replicas.look(replicas.answer.replicas[1]!, at)).rejects.toMatchObject({fault: {code: 'forbidden'}});
	});

	test('is no more than it may be: what is left out is a fault', async () => {
		const document = await collectReplicas(world, replicasWith({a: 'x', b: 'y'}), [at], {
			...collecting,
			mostEntries: 1,
		});
		expect(document.looks.map(({fault}) => fault?.code ?? null)).toEqual([null, 'limit-exceeded']);
	});

	test('ends at once when the run is cancelled', async () => {
		await expect(collected({a: new FaultError('cancelled', 'stopped')})).rejects.toMatchObject({
			fault: {code: 'cancelled'},
		});
	});
});

describe('a document', () => {
	test('that is older than it may be says nothing of now', async () => {
		const text = JSON.stringify(await collected({a: 'x'}));
		await expect(read(text, 60_000, now + 60_001)).rejects.toMatchObject({fault: {code: 'evidence-too-old'}});
		await expect(read(text, 60_000, now + 60_000)).resolves.toBeDefined();
	});

	test('of a time that is yet to come is not believed', async () => {
		const text = JSON.stringify(await collected({a: 'x'}));
		await expect(read(text, 60_000, now - 600_000)).rejects.toMatchObject({fault: {code: 'invalid-replicas'}});
	});

	test('that nobody looked into at this place is a fault, not an empty directory', async () => {
		const replicas = await read(JSON.stringify(await collected({a: 'x'})));
		await expect(replicas.look(replicas.answer.replicas[0]!, asPath('srv'))).rejects.toMatchObject({
			fault: {code: 'not-asked'},
		});
	});

	test.each<[string, (document: ReplicasDocument) => unknown, string]>([
		[
			'names a container twice',
			(document) => ({...document, answer: answerOf([running('a'), running('a')])}),
			'two replicas have the id "a-id"',
		],
		['is no JSON', () => '{', 'not JSON'],
		['is of another schema', (document) => ({...document, schema: 'deploy-truth/record/v1'}), 'its schema is'],
		['names a tree that is not there', (document) => ({...document, trees: {}}), 'which is not there'],
		[
			'has a replica without a state',
			(document) => ({...document, answer: {...document.answer, replicas: [{id: 'a'}]}}),
			'answer.replicas[0]',
		],
		['says that it was written at no time', (document) => ({...document, at: 'yesterday'}), 'is no date'],
	])('that %s is refused, with what is wrong', async (_, spoil, words) => {
		const document = spoil(await collected({a: 'x'}));
		const text = typeof document === 'string' ? document : JSON.stringify(document);
		await expect(read(text)).rejects.toMatchObject({
			fault: {code: 'invalid-replicas', detail: expect.stringContaining(words)},
		});
	});
});
