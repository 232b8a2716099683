import * as z from 'zod';
import type {FaultCode} from '../src/model/fault.ts';
import type {Path} from '../src/model/path.ts';
import type {FindingCode, ReasonCode, RemedyCode, Verdict} from '../src/model/verdict.ts';
import {layerNames, verdictSchema} from '../src/model/verdict.ts';

// The shape of a verdict for others to read. `agree` fails to compile when the model says something else.

/**
 * A type as JSON knows it: nothing is read-only, digests and paths are texts, and codes are texts too, because their
 * list grows within a version of the schema.
 */
type Json<T> = T extends
	| Path
	| `sha256:${string}`
	| `sha512:${string}`
	| ReasonCode
	| FindingCode
	| RemedyCode
	| FaultCode
	? string
	: T extends readonly (infer Item)[]
		? Json<Item>[]
		: T extends object
			? {-readonly [Key in keyof T]: Json<T[Key]>}
			: T;
type Within<A, B> = [A] extends [B] ? true : false;
/** Whether each of two types would do for the other. */
export type Same<A, B> = Within<Json<A>, Json<B>> extends true ? Within<Json<B>, Json<A>> : false;

export const code = z
	.string()
	.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
	.describe('A stable kebab-case word; later releases may add some.');
export const layer = z.enum(layerNames);
export const overallStatus = z.enum(['live', 'drift', 'inconclusive']);

const text = z.string();
const direction = z.enum(['forward', 'back', 'sideways', 'same']);

const finding = z
	.object({
		code,
		level: z.enum(['drift', 'inconclusive', 'note']),
		subject: text.describe("A path, a probe's name or a URL. Foreign text: escape it."),
		expected: text.nullable().describe("On the commit's side; null: absent there."),
		deployed: text.nullable().describe('On the deployed side; null: absent there.'),
		detail: text.nullable(),
	})
	.meta({id: 'finding'});

const layerVerdict = z
	.object({
		layer,
		status: z.enum(['match', 'drift', 'inconclusive', 'skipped']),
		maskedBy: layer.nullable().describe('The layer that already explains this status.'),
		reason: code,
		assurance: z.enum(['verified', 'observed', 'platform', 'asserted', 'self-reported']).nullable(),
		findings: z.array(finding),
		more: z.int().min(0).describe('How many findings were left out.'),
		remedy: code.nullable(),
	})
	.meta({id: 'layer'});

const proof = z
	.union([
		z.object({
			kind: z.literal('container'),
			files: z.enum(['all', 'some', 'none']).describe('Whose files were compared.'),
			image: z
				.enum(['this', 'another', 'unknown'])
				.describe('`another`: replicas were made from another image that holds the same files.'),
			but: z.array(z.enum(['expected-changes', 'added-files', 'mounts'])).describe('What is let pass.'),
		}),
		z.object({
			kind: z.literal('live-bytes'),
			path: text,
			sha256: text,
			tells: z.enum(['history', 'baseline', 'commit', 'text']),
		}),
		z.object({kind: z.literal('route-gained'), probe: text, from: z.int(), to: z.int()}),
		z.object({kind: z.literal('self-reported'), commit: text}),
	])
	.meta({id: 'proof', description: 'Why the running thing is believed to be this commit.'});

const transition = z.object({
	since: text,
	previousStatus: overallStatus,
	previousDepartsAt: layer.nullable(),
	previousCommit: text,
	direction,
	probes: z.array(z.object({probe: text, from: z.int().nullable(), to: z.int().nullable(), direction})),
});

/** What `verify --format json` prints for a service. */
export const verdict = z
	.object({
		schema: z.literal(verdictSchema),
		service: text,
		environment: text,
		status: overallStatus,
		departsAt: layer.nullable().describe('The first drifted layer; null without drift.'),
		reason: z.enum(['process-not-seen', 'layer-inconclusive', 'nothing-compared']).nullable(),
		inconclusive: z.array(layer),
		expectedCommit: text,
		deployedCommit: text.nullable(),
		image: z
			.object({reference: text, index: text.nullable(), manifest: text, config: text})
			.nullable()
			.describe('The image that was read, by each digest that names it.'),
		proof: z.array(proof),
		transition: transition.nullable(),
		layers: z.array(layerVerdict).length(layerNames.length).describe('All seven, in order.'),
	})
	.meta({
		title: 'Deploy Truth verdict',
		description: 'Is this commit live, and if not, which layer is the first that left it?',
	});

export const agree: Same<Verdict, z.infer<typeof verdict>> = true;
