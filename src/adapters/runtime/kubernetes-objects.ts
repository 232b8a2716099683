import {FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';

/** An object of the cluster as it came: every member may be anything. */
export type Raw = Readonly<Record<string, unknown>>;

export const mappingOf = (value: unknown): Raw => (isObject(value) ? value : {});
export const listOf = (value: unknown): readonly Raw[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const countOf = (value: unknown): number | null =>
	Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

export const metadataOf = (object: Raw): Raw => mappingOf(object['metadata']);
export const uidOf = (object: Raw): string | null => textOf(metadataOf(object)['uid']);
export const labelOf = (object: Raw, name: string): string | null =>
	textOf(mappingOf(metadataOf(object)['labels'])[name]);
export const annotationOf = (object: Raw, name: string): string | null =>
	textOf(mappingOf(metadataOf(object)['annotations'])[name]);

/** RFC 1123 subdomain, as the API server demands it of these names: none is an option or leaves its place in a path. */
const nameForm = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** A name that may become an argument of a command; FaultError `invalid-answer` where it is none. */
export function checkedName(value: unknown): string {
	if (typeof value === 'string' && nameForm.test(value)) return value;
	throw new FaultError('invalid-answer', 'kubectl gave an object whose name the API server would not take');
}

export const nameOf = (object: Raw): string => checkedName(metadataOf(object)['name']);
export const namespaceOf = (object: Raw): string => checkedName(metadataOf(object)['namespace']);

export type Owner = {
	readonly group: string;
	readonly kind: string;
	readonly name: string;
	readonly uid: string;
};

/** What manages an object; null: nothing does. */
export function ownerOf(object: Raw): Owner | null {
	const owner = listOf(metadataOf(object)['ownerReferences']).find(({controller}) => controller === true);
	const [kind, uid] = [textOf(owner?.['kind']), textOf(owner?.['uid'])];
	if (owner === undefined || kind === null || uid === null) return null;
	const version = textOf(owner['apiVersion']) ?? '';
	return {
		group: version.includes('/') ? version.slice(0, version.indexOf('/')) : '',
		kind,
		name: checkedName(owner['name']),
		uid,
	};
}

/** What `.status.conditions` says of a type. */
export const conditionOf = (object: Raw, type: string): Raw | null =>
	listOf(mappingOf(object['status'])['conditions']).find((condition) => condition['type'] === type) ?? null;

/** A label selector as `--selector` takes it (LabelSelector of apimachinery). */
export function selectorOf(selector: unknown): string {
	const {matchLabels, matchExpressions} = mappingOf(selector);
	const equal = Object.entries(mappingOf(matchLabels)).map(([key, value]) => `${key}=${String(value)}`);
	const others = listOf(matchExpressions).map(({key, operator, values}) => {
		const among = Array.isArray(values) ? `(${values.map(String).join(',')})` : '()';
		switch (operator) {
			case 'In':
				return `${String(key)} in ${among}`;
			case 'NotIn':
				return `${String(key)} notin ${among}`;
			case 'Exists':
				return String(key);
			case 'DoesNotExist':
				return `!${String(key)}`;
			default:
				throw new FaultError('invalid-answer', 'a label selector has an operator that this version does not know');
		}
	});
	const all = [...equal, ...others].join(',');
	if (all === '') throw new FaultError('invalid-answer', 'a workload selects no pods by label');
	return all;
}
