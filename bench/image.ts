import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {createReadStream, createWriteStream, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {pack} from 'tar-stream';

/** A pseudo-random number generator that gives the same image everywhere (mulberry32). */
function seeded(seed: number): () => number {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** 32 MiB that compress about as programs and scripts do: words of a skewed vocabulary, and stretches of noise. */
function pool(random: () => number): Buffer {
	const words = Array.from({length: 20_000}, () => {
		const length = 2 + Math.floor(random() * 9);
		return Array.from({length}, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
	});
	const bytes = Buffer.alloc(32 << 20);
	let at = 0;
	while (at < bytes.length) {
		const kind = random();
		if (kind < 0.0003) {
			const end = Math.min(bytes.length, at + 2_000 + Math.floor(random() * 6_000));
			while (at < end) bytes[at++] = Math.floor(random() * 256);
		} else if (kind < 0.25 && at > 40_000) {
			// Programs repeat themselves: a stretch of what stands shortly before.
			const length = Math.min(bytes.length - at, 20 + Math.floor(random() * 120));
			const from = at - 200 - Math.floor(random() * 30_000);
			bytes.copy(bytes, at, from, from + length);
			at += length;
		} else {
			const word = words[Math.floor(random() ** 4 * words.length)]!;
			at += bytes.write(random() < 0.12 ? `${word}\n\t` : `${word} `, at, 'latin1');
		}
	}
	return bytes;
}

export type BenchImage = {
	readonly reference: string;
	readonly host: string;
	readonly layers: readonly {readonly digest: string; readonly url: string; readonly size: number}[];
	readonly unpacked: number;
	readonly files: number;
};

/** How an image is made: `bytes` unpacked in about `files` files, over image layers of these shares. */
export type BenchShape = {
	readonly name: string;
	readonly bytes: number;
	readonly files: number;
	readonly shares: readonly number[];
	/** another number gives the top image layer other files; those below stay the same */
	readonly release?: number;
	/** every file of one size */
	readonly even?: boolean;
	/** bytes of the stretches that files are put together from: images of one grain compress alike, however large their files */
	readonly grain?: number;
};

export const usual = {bytes: 1e9, files: 41_000, shares: [0.6, 0.3, 0.1]} as const;

/** An image of the shape, gzipped by pigz, pushed to a registry on loopback. */
export async function pushBenchImage(host: string, directory: string, shape: BenchShape): Promise<BenchImage> {
	const {name, bytes, files} = shape;
	const source = pool(seeded(20_26));
	const layers = [];
	const diffIds: string[] = [];
	let total = 0;
	let count = 0;
	for (const [index, share] of shape.shares.entries()) {
		const top = index === shape.shares.length - 1;
		const random = seeded(7_000 + index + (top ? 100 * (shape.release ?? 0) : 0));
		const tar = pack();
		const file = join(directory, `${name}-${index}.tar.gz`);
		const hash = createHash('sha256');
		const zip = spawn('pigz', ['-6', '-n'], {stdio: ['pipe', 'pipe', 'inherit']});
		tar.on('data', (chunk) => hash.update(chunk as Buffer));
		const written = Promise.all([pipeline(tar, zip.stdin), pipeline(zip.stdout, createWriteStream(file))]);
		let left = bytes * share;
		const mean = bytes / files;
		for (let i = 0; left > 0; i++) {
			// Sizes as in real images: many small files, a few large ones.
			const drawn = random() < 0.002 ? mean * 120 : mean * random() * 1.6;
			const size = Math.ceil(Math.min(left, shape.even ? mean : drawn, source.length));
			const parts: Buffer[] = [];
			for (let rest = size; rest > 0; ) {
				const length = Math.min(rest, shape.grain ?? size);
				const start = Math.floor(random() * (source.length - length));
				parts.push(source.subarray(start, start + length));
				rest -= length;
			}
			const written = tar.entry(
				{name: `usr/lib/layer${index}/${i % 97}/file-${i}.js`, mode: 0o644, mtime: new Date(0)},
				parts.length === 1 ? parts[0]! : Buffer.concat(parts),
			);
			if (!written) await new Promise((resolve) => setImmediate(resolve));
			left -= size;
			total += size;
			count++;
		}
		tar.finalize();
		await written;
		const digest = await digestOf(file);
		diffIds.push(`sha256:${hash.digest('hex')}`);
		const size = statSync(file).size;
		await upload(host, name, file, digest, size);
		rmSync(file);
		layers.push({digest, size, url: `http://${host}/v2/bench/${name}/blobs/${digest}`});
	}
	const config = Buffer.from(
		JSON.stringify({architecture: 'amd64', os: 'linux', config: {}, rootfs: {type: 'layers', diff_ids: diffIds}}),
	);
	const configDigest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
	await uploadBytes(host, name, config, configDigest);
	const manifest = JSON.stringify({
		schemaVersion: 2,
		mediaType: 'application/vnd.oci.image.manifest.v1+json',
		config: {mediaType: 'application/vnd.oci.image.config.v1+json', digest: configDigest, size: config.length},
		layers: layers.map(({digest, size}) => ({mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size})),
	});
	const put = await fetch(`http://${host}/v2/bench/${name}/manifests/latest`, {
		method: 'PUT',
		body: manifest,
		headers: {'content-type': 'application/vnd.oci.image.manifest.v1+json'},
	});
	if (!put.ok) throw new Error(`manifest: ${put.status} ${await put.text()}`);
	return {reference: `${host}/bench/${name}:latest`, host, layers, unpacked: total, files: count};
}

async function digestOf(file: string): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
	return `sha256:${hash.digest('hex')}`;
}

async function upload(host: string, name: string, file: string, digest: string, size: number): Promise<void> {
	const place = await session(host, name, digest);
	const child = spawn(
		'curl',
		[
			'--silent',
			'--show-error',
			'--fail',
			'--upload-file',
			file,
			'--header',
			'Content-Type: application/octet-stream',
			'--header',
			`Content-Length: ${size}`,
			place,
		],
		{stdio: ['ignore', 'ignore', 'inherit']},
	);
	const [code] = (await once(child, 'exit')) as [number];
	if (code !== 0) throw new Error(`curl: upload of ${digest} failed`);
}

async function uploadBytes(host: string, name: string, bytes: Buffer, digest: string): Promise<void> {
	const put = await fetch(await session(host, name, digest), {
		method: 'PUT',
		body: new Uint8Array(bytes),
		headers: {'content-type': 'application/octet-stream'},
	});
	if (!put.ok) throw new Error(`blob: ${put.status}`);
}

async function session(host: string, name: string, digest: string): Promise<string> {
	const started = await fetch(`http://${host}/v2/bench/${name}/blobs/uploads/`, {method: 'POST'});
	const location = new URL(started.headers.get('location') ?? '', `http://${host}`);
	location.searchParams.set('digest', digest);
	return location.href;
}
