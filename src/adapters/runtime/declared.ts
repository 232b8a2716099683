import {parseAllDocuments} from 'yaml';
import type {Declared} from '../../model/evidence.ts';
import {FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';
import {composeService} from './declared-compose.ts';
import {kubernetesContainer} from './declared-kubernetes.ts';

/** By which names a manifest has the service. */
export type DeclaredName = {
	readonly service: string;
	readonly workload: string | null;
	readonly containers: readonly string[];
	/** the deployed image as configured */
	readonly image: string | null;
};

/** Aliases multiply what a document means. */
const mostAliases = 100;
const mostDocuments = 500;

/**
 * What a compose file or Kubernetes manifests say of how the service is started. What depends on variables, templates
 * or other files is not said here: null.
 *
 * @throws FaultError `invalid-answer` where it is neither, `replicas-ambiguous`, `not-found` where it has no such service
 */
export function declaredIn(text: string, from: string, name: DeclaredName): Declared {
	const documents = parsed(text, from);
	const compose = documents.find((document) => isObject(document['services']));
	if (compose !== undefined) return composeService(compose, from, name);
	if (documents.some(({kind}) => typeof kind === 'string')) return kubernetesContainer(documents, from, name);
	throw new FaultError('invalid-answer', `${from} is no compose file and no Kubernetes manifest`);
}

function parsed(text: string, from: string): readonly Readonly<Record<string, unknown>>[] {
	const documents = parseAllDocuments(text, {uniqueKeys: false, merge: true});
	if (!Array.isArray(documents) || documents.length > mostDocuments)
		throw new FaultError('invalid-answer', `${from} holds no documents, or too many`);
	return documents.flatMap((document) => {
		const [error] = document.errors;
		if (error !== undefined) {
			const why = /\{\{/.test(text) ? 'it is a template: name what it is rendered to' : error.code;
			throw new FaultError('invalid-answer', `${from} is no YAML (${why})`);
		}
		let value: unknown;
		try {
			value = document.toJS({maxAliasCount: mostAliases});
		} catch {
			throw new FaultError('invalid-answer', `${from} repeats itself by aliases more than is read`);
		}
		return isObject(value) ? [value] : [];
	});
}
