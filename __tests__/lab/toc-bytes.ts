import {estargzFooterBytes, estargzTocOffset} from '../../src/rootfs/toc/estargz.ts';
import {tool} from './commands.ts';

type Descriptor = {digest: string; size: number; annotations?: Record<string, string>};

/** Bytes that an image's documents and its TOCs with their footers have, and what may come to each image layer. */
export async function mostBytes(reference: string): Promise<number> {
	const [, host, repository] = /^([^/]+)\/(.+):/.exec(reference)!;
	const raw = tool('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${reference}`]);
	let manifest = JSON.parse(raw) as {manifests?: Descriptor[]; config: Descriptor; layers: Descriptor[]};
	let most = raw.length;
	if (manifest.manifests !== undefined) {
		const inner = `docker://${host}/${repository}@${manifest.manifests[0]!.digest}`;
		const text = tool('skopeo', ['inspect', '--raw', '--tls-verify=false', inner]);
		most += text.length;
		manifest = JSON.parse(text) as typeof manifest;
	}
	most += manifest.config.size;
	for (const {digest, annotations = {}} of manifest.layers) {
		const answer = await fetch(`http://${host}/v2/${repository}/blobs/${digest}`);
		const blob = new Uint8Array(await answer.arrayBuffer());
		const position = Object.entries(annotations).find(([key]) => key.endsWith('manifest-position'))?.[1];
		const footer = estargzTocOffset(blob.subarray(-estargzFooterBytes));
		const stored = position === undefined ? blob.length - footer! : Number(position.split(':')[1]) + 72;
		if (!(stored > 0)) throw new Error(`${reference}: no table of contents in ${digest}`);
		most += stored + 64 * 1024;
	}
	return most;
}
