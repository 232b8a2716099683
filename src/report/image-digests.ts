import type {BaseEvidence, ImageLayerEvidence} from '../model/evidence.ts';
import type {ImageDigests, IndexMember, Sameness} from '../model/image-digests.ts';
import {stepOf} from '../model/image-layer.ts';
import {formatPlatform} from '../model/platform.ts';
import {cut, visible} from './escape.ts';
import {baseWords, otherDigests, unknownDigests} from './image-sentences.ts';

const digestsSchema = 'deploy-truth/digests/v1';

/** One image by all its digests, and what was asked about it. */
export type DigestsDocument = {
	readonly subject: string;
	readonly image: Omit<ImageDigests, 'layers'> & {
		readonly reference: string;
		readonly layers: readonly ImageLayerEvidence[];
	};
	readonly base: Pick<BaseEvidence, 'reference' | 'layers' | 'relation'> | null;
	readonly asked: readonly {readonly id: string; readonly answer: Sameness}[];
};

export function digestsJson({subject, image, base, asked}: DigestsDocument): string {
	const {reference, platform, index, manifest, config, members} = image;
	const layers = image.layers.map(({digest, diffId, size, mediaType, createdBy}, at) => {
		const fromBase = base === null || base.layers === 0 ? null : at < base.layers;
		return {digest, diffId, size, mediaType, step: stepOf(createdBy)?.toWellFormed() ?? null, base: fromBase};
	});
	const is = asked.map(({id, answer}) => ({id, ...answer}));
	const names = {index, manifest, config};
	const head = {schema: digestsSchema, subject: subject.toWellFormed(), reference: reference.toWellFormed(), platform};
	return `${JSON.stringify({...head, ...names, members, layers, base, is}, null, 2)}\n`;
}

/** The containment as a tree, then one line for each question. */
export function digestsTerminal({subject, image, base, asked}: DigestsDocument): string {
	const lines = [shown(subject), ...tree(image, base)];
	if (base !== null) {
		const held = base.layers === 0 ? '' : `${layersBelow(base.layers)}, `;
		lines.push('', `base ${shown(base.reference)}: ${held}${baseWords[base.relation]}`);
	}
	if (asked.length > 0) lines.push('');
	for (const {id, answer} of asked) lines.push(`${shown(id)}: ${words(answer)}`);
	return `${lines.join('\n')}\n`;
}

const layersBelow = (count: number): string => (count === 1 ? 'image layer 1' : `image layers 1 to ${count}`);
const shown = (text: string): string => visible(cut(text, 300));
const bytes = (size: number): string => `${size.toLocaleString('en-US')} bytes`;

function tree(image: DigestsDocument['image'], base: DigestsDocument['base']): readonly string[] {
	const lines: string[] = [];
	const own = (indent: string): void => {
		const below = image.manifest === null ? indent : `${indent}  `;
		const platform = formatPlatform(image.platform);
		if (image.manifest !== null) lines.push(`${indent}image manifest  ${image.manifest}  ${platform}  (this image)`);
		lines.push(
			`${below}config          ${image.config}  (the image ID)${image.manifest === null ? `  ${platform}` : ''}`,
		);
		for (const [at, layer] of image.layers.entries()) {
			const step = stepOf(layer.createdBy);
			const mark = base !== null && at < base.layers ? '  (base)' : '';
			lines.push(`${below}image layer ${at + 1}   ${layer.digest}  ${bytes(layer.size)}${mark}`);
			if (layer.diffId !== null) lines.push(`${below}  diff ID       ${layer.diffId}`);
			if (step !== null) lines.push(`${below}  step          ${shown(step)}`);
		}
	};
	if (image.index === null) {
		own('  ');
		return lines;
	}
	lines.push(`  index           ${image.index}`);
	const depth = new Map<string, number>([[image.index, 2]]);
	for (const member of image.members) {
		const level = depth.get(member.within) ?? 2;
		const indent = '  '.repeat(level);
		if (member.kind === 'index') depth.set(member.digest, level + 1);
		if (member.digest === image.manifest) own(indent);
		else lines.push(`${indent}${memberWords(member)}`);
	}
	return lines;
}

const kinds = {image: 'image manifest', index: 'index         ', companion: 'companion     '} as const;

function memberWords({kind, digest, platform, size}: IndexMember): string {
	const runs = platform === null || kind === 'companion' ? '' : `  ${shown(formatPlatform(platform))}`;
	return `${kinds[kind]}  ${digest}${runs}  ${bytes(size)}`;
}

function words(answer: Sameness): string {
	if (answer.status === 'unknown') return `not provable: ${unknownDigests[answer.kind]}`;
	const digits = answer.whole ? '' : ', by its first digits';
	if (answer.status === 'another') {
		const runs = answer.platform === null ? '' : ` (${shown(formatPlatform(answer.platform))})`;
		return `not this image: ${otherDigests[answer.kind]}${runs}${digits}`;
	}
	const path = answer.path.map(({kind, digest}) => `${kind} ${digest}`).join(' > ');
	const choice = answer.platforms > 1 ? `; one of ${answer.platforms} images of that index` : '';
	return `this image, proven: ${path}${choice}${digits}`;
}
