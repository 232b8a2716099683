import {pathOf} from '../model/path.ts';
import {parseReference} from '../model/reference.ts';
import type {Subject} from './subject.ts';

const accepted =
	'dir:PATH, git:REVISION[:PATH], registry:REFERENCE, docker:REFERENCE, oci-dir:PATH[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:TAG], container:ID[:PATH], pod:NAMESPACE/NAME[/CONTAINER][:PATH], file:MANIFEST.json';

/** Reads a subject as it is written on the command line; a string says what is wrong with it. */
export function parseSubject(text: string): Subject | string {
	const colon = text.indexOf(':');
	const kind = colon < 0 ? '' : text.slice(0, colon);
	const rest = text.slice(colon + 1);
	if (text.includes('\0')) return `a subject holds no NUL character`;
	switch (kind) {
		case 'dir':
			return rest === '' ? 'dir: needs the path of a directory, as in dir:dist' : {kind, path: rest};
		case 'git':
			return parseGit(rest);
		case 'registry': {
			if (rest.startsWith('//')) return unknown(text);
			const reference = parseReference(rest);
			return typeof reference === 'string' ? reference : {kind, reference};
		}
		case 'docker': {
			if (rest.startsWith('//')) return unknown(text);
			// Names as Docker has them, and IDs, which are of the same form; the engine writes them out by its own rules.
			const reference = parseReference(rest);
			return typeof reference === 'string' ? reference : {kind, reference: rest};
		}
		case 'oci-dir':
			return parseLayout(rest);
		case 'oci-archive':
		case 'docker-archive':
			return parseArchive(kind, rest);
		case 'container':
		case 'pod':
			return parseRunning(kind, rest);
		case 'file':
			return rest === ''
				? 'file: needs the path of a file manifest or record, as in file:record.json'
				: {kind, path: rest};
		default:
			return unknown(text);
	}
}

const unknown = (text: string): string => `'${text}' is no subject${meant(text)}; accepted are ${accepted}`;

/** What other tools call what is a subject here: `docker://` is a registry's to skopeo. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
	[/^(?:docker|registry|oci):\/\//, 'registry:'],
	[/^docker-daemon:/, 'docker:'],
	[/^oci:/, 'oci-dir:'],
];

/** What somebody means who leaves the kind out, or writes another tool's. */
function meant(text: string): string {
	for (const [form, kind] of elsewhere) if (form.test(text)) return didYouMean(`${kind}${text.replace(form, '')}`);
	if (
		/^(?:localhost|[^/:]+\.[^/:]+|[^/:]+(?=:[0-9]+\/))(?::[0-9]+)?\//.test(text) &&
		typeof parseReference(text) !== 'string'
	)
		return didYouMean(`registry:${text}`);
	if (text === '' || text.includes(':')) return '';
	return /\.(?:tar|tgz|tar\.(?:gz|zst))$/.test(text)
		? ` (did you mean docker-archive:${text}, as docker save writes it, or oci-archive:${text}?)`
		: didYouMean(`dir:${text}`);
}

const didYouMean = (subject: string): string => ` (did you mean ${subject}?)`;

function parseGit(rest: string): Subject | string {
	const colon = rest.indexOf(':');
	const revision = colon < 0 ? rest : rest.slice(0, colon);
	if (revision === '') return 'git: needs a revision, as in git:HEAD or git:v1.2:public';
	if (revision.startsWith('-')) return `'${revision}' is no revision: it starts with '-'`;
	const {path, clamped} = pathOf(colon < 0 ? '' : rest.slice(colon + 1));
	if (clamped) return `the path of git:${rest} leaves the repository`;
	return {kind: 'git', revision, path};
}

/** The path follows the first colon: names of containers and pods hold none. */
function parseRunning(kind: 'container' | 'pod', rest: string): Subject | string {
	const colon = rest.indexOf(':');
	const name = colon < 0 ? rest : rest.slice(0, colon);
	const {path, clamped} = pathOf(colon < 0 ? '' : rest.slice(colon + 1));
	if (clamped) return `the path of ${kind}:${rest} leaves the container`;
	if (kind === 'container')
		return /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)
			? {kind, id: name, path}
			: `container: needs a container's name or ID, as in container:api or container:api:/app/dist`;
	const [, namespace, pod, container] = /^([a-z0-9-]+)\/([a-z0-9.-]+)(?:\/([a-z0-9-]+))?$/.exec(name) ?? [];
	return namespace === undefined || pod === undefined || /^-|\/[-.]/.test(name)
		? `pod: needs a namespace and a name, as in pod:shop/api-7d4b or pod:shop/api-7d4b/api:/app/dist`
		: {kind, namespace, name: pod, container: container ?? null, path};
}

function parseLayout(rest: string): Subject | string {
	// The tag follows the last colon, unless that colon belongs to a Windows drive or to a directory's name.
	const colon = rest.lastIndexOf(':');
	const drive = colon === 1 && /^[A-Za-z]:[\\/]/.test(rest);
	const tagged = colon >= 0 && !drive && !/[\\/]/.test(rest.slice(colon + 1));
	const path = tagged ? rest.slice(0, colon) : rest;
	const tag = tagged ? rest.slice(colon + 1) : null;
	if (path === '') return 'oci-dir: needs the path of an OCI image layout, as in oci-dir:out:latest';
	if (tag === '') return `oci-dir:${rest} ends with ':' but names no tag`;
	return {kind: 'oci-dir', path, tag};
}

/** The tag follows the first colon, since names hold colons of their own; not that of a Windows drive. */
function parseArchive(kind: 'oci-archive' | 'docker-archive', rest: string): Subject | string {
	const drive = /^[A-Za-z]:[\\/]/.test(rest) ? 2 : 0;
	const colon = rest.indexOf(':', drive);
	const path = colon < 0 ? rest : rest.slice(0, colon);
	const tag = colon < 0 ? null : rest.slice(colon + 1);
	if (path === '') return `${kind}: needs a file, or - for standard input, as in ${kind}:app.tar:app:v1`;
	if (tag === '') return `${kind}:${rest} ends with ':' but names no image`;
	return {kind, path, tag};
}
