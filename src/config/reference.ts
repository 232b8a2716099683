import {parseReference} from '../model/reference.ts';
import type {Rule} from './problem.ts';
import {repeated} from './problem.ts';

/** A subject of the command line. After a host's name or an image's, a port or a version begins with a digit. */
const subject = /^(?:registry|docker|oci-dir|oci-archive|docker-archive):(?![0-9])/;

/** An image in a registry; what stands only in an engine or a file has no way in here. */
export const reference: Rule = (value) => {
	const [prefix] = subject.exec(value) ?? [];
	if (prefix === 'registry:') return {todo: 'write the reference without `registry:`'};
	if (prefix !== undefined)
		return {
			todo: `write the reference without \`${prefix}\`; an image that no registry has cannot be read here: push it, or leave \`image\` out and compare \`files\` with \`runtime\``,
		};
	const parsed = parseReference(value);
	return typeof parsed === 'string' ? {todo: `correct it: ${repeated(parsed)}`} : null;
};
