import {readFileSync} from 'node:fs';

type Schema = {
	readonly $ref?: string;
	readonly type?: string;
	readonly format?: string;
	readonly nullable?: boolean;
	readonly enum?: readonly unknown[];
	readonly required?: readonly string[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly oneOf?: readonly Schema[];
	readonly anyOf?: readonly Schema[];
	readonly allOf?: readonly Schema[];
};

export const description = JSON.parse(readFileSync(new URL('openapi-subset.json', import.meta.url), 'utf8'));

const schemas = description.components.schemas as Readonly<Record<string, Schema>>;

/** The least value that fits a schema of GitHub's description, with the given fields laid over it. */
export function shape(name: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return {...(least(schemas[name] as Schema) as Record<string, unknown>), ...fields};
}

function least(schema: Schema): unknown {
	if (schema.$ref !== undefined) return least(schemas[schema.$ref.split('/').at(-1)!] as Schema);
	if (schema.nullable) return null;
	const choice = schema.oneOf ?? schema.anyOf ?? schema.allOf;
	if (choice !== undefined) return least(choice[0]!);
	if (schema.enum !== undefined) return schema.enum[0];
	switch (schema.type) {
		case 'object':
			return Object.fromEntries(
				(schema.required ?? []).map((name) => [name, least(schema.properties?.[name] ?? {type: 'string'})]),
			);
		case 'array':
			return [];
		case 'integer':
		case 'number':
			return 0;
		case 'boolean':
			return false;
		default:
			if (schema.format === 'date-time') return '2026-01-02T03:04:05Z';
			return schema.format === 'uri' ? 'https://github.example/unused' : '';
	}
}
