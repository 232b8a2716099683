import type {World} from '../world.ts';

/** Milliseconds: what is done sooner says nothing, and then a line for each of these; a log without a cursor thins them out. */
const silence = 1_000;
const interval = 250;

/** Watches one image being read: how many bytes came, how many image layers are done, how fast. */
export type Progress = {
	/** the same bytes, counted as they pass */
	readonly count: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
	/** an image layer is done, whatever of it was read */
	readonly done: () => void;
};

export function progressOf(world: World, layers: readonly {readonly size: number}[]): Progress {
	const total = layers.reduce((sum, layer) => sum + layer.size, 0);
	const started = world.now();
	let next = started + silence;
	let bytes = 0;
	let done = 0;
	const tell = (): void => {
		const now = world.now();
		if (now < next) return;
		next = now + interval;
		const rate = (bytes / (now - started)) * 1000;
		const amounts = `${mebibytes(bytes)} of ${mebibytes(total)} MiB, ${mebibytes(rate)} MiB/s`;
		world.log.progress(`image layers: ${done} of ${layers.length} done, ${amounts}`);
	};
	return {
		async *count(chunks) {
			for await (const chunk of chunks) {
				bytes += chunk.length;
				tell();
				yield chunk;
			}
		},
		done() {
			done++;
			tell();
		},
	};
}

/** The same bytes of an archive, of which nobody says how much there is. */
export async function* countedArchive(
	world: World,
	chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
	const started = world.now();
	let next = started + silence;
	let bytes = 0;
	for await (const chunk of chunks) {
		bytes += chunk.length;
		const now = world.now();
		if (now >= next) {
			next = now + interval;
			const rate = (bytes / (now - started)) * 1000;
			world.log.progress(`image archive: ${mebibytes(bytes)} MiB, ${mebibytes(rate)} MiB/s`);
		}
		yield chunk;
	}
}

/** Whole where the number is large enough to be read at a glance. */
const mebibytes = (bytes: number): string => {
	const size = bytes / 1024 / 1024;
	return size.toFixed(size < 10 ? 1 : 0);
};
