import {digestOfBytes} from '../__tests__/builders/image.ts';
import {openRegistry, type RegistryClient} from '../src/adapters/registry/client.ts';
import {prove} from '../src/bytes/prove.ts';
import {FaultError, faultCodes} from '../src/model/fault.ts';
import type {World} from '../src/world.ts';
import {answer, memoryWorld, once} from './memory-world.ts';
import {pieces, type Random} from './random.ts';
import {type Case, outcomeOf, type Target} from './target.ts';

// A registry that cuts, refuses, serves another part or the whole, and says truly what it serves; some lie about it.

type Served = {readonly status: number; readonly range: string | null; readonly bytes: Buffer};
/** How an answer ends: as it should, broken off, or quietly too early, which is a cut where no length was announced. */
type Ending = 'whole' | 'cut' | 'stalled' | 'short';

class Registry {
	readonly asked: (number | null)[] = [];
	/** nothing but right answers, cut ones that bring something, and refusals that pass */
	helpful = true;
	lies = false;
	/** asked for something else than what is missing */
	astray = false;
	/** bytes that the reader has, by its own account */
	received = 0;
	readonly #random: Random;
	readonly #blob: Buffer;
	#left: number;
	#refusals = 0;

	constructor(random: Random, blob: Buffer) {
		this.#random = random;
		this.#blob = blob;
		this.#left = random.below(7);
	}

	readonly http: World['http'] = async ({headers = []}) => {
		const field = headers.find(([name]) => name === 'Range')?.[1] ?? null;
		const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(field ?? '') ?? [];
		const from = first === undefined ? null : Number(first);
		const to = last === undefined || last === '' ? this.#blob.length - 1 : Number(last);
		this.asked.push(from);
		if ((from ?? 0) !== this.received) this.astray = true;
		if (this.#left-- <= 0) return this.#send(this.#part(from, to), 'whole');
		return this.#wrong(from, to);
	};

	#wrong(from: number | null, to: number): ReturnType<World['http']> | Awaited<ReturnType<World['http']>> {
		const random = this.#random;
		const right = this.#part(from, to);
		switch (random.below(10)) {
			case 0: {
				const status = random.pick([429, 500, 503, 408, 404, 416, 403, 204]);
				if (![429, 500, 503, 408].includes(status) || ++this.#refusals > 3) this.helpful = false;
				const later = random.oneIn(2) ? [['retry-after', random.pick(['0', '1', 'soon'])] as const] : [];
				return answer(status, later, once(Buffer.from('{}')));
			}
			case 1:
				return this.#send(this.#part(null, to), random.pick(['whole', 'cut']));
			case 2: {
				// Another part than was asked for, and the answer says which.
				this.helpful = false;
				const start = random.oneIn(2)
					? random.below(this.#blob.length)
					: Math.max(0, (from ?? 0) + random.pick([-1, 1]));
				const end = random.oneIn(2) ? to : start + to - (from ?? 0) + random.pick([0, 0, 1, -1]);
				if (end < start || end >= this.#blob.length) return this.#send(right, 'cut');
				return this.#send(this.#part(start, end), random.pick(['whole', 'cut']));
			}
			case 3: {
				this.helpful = false;
				const size = this.#blob.length;
				const range = random.pick([
					null,
					'',
					`bytes ${from ?? 0}-${to}`,
					`bytes ${from ?? 0}-${to}/${size + 1}`,
					`bytes ${from ?? 0}-${to + 1}/${size}`,
					`bytes */${size}`,
					`items ${from ?? 0}-${to}/${size}`,
					`bytes ${from ?? 0}-${to}/${size}, bytes 0-1/${size}`,
					`bytes -${from ?? 0}-${to}/${size}`,
					`bytes ${'0'.repeat(20)}${from ?? 0}-${to}/${size}`,
				]);
				return this.#send({...right, status: 206, range}, 'whole');
			}
			case 4: {
				// The right part by its header, and other bytes.
				this.helpful = false;
				this.lies = true;
				const bytes = Buffer.from(right.bytes);
				if (random.oneIn(2) && bytes.length > 0) bytes[random.below(bytes.length)]! ^= 1;
				return this.#send({...right, bytes: random.oneIn(3) ? Buffer.concat([bytes, bytes]) : bytes}, 'whole');
			}
			case 5:
				this.helpful = false;
				return this.#send(right, random.pick(['stalled', 'short']));
			default:
				return this.#send(right, 'cut');
		}
	}

	#part(from: number | null, to: number): Served {
		const size = this.#blob.length;
		if (from === null) return {status: 200, range: null, bytes: this.#blob};
		const range = `bytes ${from}-${to}/${this.#random.oneIn(4) ? '*' : size}`;
		return {status: 206, range, bytes: this.#blob.subarray(from, to + 1)};
	}

	#send({status, range, bytes}: Served, ending: Ending): Awaited<ReturnType<World['http']>> {
		const random = this.#random;
		const upTo = ending === 'whole' ? bytes.length : random.below(bytes.length + 1);
		const start = status === 206 ? 0 : this.received;
		if (ending === 'cut' && upTo <= start) this.helpful = false;
		const framed = random.pick([
			[['content-length', String(bytes.length)]],
			[['transfer-encoding', 'chunked']],
			[],
		] as const);
		const headers = [...framed, ...(range === null ? [] : [['content-range', range] as const])];
		const cuts = Array.from({length: random.below(4)}, () => random.below(upTo + 1)).sort((a, b) => a - b);
		async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
			yield* pieces(bytes.subarray(0, upTo), cuts);
			if (ending === 'cut') throw new FaultError('cut-stream', 'the connection broke');
			if (ending === 'stalled') throw new FaultError('stalled', 'nothing came');
		}
		return answer(status, headers, body());
	}
}

const reference = {registry: '127.0.0.1:5000', repository: 'team/app', tag: 'v1', digest: null};
const timeouts = {connect: 1_000, answer: 1_000, stall: 1_000, request: 10_000};

async function run(random: Random, one: Case): Promise<void> {
	const blob = random.bytes(random.pick([1, 2, 10, random.between(1, 600)]));
	const descriptor = {digest: digestOfBytes(blob), size: blob.length};
	const registry = new Registry(random, blob);
	const client = openRegistry(
		memoryWorld(new Map(), (bytes) => [bytes], {http: registry.http}),
		reference,
		{
			plainHttp: true,
			credentials: {username: 'ada', password: 'secret-word'},
			timeouts,
			publicOnly: false,
			ca: null,
		},
	);
	if (random.oneIn(3)) await part(random, one, registry, client, blob, descriptor);
	else await whole(one, registry, client, blob, descriptor);
	one.holds(`${registry.asked.length} requests for one blob`, registry.asked.length <= 64);
}

type Descriptor = Parameters<RegistryClient['blob']>[0];

async function whole(
	one: Case,
	registry: Registry,
	client: RegistryClient,
	blob: Buffer,
	descriptor: Descriptor,
): Promise<void> {
	const got: Uint8Array[] = [];
	async function* watched(): AsyncGenerator<Uint8Array, void, undefined> {
		for await (const chunk of client.blob(descriptor)) {
			got.push(Buffer.from(chunk));
			registry.received += chunk.length;
			yield chunk;
		}
	}
	const read = await outcomeOf(async () => {
		for await (const _ of prove(watched(), descriptor));
		return Buffer.concat(got);
	});
	one.holds('each request is for what is missing', !registry.astray);
	const prefix = Buffer.concat(got);
	one.holds('more bytes than there are', prefix.length <= blob.length);
	// Of a registry that never lies nothing is glued together wrong, wherever reading ended.
	if (!registry.lies)
		one.holds('other bytes than the blob begins with', prefix.equals(blob.subarray(0, prefix.length)));
	judged(one, registry, read, blob);
}

async function part(
	random: Random,
	one: Case,
	registry: Registry,
	client: RegistryClient,
	blob: Buffer,
	descriptor: Descriptor,
): Promise<void> {
	const from = random.below(blob.length);
	const length = random.between(1, blob.length - from);
	const read = await outcomeOf(() => client.range(descriptor, from, length));
	for (const asked of registry.asked) one.same('the part that is asked for', asked, from);
	if (registry.lies && 'value' in read) one.same('as many bytes as were asked for', read.value.length, length);
	else judged(one, registry, read, blob.subarray(from, from + length), false);
}

function judged(
	one: Case,
	registry: Registry,
	read: Awaited<ReturnType<typeof outcomeOf<Uint8Array>>>,
	right: Buffer,
	resumes = true,
): void {
	one.took('value' in read);
	one.with('a registry that is of help', 'value' in read, registry.helpful);
	if ('value' in read) {
		one.holds('other bytes than the right ones', right.equals(read.value));
		return;
	}
	one.holds(`${read.fault} is no code`, (faultCodes as readonly string[]).includes(read.fault));
	one.holds('a detail with a secret', !read.detail.includes('secret-word'));
	one.holds(`a helpful registry ends in ${JSON.stringify(read)}`, !(registry.helpful && resumes));
}

export const resumedBlob: Target = {name: 'resumed-blob', share: 60, run};
