import type {Answer, AskedAgain, Evidence, Observation} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import {contentOf} from '../model/served-content.ts';
import type {Finding} from '../model/verdict.ts';
import {isOfNoWay} from './no-way.ts';
import {probeSeen} from './mount.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive} from './opinion.ts';

/**
 * `same`: as the answer that `live` rests on. `silent`: a limiter's word, or that of an address which cannot be reached
 * from here; no objection and no support. `lost`: nobody knows what is there.
 */
type Said = 'same' | 'other' | 'lost' | 'silent';

/** Did every answer to what `live` rests on come from this deployment? */
export function judgeAgain(plan: Plan, evidence: Evidence): readonly Opinion[] {
	const files = evidence.live.status === 'observed' ? evidence.live.value.files : [];
	return [
		...files.flatMap((file) =>
			opinionOn(file.path, file.expected[0]?.sha256 ?? null, file.again ?? [], sameBytes(file.expected), shownBytes),
		),
		...plan.probes.flatMap((probe, index) => {
			const {answer, again = []} = probeSeen(plan, evidence.probes, index);
			return answer.status === 'observed'
				? opinionOn(probe.name, `${answer.value.status}`, again, sameAnswer(answer.value), shownStatus)
				: [];
		}),
	];
}

/** Whether what was asked again was answered so at least once, or was never asked again. */
export const standsAgain = (again: readonly AskedAgain[] | undefined, isSame: (answer: Answer) => boolean): boolean =>
	again === undefined || again.length === 0 || again.some((one) => saidBy(one, isSame) === 'same');

export const sameBytes =
	(expected: readonly {readonly sha256: string}[]) =>
	(answer: Answer): boolean => {
		const content = contentOf(answer);
		return content !== null && expected.some(({sha256}) => sha256 === content.sha256);
	};

export const sameAnswer =
	(first: Answer) =>
	({status, contentType}: Answer): boolean =>
		status === first.status && contentType === first.contentType;

function saidBy({address, answer}: AskedAgain, isSame: (answer: Answer) => boolean): Said {
	if (answer.status !== 'observed') return address !== null && isOfNoWay(address, faultOf(answer)) ? 'silent' : 'lost';
	if (isSame(answer.value)) return 'same';
	const {status, truncated} = answer.value;
	if (status === 429) return 'silent';
	return status >= 500 || truncated || (status === 200 && contentOf(answer.value) === null) ? 'lost' : 'other';
}

function opinionOn(
	subject: string,
	expected: string | null,
	again: readonly AskedAgain[],
	isSame: (answer: Answer) => boolean,
	shown: (answer: Answer) => string,
): readonly Opinion[] {
	const said = again.map((one) => ({...one, said: saidBy(one, isSame)}));
	const about = (level: Finding['level'], which: Said): readonly Finding[] => {
		const anywhere = said.filter(({address}) => address === null);
		const here = anywhere.filter((one) => one.said === which);
		const first = here.find(({answer}) => answer.status === 'observed')?.answer ?? here[0]?.answer;
		return [
			...(first === undefined
				? []
				: [
						finding(level, 'mixed-answers', subject, {
							expected,
							deployed: wordOf(first, shown),
							detail: `${here.length} of ${anywhere.length + 1} requests`,
						}),
					]),
			...said
				.filter((one) => one.address !== null && one.said === which)
				.map(({address, answer}) =>
					finding(level, 'mixed-answers', subject, {
						expected,
						deployed: wordOf(answer, shown),
						detail: `at ${address}`,
					}),
				),
		];
	};
	const others = about('drift', 'other');
	if (others.length > 0) return [drift('mixed-answers', 'look-at-proxy', 'observed', others)];
	const lost = about('inconclusive', 'lost');
	return lost.length > 0 ? [inconclusive('mixed-answers', 'look-again', lost, 'observed')] : [];
}

const wordOf = (answer: Observation<Answer>, shown: (answer: Answer) => string): string =>
	answer.status === 'observed' ? shown(answer.value) : faultOf(answer).code;

const shownStatus = ({status}: Answer): string => `${status}`;
const shownBytes = (answer: Answer): string => contentOf(answer)?.sha256 ?? `${answer.status}`;
