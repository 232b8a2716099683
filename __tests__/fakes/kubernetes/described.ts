import {readFileSync} from 'node:fs';
import {Ajv, type ValidateFunction} from 'ajv';

type Schema = {
	readonly type?: string | readonly string[];
	readonly properties?: object;
	readonly additionalProperties?: unknown;
};

const {definitions} = JSON.parse(readFileSync(new URL('openapi-subset.json', import.meta.url), 'utf8')) as {
	definitions: Record<string, Schema>;
};

// Swagger 2 has no word for a value of two types.
definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = {type: ['string', 'integer']};

// The API server drops members that it does not know, so an object with one is an object that no cluster serves.
const closed = Object.fromEntries(
	Object.entries(definitions).map(([name, schema]) => [
		name,
		schema.properties === undefined ? schema : {...schema, additionalProperties: false},
	]),
);

const ajv = new Ajv({strict: false, allErrors: true});
ajv.addFormat('int32', {
	type: 'number',
	validate: (value: number) => Number.isInteger(value) && Math.abs(value) < 2 ** 31,
});
ajv.addFormat('int64', {type: 'number', validate: Number.isSafeInteger});
ajv.addFormat('int-or-string', true);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
ajv.addSchema({$id: 'kubernetes', definitions: closed});

const groups: Readonly<Record<string, string>> = {
	v1: 'io.k8s.api.core.v1',
	'apps/v1': 'io.k8s.api.apps.v1',
	'networking.k8s.io/v1': 'io.k8s.api.networking.v1',
	'discovery.k8s.io/v1': 'io.k8s.api.discovery.v1',
};
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const validators = new Map<string, ValidateFunction>();

/** How an object departs from Kubernetes' own description of its kind; none for a kind that is not the API server's own. */
export function misfitsOf(object: unknown): readonly string[] {
	const {apiVersion, kind} = object as {apiVersion: string; kind: string};
	const own = `${meta}.${kind}`;
	const name = own in closed ? own : `${groups[apiVersion] ?? ''}.${kind}`;
	if (!(name in closed)) return apiVersion.includes('.') ? [] : [`${apiVersion} ${kind} is not described`];
	const validate = validators.get(name) ?? ajv.compile({$ref: `kubernetes#/definitions/${name}`});
	validators.set(name, validate);
	validate(object);
	return (validate.errors ?? []).map(
		({instancePath, message, params}) => `${kind}${instancePath} ${message} ${JSON.stringify(params)}`,
	);
}
