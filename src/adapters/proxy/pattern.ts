import {compile, type Instruction} from './pattern-program.ts';
import {parsePattern} from './pattern-syntax.ts';

/** Steps that are left for all patterns of one question: whoever wrote them, reading them ends. */
export type Effort = {steps: number};

/** Enough for all patterns of one question. */
export const freshEffort = (): Effort => ({steps: 5_000_000});

/** Where a pattern matched. `groups[0]` is the whole; null: a group that took no part. */
export type PatternMatch = {
	readonly start: number;
	readonly end: number;
	readonly groups: readonly (string | null)[];
	readonly names: Readonly<Record<string, number>>;
};

/**
 * A regular expression of a foreign configuration, in what PCRE and RE2 have in common. It is never given to an engine
 * that goes back: each character is looked at once by every state, so time grows with pattern times subject alone.
 * `pcre.ts` beside it serves nginx and Apache, whose rules look around and refer back, which no single pass can follow,
 * and match bytes. One engine for both would either leave those rules open or take RE2's patterns for what RE2 refuses.
 */
export type Pattern = {
	/** null: no match; undefined: nobody can tell, the effort is spent */
	readonly match: (subject: string, effort: Effort) => PatternMatch | null | undefined;
};

const maxPattern = 2_000;
const maxSubject = 16_384;

/** null: it holds what is not read here (a look around, a back reference, a property of Unicode) or is too large. */
export function readPattern(source: string, ignoreCase = false): Pattern | null {
	if (source.length > maxPattern) return null;
	const parsed = parsePattern(source, ignoreCase);
	if (parsed === null) return null;
	const program = compile(parsed.tree);
	if (program === null) return null;
	return {
		match: (subject, effort) => {
			if (subject.length > maxSubject) return undefined;
			const slots = run(program, subject, effort, 2 * (parsed.groups + 1));
			if (slots === null || slots === undefined) return slots;
			const groups = Array.from({length: parsed.groups + 1}, (_, group) => {
				const [start, end] = [slots[2 * group], slots[2 * group + 1]];
				return start === undefined || end === undefined ? null : subject.slice(start, end);
			});
			return {start: slots[0]!, end: slots[1]!, groups, names: parsed.names};
		},
	};
}

type Slots = readonly (number | undefined)[];
type Thread = {readonly at: number; readonly slots: Slots};

/** Pike's machine: threads in order of preference, at most one a state. */
function run(program: readonly Instruction[], subject: string, effort: Effort, size: number): Slots | null | undefined {
	let threads: Thread[] = [];
	let found: Slots | null = null;
	for (let position = 0; position <= subject.length; position++) {
		const seen = new Uint8Array(program.length);
		const ready: Thread[] = [];
		for (const {at, slots} of threads) follow(program, at, slots, subject, position, seen, ready, effort);
		if (found === null) follow(program, 0, new Array(size), subject, position, seen, ready, effort);
		if (effort.steps <= 0) return undefined;
		threads = [];
		for (const {at, slots} of ready) {
			const instruction = program[at]!;
			if (instruction.do === 'match') {
				found = slots;
				break;
			}
			if (instruction.do === 'take' && position < subject.length && instruction.of(subject[position]!))
				threads.push({at: at + 1, slots});
		}
		if (threads.length === 0 && found !== null) break;
	}
	return found;
}

/** All states that are reached from one without taking a character, the preferred first. */
function follow(
	program: readonly Instruction[],
	start: number,
	from: Slots,
	subject: string,
	position: number,
	seen: Uint8Array,
	ready: Thread[],
	effort: Effort,
): void {
	const waiting: Thread[] = [{at: start, slots: from}];
	for (let thread = waiting.pop(); thread !== undefined; thread = waiting.pop()) {
		const {at, slots} = thread;
		if (seen[at] === 1) continue;
		seen[at] = 1;
		effort.steps -= 1;
		const instruction = program[at]!;
		if (instruction.do === 'split') {
			const [preferred, other] = instruction.to;
			waiting.push({at: other, slots}, {at: preferred, slots});
		} else if (instruction.do === 'jump') waiting.push({at: instruction.to, slots});
		else if (instruction.do === 'save') waiting.push({at: at + 1, slots: slots.with(instruction.slot, position)});
		else if (instruction.do === 'assert') {
			if (holds(instruction.what, subject, position)) waiting.push({at: at + 1, slots});
		} else ready.push(thread);
	}
}

function holds(what: 'start' | 'end' | 'boundary' | 'inside', subject: string, position: number): boolean {
	if (what === 'start') return position === 0;
	if (what === 'end') return position === subject.length;
	const word = (at: number): boolean => /^\w$/.test(subject[at] ?? '');
	const boundary = word(position - 1) !== word(position);
	return what === 'boundary' ? boundary : !boundary;
}
