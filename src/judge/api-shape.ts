import type {Answer} from '../model/evidence.ts';
import {jsonCap} from '../model/evidence.ts';
import type {PlannedProbe} from '../model/plan.ts';
import type {Finding} from '../model/verdict.ts';
import type {Opinion} from './opinion.ts';
import {drift, finding, inconclusive} from './opinion.ts';

/** What is wrong with an answer whose status is right: its type, its headers, what its JSON holds. Null: nothing. */
export function judgeShape(probe: PlannedProbe, answer: Answer): Opinion | null {
	return judgeType(probe, answer) ?? judgeHeaders(probe, answer) ?? judgeJson(probe, answer);
}

/** 204 and 304 have no content, so no type either (RFC 9110 sections 15.3.5 and 15.4.5). */
const hasContent = ({status}: Answer): boolean => status !== 204 && status !== 304 && status >= 200;

function judgeType(probe: PlannedProbe, answer: Answer): Opinion | null {
	const {status, contentType} = answer;
	if (probe.contentType === null || !hasContent(answer) || contentType === probe.contentType) return null;
	return drift('wrong-content-type', 'compare-the-answer', 'observed', [
		finding('drift', 'wrong-content-type', probe.name, {
			expected: probe.contentType,
			deployed: contentType,
			detail: `${status}`,
		}),
	]);
}

function judgeHeaders(probe: PlannedProbe, {headers}: Answer): Opinion | null {
	const findings = probe.answerHeaders.flatMap(({name, value}): Finding[] => {
		const deployed = Object.hasOwn(headers, name) ? headers[name]! : null;
		if (deployed !== null && (value === null || value === deployed)) return [];
		return [finding('drift', 'wrong-header', probe.name, {expected: value ?? 'any', deployed, detail: name})];
	});
	return findings.length === 0 ? null : drift('wrong-header', 'compare-the-answer', 'observed', findings);
}

/** Of a value that is another than stated only the type is told: the content of an answer is not ours to show. */
function judgeJson(probe: PlannedProbe, answer: Answer): Opinion | null {
	if (probe.json.length === 0 || probe.method === 'HEAD' || !hasContent(answer)) return null;
	const {json} = answer;
	if (json === null) {
		if (isUnread(answer))
			return inconclusive(
				'answer-unread',
				'check-the-configuration',
				[
					finding('inconclusive', 'answer-unread', probe.name, {
						deployed: `${answer.status}`,
						detail: unreadBecause(answer),
					}),
				],
				'observed',
			);
		return drift('wrong-json', 'compare-the-answer', 'observed', [
			finding('drift', 'wrong-json', probe.name, {expected: 'JSON', deployed: answer.contentType}),
		]);
	}
	const findings = probe.json.flatMap(({path, type, equals}, index): Finding[] => {
		const seen = json[index] ?? {type: null, equal: null};
		const right =
			seen.type !== null && (type === null || type === seen.type) && (equals === null || seen.equal === true);
		if (right) return [];
		const expected = equals === null ? (type ?? 'any') : 'the stated value';
		return [finding('drift', 'wrong-json', probe.name, {expected, deployed: seen.type, detail: path})];
	});
	return findings.length === 0 ? null : drift('wrong-json', 'compare-the-answer', 'observed', findings);
}

const encodingOf = ({headers}: Answer): string => headers['content-encoding']?.trim().toLowerCase() ?? '';
const isEncoded = (answer: Answer): boolean => encodingOf(answer) !== '' && encodingOf(answer) !== 'identity';
const isUnread = (answer: Answer): boolean => answer.truncated || answer.size > jsonCap || isEncoded(answer);
const unreadBecause = (answer: Answer): string =>
	isEncoded(answer) ? `content-encoding: ${encodingOf(answer)}` : `more than ${jsonCap} bytes`;
