import {afterEach, describe, expect, test} from '@jest/globals';
import {openRuntime, type Runtime} from '../../../src/adapters/runtime/runtime.ts';
import {runtimeOfKind} from '../../../src/model/config.ts';
import {asPath} from '../../../src/model/path.ts';
import type {Replica, RuntimeAnswer} from '../../../src/model/runtime.ts';
import {EngineProgram, type Otherwise} from '../../fakes/engine.ts';
import {faultOf} from '../registry/asking.ts';

const pinned = `ghcr.io/acme/api:v2@sha256:${'a'.repeat(64)}`;
const old = `ghcr.io/acme/api:v1@sha256:${'b'.repeat(64)}`;

type Task = {readonly slot: number; readonly image?: string; readonly state?: string; readonly node?: string};
type Service = {readonly update?: object; readonly mode?: object; readonly tasks: readonly Task[]};

const programs: EngineProgram[] = [];
afterEach(() => {
	for (const program of programs.splice(0)) program[Symbol.dispose]();
});

const idOf = (at: number): string => `task${at}`.padEnd(25, 'x');
const specOf = (Image: string): object => ({ContainerSpec: {Image, Env: ['TOKEN=hunter2'], Isolation: 'default'}});

/** A manager that runs none of the tasks itself, as it tells of a service in the form of Docker 20.10. */
function open({update, mode = {Replicated: {Replicas: 2}}, tasks}: Service): Promise<Runtime> {
	const service = {
		ID: 'service'.padEnd(25, 'y'),
		// A manager fills in what was not asked for, in the present specification alone.
		Spec: {
			Mode: mode,
			TaskTemplate: {
				...specOf(pinned),
				RestartPolicy: {Condition: 'any', Delay: 5_000_000_000, MaxAttempts: 0},
				Placement: {},
				ForceUpdate: 0,
				Runtime: 'container',
			},
		},
		PreviousSpec: {TaskTemplate: specOf(old)},
		...(update === undefined ? {} : {UpdateStatus: update}),
	};
	const rows = tasks.map(({slot, node = 'node-b'}, at) =>
		JSON.stringify({ID: idOf(at), Name: `api.${slot}`, Node: node, DesiredState: 'Running', Error: ''}),
	);
	const details = tasks.map(({image = pinned, state = 'running'}, at) => ({
		ID: idOf(at),
		CreatedAt: '2026-11-24T22:31:20.178550874Z',
		Spec: {...specOf(image), Resources: {Limits: {}, Reservations: {}}, ForceUpdate: 0},
		Status: {
			State: state,
			Timestamp: '2026-11-24T22:31:53.441410788Z',
			ContainerStatus: {ContainerID: `${at}`.padStart(64, 'c')},
		},
		NetworksAttachments: [{Addresses: [`10.0.1.${at + 5}/24`]}],
	}));
	const answers: Otherwise[] = [
		{args: '^service inspect', out: JSON.stringify([service])},
		{args: '^service ps', out: rows.join('\n')},
		{args: '^inspect --type task', out: JSON.stringify(details)},
	];
	const program = new EngineProgram({containers: [], images: []}, answers);
	programs.push(program);
	const config = {...runtimeOfKind('swarm', 20_000), service: 'api'};
	return openRuntime(program.world(), config, {timeout: 20_000, repository: '/', image: null});
}
const ask = async (service: Service): Promise<RuntimeAnswer> => (await open(service)).replicas();

describe('a task on another node', () => {
	test('is told by its specification: the digest it was pinned to, its node, its address', async () => {
		const answer = await ask({tasks: [{slot: 1}, {slot: 2}]});
		expect(answer.replicas[0]).toMatchObject({
			id: idOf(0),
			name: 'api.1',
			image: pinned,
			digests: [pinned],
			diffIds: null,
			state: 'running',
			startedAt: '2026-11-24T22:31:53.441Z',
			node: 'node-b',
			addresses: ['10.0.1.5'],
			revision: {name: 'current specification', current: true},
			settings: {environment: null},
		});
		expect(answer).toMatchObject({wanted: 2, rollout: {status: 'complete'}});
		expect(JSON.stringify(answer)).not.toContain('hunter2');
	});

	test('that was pinned to no digest is known by none: each node resolves a tag when it likes', async () => {
		const {replicas} = await ask({tasks: [{slot: 1, image: 'ghcr.io/acme/api:v2'}]});
		expect(replicas[0]).toMatchObject({image: 'ghcr.io/acme/api:v2', digests: []});
	});

	test('has no files here, and the node that has them is named', async () => {
		const runtime = await open({tasks: [{slot: 1}]});
		const [replica] = (await runtime.replicas()).replicas as [Replica];
		const read = async (): Promise<void> => {
			for await (const _ of runtime.files!(replica, asPath('app')));
		};
		expect(await faultOf(read())).toEqual({
			code: 'no-archiver',
			detail: 'api.1 runs on node-b, and only the engine there can look into it',
		});
	});
});

describe('a rollout', () => {
	const both: readonly Task[] = [{slot: 1}, {slot: 2, image: old}];
	test.each([
		['updating', 'progressing'],
		['paused', 'stuck'],
		['rollback_started', 'progressing'],
		['rollback_paused', 'stuck'],
		['completed', 'progressing'],
	])('that swarm calls %s, with one task of the specification before, is %s', async (State, status) => {
		const {rollout, replicas} = await ask({tasks: both, update: {State, Message: 'a word'}});
		expect(rollout).toMatchObject({status, detail: expect.stringContaining(`${State}: a word`)});
		expect(replicas.map(({revision}) => revision)).toEqual([
			{name: 'current specification', current: true},
			{name: 'previous specification', current: false},
		]);
	});

	test('is not complete before as many run as are wanted', async () => {
		const {rollout} = await ask({tasks: [{slot: 1}, {slot: 2, state: 'preparing'}]});
		expect(rollout).toEqual({status: 'progressing', detail: '1 of 2 run the current specification'});
	});

	test('of a global service wants as many as there are nodes', async () => {
		expect((await ask({mode: {Global: {}}, tasks: [{slot: 1}]})).wanted).toBe(1);
	});

	test('of a job wants no number', async () => {
		expect((await ask({mode: {ReplicatedJob: {}}, tasks: []})).wanted).toBeNull();
	});
});
