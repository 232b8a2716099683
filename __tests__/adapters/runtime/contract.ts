import {describe, expect, test} from '@jest/globals';
import type {Runtime} from '../../../src/adapters/runtime/runtime.ts';
import {defaultLimits} from '../../../src/bytes/limits.ts';
import {readImageId} from '../../../src/model/image-digests.ts';
import type {Path} from '../../../src/model/path.ts';
import {asPath, baseOf} from '../../../src/model/path.ts';
import type {Replica} from '../../../src/model/runtime.ts';
import {answerShape} from '../../../src/model/saved-replicas.ts';
import {readTree} from '../../../src/rootfs/tree.ts';
import {faultOf} from '../registry/asking.ts';

/** A runtime with a service that runs, and what is known of it from elsewhere. */
export type Staged = {
	/** asked for a service with one running replica at least */
	readonly open: () => Promise<Runtime>;
	/** the same runtime, asked for a service that nothing runs; null: it says `not-found` of such a service */
	readonly nothing: (() => Promise<Runtime>) | null;
	/** the same kind, where nobody answers */
	readonly nobody: () => Promise<Runtime>;
	/** values of environment variables and of labels of the replicas, and credentials with which `nobody` is asked */
	readonly secrets: readonly string[];
	/** text files of the first running replica at a directory, by their path in it; null: it gives no files */
	readonly files: {readonly at: Path; readonly hold: readonly string[]} | null;
	/** a text that the first running replica has written to standard output and to standard error each; null: no logs */
	readonly logs: readonly string[] | null;
};

/** Whoever cannot be asked is said to be one of these, never an empty answer. */
const notAnswered = ['unreachable', 'unauthorized', 'forbidden', 'timed-out', 'command-missing', 'command-failed'];

/** What every runtime keeps to; `stage` may be asked for more than once. */
export function runtimeContract(name: string, stage: () => Staged | Promise<Staged>): void {
	const running = async (): Promise<{staged: Staged; runtime: Runtime; replica: Replica}> => {
		const staged = await stage();
		const runtime = await staged.open();
		const replica = (await runtime.replicas()).replicas.find(
			({state, role}) => state === 'running' && role === 'service',
		);
		if (replica === undefined) throw new Error('nothing runs');
		return {staged, runtime, replica};
	};

	describe(`${name} as a runtime`, () => {
		test('answers in the form that is saved, each replica once and in order', async () => {
			const {runtime} = await running();
			const answer = await runtime.replicas();
			expect(answerShape(JSON.parse(JSON.stringify(answer)), 'answer')).toBeNull();
			const keys = answer.replicas.map((replica) => [replica.name, replica.id]);
			expect(keys).toEqual(keys.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)));
			expect(new Set(answer.replicas.map(({id}) => id)).size).toBe(answer.replicas.length);
			expect(answer.where).not.toBe('');
		});

		test('names a running replica by digests that say which image it was started from', async () => {
			const {replica} = await running();
			expect(replica.digests).not.toEqual([]);
			expect(replica.digests.map(readImageId).filter((id) => typeof id === 'string' || !id.whole)).toEqual([]);
			expect(new Set(replica.digests).size).toBe(replica.digests.length);
		});

		test('writes times in UTC, and none that is no time', async () => {
			const {runtime} = await running();
			const {replicas} = await runtime.replicas();
			const times = replicas.flatMap(({createdAt, startedAt, imageNowSince}) => [createdAt, startedAt, imageNowSince]);
			for (const time of times.filter((one) => one !== null)) {
				expect(new Date(time).toISOString()).toBe(time);
				expect(new Date(time).getUTCFullYear()).toBeGreaterThan(1999);
			}
		});

		test('tells how it is started by names alone', async () => {
			const {staged, runtime} = await running();
			const answer = await runtime.replicas();
			for (const {settings} of answer.replicas) {
				const names = settings?.environment ?? [];
				expect(names).toEqual([...new Set(names)].sort());
				expect(names.filter((one) => one.includes('='))).toEqual([]);
				expect(settings?.ports ?? []).toEqual([...new Set(settings?.ports ?? [])].sort());
			}
			const kept = JSON.stringify(answer);
			expect(staged.secrets.filter((secret) => kept.includes(secret))).toEqual([]);
		});

		test('answers alike when asked twice', async () => {
			const {runtime} = await running();
			const names = async (): Promise<unknown> =>
				(await runtime.replicas()).replicas.map(({id, digests, mounts, settings}) => [id, digests, mounts, settings]);
			expect(await names()).toEqual(await names());
		});

		test('that runs nothing of a service says so', async () => {
			const {nothing} = await stage();
			if (nothing === null) return;
			expect((await (await nothing()).replicas()).replicas).toEqual([]);
		});

		test('that cannot be asked is a fault and never an answer', async () => {
			const {nobody, secrets} = await stage();
			const fault = await faultOf(nobody().then((runtime) => runtime.replicas()));
			expect(notAnswered).toContain(fault.code);
			expect(fault.detail).not.toMatch(/[\n\r]/);
			expect(secrets.filter((secret) => fault.detail.includes(secret))).toEqual([]);
		});

		test('gives the files of a directory as an archive, named by its last segment', async () => {
			const {staged, runtime, replica} = await running();
			if (staged.files === null) {
				expect(runtime.files).toBeNull();
				return;
			}
			const {at, hold} = staged.files;
			const {manifest} = await readTree(runtime.files!(replica, at), {
				base: baseOf(at),
				newerThan: null,
				limits: defaultLimits,
			});
			expect(manifest.gaps).toEqual([]);
			expect(manifest.entries.filter(({type}) => type === 'file').map(({path}) => path)).toEqual(hold);
		});

		test('says that nothing is at a path, and tells a path from a container that is gone', async () => {
			const {staged, runtime, replica} = await running();
			if (staged.files === null) return;
			const read = async (of: Replica, at: string): Promise<void> => {
				for await (const _ of runtime.files!(of, asPath(at)));
			};
			expect(await faultOf(read(replica, 'there/is/nothing'))).toMatchObject({
				code: 'not-found',
				detail: expect.stringContaining('/there/is/nothing'),
			});
			const gone = {...replica, id: replica.id.replace(/[0-9a-f]/g, (digit) => (digit === '0' ? '1' : '0'))};
			expect((await faultOf(read(gone, staged.files.at))).code).not.toBe('not-found');
		});

		test('lets a reader stop early', async () => {
			const {staged, runtime, replica} = await running();
			if (staged.files === null) return;
			let chunks = 0;
			for await (const _ of runtime.files!(replica, staged.files.at)) {
				chunks++;
				break;
			}
			expect(chunks).toBe(1);
		});

		test('tells whose an address is, and of no machine that nobody has it', async () => {
			const {runtime, replica} = await running();
			if (runtime.owner === null) return;
			const owners = await runtime.owner([...replica.addresses, '127.0.0.1', '::1', '192.0.2.1', '2001:db8::1']);
			// Engines staged without networks of their own give no address: then nobody has any of these.
			expect(owners.map(({address}) => address)).toEqual(replica.addresses);
			for (const {container} of owners) expect(`${replica.id}/`.startsWith(`${container?.id}/`)).toBe(true);
		});

		test('gives what the process wrote, standard output and error', async () => {
			const {staged, runtime, replica} = await running();
			if (staged.logs === null) {
				expect(runtime.logs).toBeNull();
				return;
			}
			const said: Uint8Array[] = [];
			for await (const chunk of runtime.logs!(replica, Date.parse(replica.createdAt!) - 60_000)) said.push(chunk);
			const text = Buffer.concat(said).toString();
			expect(staged.logs.filter((line) => !text.includes(line))).toEqual([]);
		});
	});
}
