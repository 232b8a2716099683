import {readFileSync} from 'node:fs';
import {Ajv, type ValidateFunction} from 'ajv';

type Schema = Readonly<Record<string, unknown>>;

/** A shape as botocore writes it. */
type Shape = {
	readonly type: string;
	readonly members?: Readonly<Record<string, {readonly shape: string}>>;
	readonly member?: {readonly shape: string};
	readonly value?: {readonly shape: string};
	readonly required?: readonly string[];
	readonly enum?: readonly string[];
	readonly min?: number;
	readonly max?: number;
	readonly pattern?: string;
};

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const ecs = read('ecs-subset.json') as {answers: Record<string, string>; shapes: Record<string, Shape>};
const run = read('run-subset.json') as {schemas: Record<string, Schema>};

const ajv = new Ajv({strict: false, allErrors: true});
ajv.addFormat('int32', {
	type: 'number',
	validate: (value: number) => Number.isInteger(value) && Math.abs(value) < 2 ** 31,
});
ajv.addFormat('google-datetime', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);

const ecsReference = ({shape}: {readonly shape: string}): Schema => ({$ref: `ecs#/definitions/${shape}`});

/** A shape in the words of JSON Schema. What it does not name is never sent. */
function ofShape(shape: Shape): Schema {
	switch (shape.type) {
		case 'structure':
			return {
				type: 'object',
				properties: Object.fromEntries(
					Object.entries(shape.members ?? {}).map(([name, member]) => [name, ecsReference(member)]),
				),
				required: shape.required ?? [],
				additionalProperties: false,
			};
		case 'list':
			return {type: 'array', items: ecsReference(shape.member!)};
		case 'map':
			return {type: 'object', additionalProperties: ecsReference(shape.value!)};
		case 'string':
			return {type: 'string', ...(shape.enum === undefined ? {} : {enum: shape.enum})};
		case 'boolean':
			return {type: 'boolean'};
		case 'double':
			return {type: 'number'};
		case 'integer':
		case 'long':
			return {type: 'integer', minimum: shape.min ?? -(2 ** 53), maximum: shape.max ?? 2 ** 53};
		// Version 1 of the command line prints what was sent, seconds; version 2 writes it as ISO 8601 with a zone.
		case 'timestamp':
			return {
				anyOf: [
					{type: 'number', minimum: 1e9, maximum: 1e10},
					{type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?[+-]\\d\\d:\\d\\d$'},
				],
			};
		default:
			throw new Error(`no words for a shape of type ${shape.type}`);
	}
}

ajv.addSchema({
	$id: 'ecs',
	definitions: Object.fromEntries(Object.entries(ecs.shapes).map(([name, shape]) => [name, ofShape(shape)])),
});

/** A discovery document is JSON Schema but for how it names and refers, and for objects that are open without saying so. */
function ofDiscovery(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(ofDiscovery);
	if (typeof value !== 'object' || value === null) return value;
	const own = Object.fromEntries(
		Object.entries(value)
			.filter(([key, item]) => key !== 'id' || typeof item !== 'string')
			.map(([key, item]) => [key, key === '$ref' ? `run#/definitions/${item as string}` : ofDiscovery(item)]),
	);
	return own['type'] === 'object' && 'properties' in own ? {...own, additionalProperties: false} : own;
}

ajv.addSchema({$id: 'run', definitions: ofDiscovery(run.schemas)});

const validators = new Map<string, ValidateFunction>();

function misfits(reference: string, value: unknown): readonly string[] {
	const validate = validators.get(reference) ?? ajv.compile({$ref: reference});
	validators.set(reference, validate);
	validate(value);
	return (validate.errors ?? []).map(
		({instancePath, message, params}) => `${reference} ${instancePath} ${message} ${JSON.stringify(params)}`,
	);
}

/** How an answer departs from what AWS publishes of the operation (`DescribeServices`). */
export const ecsMisfits = (operation: string, answer: unknown): readonly string[] =>
	misfits(`ecs#/definitions/${ecs.answers[operation]!}`, answer);

/** How a resource departs from what Google publishes of its kind. */
export const runMisfits = (kind: 'Service' | 'Revision', resource: unknown): readonly string[] =>
	misfits(`run#/definitions/${kind}`, resource);
