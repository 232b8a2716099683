import {FaultError} from '../../model/fault.ts';
import {demanded, objectsIfAny, objectsOf} from './cloud-answer.ts';
import type {Answered} from './engine-answer.ts';
import {countOf, textOf, within} from './engine-answer.ts';

/** A revision that serves, how much of the traffic in percent, and the addresses of its own it is reached at. */
export type Share = {readonly revision: string; readonly percent: number; readonly tags: readonly string[]};

/** No service divides its traffic among more. */
const mostRevisions = 100;

/** The revisions that receive traffic; one that is reached by its tag alone does not serve. */
export function sharesOf(service: Answered): readonly Share[] {
	const traffic = within(service, 'status', 'traffic');
	const targets = traffic === undefined ? [] : objectsOf(traffic, 'what the service has as traffic');
	const shares = new Map<string, Share>();
	for (const target of targets) {
		const percent = countOf(target['percent'] ?? 0);
		if (percent === null) throw new FaultError('invalid-answer', 'a share of the traffic is no number');
		const tag = textOf(target['tag']);
		if (percent === 0 && tag === null) continue;
		const revision = revisionName(target['revisionName']);
		const before = shares.get(revision);
		shares.set(revision, {
			revision,
			percent: percent + (before?.percent ?? 0),
			tags: [...(before?.tags ?? []), ...(tag === null ? [] : [tag])].sort(),
		});
	}
	const serving = [...shares.values()].filter(({percent}) => percent > 0);
	if (serving.length > mostRevisions)
		throw new FaultError('too-large', `more than ${mostRevisions} revisions receive traffic`);
	if (serving.length === 0 && isServing(service))
		throw new FaultError('invalid-answer', 'the service is ready, and no revision receives traffic');
	return serving;
}

/** A name becomes an argument: RFC 1123, so that it is no option. */
function revisionName(value: unknown): string {
	const name = demanded(value, 'the revision of a share of the traffic');
	if (/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name)) return name;
	throw new FaultError('invalid-answer', 'the revision of a share of the traffic has no name of a revision');
}

const isServing = (service: Answered): boolean =>
	objectsIfAny(within(service, 'status', 'conditions')).some(({type, status}) => type === 'Ready' && status === 'True');

export const shareWords = ({percent, tags}: Share): string =>
	`(${percent} %${tags.length === 0 ? '' : `, ${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`})`;
