import * as z from 'zod';
import {code} from './published-verdict.ts';

export const text = z.string();
export const count = z.int().min(0);
export const status = z.int().min(100).max(599);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const commit = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
export const digest = z.string().regex(/^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/);
export const time = z.string().describe('ISO 8601 in UTC');
export const mode = z.string().regex(/^[0-7]{4}$/);
export const path = z
	.string()
	.describe("Relative, separated by '/'; a byte that is not UTF-8 is one lone surrogate U+DC80 to U+DCFF.");

export const fault = z
	.object({code, detail: text})
	.meta({id: 'fault', description: 'Why something could not be observed.'});

export const observation = <T extends z.ZodType>(value: T) =>
	z.union([
		z.object({status: z.literal('observed'), value, at: time}),
		z.object({status: z.literal('unavailable'), fault, at: time}),
		z.object({status: z.literal('skipped'), reason: text}),
	]);

export const platform = z.object({os: text, architecture: text, variant: text.exactOptional()}).meta({id: 'platform'});

export const entryBase = {path, layer: count.exactOptional()};
export const entry = z
	.union([
		z.object({
			type: z.literal('file'),
			sha256,
			blob: z
				.string()
				.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
				.exactOptional(),
			size: count,
			mode,
			...entryBase,
		}),
		z.object({type: z.literal('symlink'), target: text, ...entryBase}),
		z.object({type: z.literal('directory'), mode, ...entryBase}),
		z.object({
			type: z.literal('device'),
			kind: z.enum(['character', 'block']),
			major: count,
			minor: count,
			mode,
			...entryBase,
		}),
		z.object({type: z.literal('fifo'), mode, ...entryBase}),
		z.object({type: z.literal('submodule'), commit: text, ...entryBase}),
	])
	.meta({id: 'entry'});
export const gap = z.object({path, fault}).meta({id: 'gap', description: 'Bytes that were not read.'});
export const manifest = z
	.object({assurance: z.enum(['verified', 'asserted']), entries: z.array(entry), gaps: z.array(gap)})
	.meta({id: 'fileManifest'});
