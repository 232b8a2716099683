import {Matcher, OutOfSteps} from './pcre-matcher.ts';
import {type Pattern, type PatternNode, PatternProblem, parsePattern} from './pcre-syntax.ts';
import {beforeQuery} from './query-open.ts';

/** `groups`: what each group took, the whole match first; null: a group that took nothing part. */
export type Found = {
	readonly groups: readonly (string | null)[];
	readonly names: Readonly<Record<string, string>>;
	readonly start: number;
	readonly end: number;
};
/** null: it does not match. `unknown`: nobody can say here, and why. */
type Tried = Found | null | {readonly unknown: string};

/**
 * PCRE as nginx and Apache have it, with what looks around or refers back, which `pattern.ts` leaves out because it
 * cannot be followed in one pass. Evaluated with a budget that all patterns of a question share: nothing that a
 * configuration or a path holds can take longer. A subject is bytes as characters (latin1), as both see them. Where it is
 * open, as a query may stand there, it is unknown unless the pattern comes to the same whatever follows.
 */
export type Patterns = {
	readonly try: (pattern: string, subject: string, caseless?: boolean) => Tried;
};

const longestPattern = 4_096;
const longestSubject = 8_192;
/** Steps for one question: about a second at most. */
const defaultSteps = 10_000_000;
/** Steps that one character of a pattern costs to read. */
const readingCost = 4;

export function openPatterns(steps = defaultSteps): Patterns {
	const budget = {left: steps};
	return {
		try: (text, subject, caseless = false) => {
			if (text.length > longestPattern) return {unknown: 'a pattern that is too long'};
			if (subject.length > longestSubject) return {unknown: 'a path that is too long to match'};
			try {
				budget.left -= text.length * readingCost;
				if (budget.left <= 0) throw new OutOfSteps();
				const pattern = parsePattern(text, caseless);
				const known = beforeQuery(subject);
				if (known === subject) return find(pattern, subject, budget).found;
				const {found, touched} = find(pattern, known, budget);
				const same = !touched || (found !== null && pattern.groups === 0 && isLasting(pattern.node));
				return same ? found : {unknown: 'the query decides'};
			} catch (error) {
				if (error instanceof PatternProblem) return {unknown: error.message};
				if (error instanceof OutOfSteps || error instanceof RangeError)
					return {unknown: 'patterns that take too long to match'};
				throw error;
			}
		},
	};
}

function find(
	{node, groups, names}: Pattern,
	subject: string,
	budget: {left: number},
): {found: Found | null; touched: boolean} {
	let touched = false;
	for (let start = 0; start <= subject.length; start++) {
		const matcher = new Matcher(subject, budget, groups);
		let end = -1;
		const matched = matcher.at(node, start, (position) => {
			end = position;
			return true;
		});
		touched ||= matcher.touched;
		if (matched) {
			const taken = matcher.taken();
			const named: Record<string, string> = {};
			for (const [name, index] of names) named[name] = taken[index] ?? '';
			const found = {groups: [subject.slice(start, end), ...taken.slice(1)], names: named, start, end};
			return {found, touched};
		}
	}
	return {found: null, touched};
}

/** Whether what matches goes on to match when more follows the subject. */
function isLasting(node: PatternNode): boolean {
	switch (node.kind) {
		case 'set':
			return true;
		case 'sequence':
		case 'choice':
			return node.nodes.every(isLasting);
		case 'repeat':
			return node.mode !== 'possessive' && isLasting(node.node);
		case 'assert':
			return node.what === 'start' || node.what === 'line-start';
		default:
			return false;
	}
}
