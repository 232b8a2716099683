import {afterEach, describe, expect, test} from '@jest/globals';
import type {ProxyAnswer, RouteQuestion} from '../../../src/model/mapping.ts';
import type {Feature, Setup, Situation} from './situations.ts';
import {situations} from './situations.ts';

/** A proxy that was set up for one situation. */
export type Staged = AsyncDisposable & {
	readonly ask: (question: RouteQuestion) => Promise<ProxyAnswer>;
	/** where each backend listens, or would */
	readonly addresses: Readonly<Record<string, {readonly address: string; readonly port: number}>>;
	/** the port on which the proxy takes requests */
	readonly port: number;
	/** where a real proxy runs: the backend that answers a real request; null: the proxy itself answered */
	readonly request:
		| ((question: RouteQuestion) => Promise<{readonly backend: string | null; readonly path: string | null}>)
		| null;
};

export type Harness = {
	/** the proxy's name, for the titles */
	readonly name: string;
	readonly features: readonly Feature[];
	/** situations that go otherwise with this proxy, with the reason; null: it refuses such a configuration */
	readonly otherwise?: Readonly<Record<string, {readonly why: string; readonly expect: Situation['expect'] | null}>>;
	readonly stage: (setup: Setup) => Promise<Staged>;
};

/** Times a real request is sent, so that each of several members has its turn. */
const rounds = 12;

/** What every proxy must tell alike; where a real one runs, what is told is held against where requests really land. */
export function proxyContract(harness: Harness): void {
	describe(harness.name, () => {
		const open: Staged[] = [];
		afterEach(async () => {
			for (const staged of open.splice(0)) await staged[Symbol.asyncDispose]();
		});
		const staged = situations.filter(({needs}) => needs.every((need) => harness.features.includes(need)));
		for (const situation of staged) {
			const other = harness.otherwise?.[situation.name];
			const expected = other === undefined ? situation.expect : other.expect;
			if (expected === null) continue;
			test(other === undefined ? situation.name : `${situation.name}: not here, ${other.why}`, async () => {
				const proxy = await harness.stage(situation.setup);
				open.push(proxy);
				const question: RouteQuestion = {
					scheme: 'http',
					host: situation.question.host,
					port: proxy.port,
					path: situation.question.path,
					method: situation.question.method ?? 'GET',
				};
				const {route} = await proxy.ask(question);
				expect(route.outcome).toBe(expected.outcome);
				const members = route.upstreams.flatMap(({addresses}) => addresses);
				const ports = expected.backends.map((backend) => proxy.addresses[backend]!.port);
				expect(members.map(({port}) => port).sort()).toEqual(ports.toSorted());
				if (expected.how !== undefined) expect(route.match?.how).toBe(expected.how);
				if (expected.rewritten !== undefined) expect(route.rewritten).toBe(expected.rewritten);
				const memberOf = (backend: string) => members.find(({port}) => port === proxy.addresses[backend]!.port);
				for (const [backend, weight] of Object.entries(expected.weights ?? {}))
					expect(memberOf(backend)?.weight).toBe(weight);
				if (expected.backups !== undefined)
					expect(members.filter(({backup}) => backup).map(({port}) => port)).toEqual(
						expected.backups.map((backend) => proxy.addresses[backend]!.port),
					);
				if (proxy.request !== null) await holdAgainst(situation, expected, proxy, proxy.request, question);
			});
		}
	});
}

async function holdAgainst(
	{setup}: Situation,
	expected: Situation['expect'],
	proxy: Staged,
	request: NonNullable<Staged['request']>,
	question: RouteQuestion,
): Promise<void> {
	const members = Object.values(setup.upstreams).flat();
	const serving = expected.backends.filter(
		(name) => !members.some(({backend, dead, backup}) => backend === name && (dead === true || backup === true)),
	);
	const landed = new Set<string | null>();
	for (let round = 0; round < (serving.length > 1 ? rounds : 1); round++) {
		const {backend, path} = await request(question);
		landed.add(backend);
		if (expected.rewritten !== undefined) expect(path).toBe(expected.rewritten);
	}
	expect([...landed].sort()).toEqual(serving.length === 0 ? [null] : serving.toSorted());
	expect(Object.keys(proxy.addresses)).toEqual(expect.arrayContaining([...expected.backends]));
}
