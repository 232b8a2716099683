import type {ImageLayerEvidence} from './evidence.ts';
import {isWithin, pathOf} from './path.ts';

/** characters of a build step that a report quotes */
const mostStep = 200;

/**
 * The copy step that brought an image layer, as its history has it; null for every other step: those may hold build
 * arguments, and an address may hold a password.
 */
export function copyStepOf(createdBy: string | null): string | null {
	const [, step] = /(?:^|#\(nop\)\s+)((?:COPY|ADD)\s[^\r\n]*)/.exec(createdBy ?? '') ?? [];
	if (step === undefined || step.includes('://')) return null;
	const plain = step
		.replace(/\s+# buildkit$/, '')
		// Builders that name what they copied by its digest alone: the first digits tell one from another.
		.replace(/\b(dir|file|multi):([0-9a-f]{6})[0-9a-f]{34,}/g, '$1:$2…')
		.trim();
	return plain.length > mostStep ? `${plain.slice(0, mostStep)}…` : plain;
}

/** `image layer 6 (COPY dist /app/dist)`, counted from 1 at the bottom. */
export function imageLayerName(layers: readonly ImageLayerEvidence[], index: number): string {
	const step = copyStepOf(layers[index]?.createdBy ?? null);
	return `image layer ${index + 1}${step === null ? '' : ` (${step})`}`;
}

/** The topmost image layer from `above` on whose copy step names a directory around or below `to`; null: none says so. */
export function layerCopiedTo(layers: readonly ImageLayerEvidence[], to: string, above: number): number | null {
	for (let index = layers.length - 1; index >= above; index--) {
		const step = copyStepOf(layers[index]!.createdBy);
		const target = step === null ? undefined : /\s(\/\S*)$/.exec(step)?.[1];
		if (target === undefined) continue;
		const {path} = pathOf(target);
		// Base images are copied into the root; where none is told apart, such a step says nothing of a directory.
		if (path === '' && to !== '' && above === 0) continue;
		if (isWithin(to, path) || isWithin(path, to)) return index;
	}
	return null;
}

/** Any build step in one line, without the build arguments that history puts before a command. */
export function stepOf(createdBy: string | null): string | null {
	const step = copyStepOf(createdBy) ?? createdBy?.replace(/[\s\p{Cc}]+/gu, ' ').trim() ?? '';
	if (step === '') return null;
	const [, args] = /^(?:RUN )?(\|[0-9]+ )/.exec(step) ?? [];
	const shell = step.indexOf(' /bin/sh -c ');
	const plain = args === undefined ? step : `RUN${shell < 0 ? ' …' : step.slice(shell)}`;
	return plain.length > mostStep ? `${plain.slice(0, mostStep)}…` : plain;
}
