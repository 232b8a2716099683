import {testWorld} from '../__tests__/builders/world.ts';
import {FaultError} from '../src/model/fault.ts';
import type {HttpResponse, World} from '../src/world.ts';

const base = testWorld({random: (bytes) => new Uint8Array(bytes), sleep: async () => undefined});

/** The files a case may see, by path; nothing of this machine, and no waiting. */
export function memoryWorld(
	files: ReadonlyMap<string, Uint8Array>,
	cut: (bytes: Uint8Array) => readonly Uint8Array[],
	overrides: Partial<World> = {},
): World {
	const find = (path: string): Uint8Array => {
		const bytes = files.get(path);
		if (bytes === undefined) throw new FaultError('file-missing', `${path} is not there`);
		return bytes;
	};
	return {
		...base,
		files: {
			...base.files,
			cwd: '/',
			read: async (path, maxBytes) => {
				const bytes = find(path);
				if (bytes.length > maxBytes) throw new FaultError('too-large', `${path} has ${bytes.length} bytes`);
				return bytes;
			},
			list: async (path) => {
				throw new FaultError('file-missing', `${path} is not there`);
			},
			stat: async (path) => {
				throw new FaultError('file-missing', `${path} is not there`);
			},
			async *stream(path) {
				yield* cut(find(path));
			},
		},
		...overrides,
	};
}

/** What comes of a request, headers by their names in lower case. */
export const answer = (
	status: number,
	rawHeaders: HttpResponse['rawHeaders'],
	body: AsyncIterable<Uint8Array>,
): HttpResponse => ({
	status,
	version: '1.1',
	rawHeaders,
	header: (name) => rawHeaders.find(([key]) => key === name)?.[1] ?? null,
	body,
	discard: () => undefined,
	peer: {address: '127.0.0.1', port: 5000, certificate: null},
});

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
	yield bytes;
}
