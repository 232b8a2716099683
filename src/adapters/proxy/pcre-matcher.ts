import type {Assertion, PatternNode} from './pcre-syntax.ts';

export class OutOfSteps extends Error {}

const mostDepth = 1_000;

type Then = (position: number) => boolean;

/** Goes back and tries again as PCRE does, and counts its steps. */
export class Matcher {
	readonly #subject: string;
	readonly #budget: {left: number};
	/** start and end of each group; -1: none */
	#spans: number[];
	#depth = 0;
	/** it was looked whether anything follows the subject: were there more, it could have matched otherwise */
	touched = false;

	constructor(subject: string, budget: {left: number}, groups: number) {
		this.#subject = subject;
		this.#budget = budget;
		this.#spans = new Array<number>((groups + 1) * 2).fill(-1);
	}

	taken(): readonly (string | null)[] {
		return Array.from({length: this.#spans.length / 2}, (_, index) => {
			const [start, end] = [this.#spans[index * 2]!, this.#spans[index * 2 + 1]!];
			return start < 0 || end < 0 ? null : this.#subject.slice(start, end);
		});
	}

	#step(): void {
		if (--this.#budget.left <= 0) throw new OutOfSteps();
	}

	at(node: PatternNode, position: number, then: Then): boolean {
		this.#step();
		if (this.#depth > mostDepth) throw new OutOfSteps();
		this.#depth++;
		try {
			return this.#match(node, position, then);
		} finally {
			this.#depth--;
		}
	}

	#match(node: PatternNode, position: number, then: Then): boolean {
		switch (node.kind) {
			case 'set':
				return this.#isIn(node.has, position) && then(position + 1);
			case 'sequence':
				return this.#sequence(node.nodes, 0, position, then);
			case 'choice':
				return node.nodes.some((one) => this.at(one, position, then));
			case 'group':
				return this.#group(node.index, node.node, position, then);
			case 'repeat':
				if (node.mode === 'possessive') return this.#alone({...node, mode: 'greedy'}, position, then);
				return node.node.kind === 'set'
					? this.#run(node, node.node.has, position, then)
					: this.#again(node, 0, position, then);
			case 'assert':
				return this.#holds(node.what, position) && then(position);
			case 'look':
				return this.#look(node, position) !== node.negative && then(position);
			case 'atomic':
				return this.#alone(node.node, position, then);
			case 'back':
				return this.#back(node.index, node.caseless, position, then);
		}
	}

	#isIn(has: Uint8Array, position: number): boolean {
		if (position >= this.#subject.length) this.touched = true;
		return position < this.#subject.length && has[this.#subject.charCodeAt(position) & 255] === 1;
	}

	/** Single characters are passed without going deeper. */
	#sequence(nodes: readonly PatternNode[], from: number, position: number, then: Then): boolean {
		for (let index = from; index < nodes.length; index++) {
			const node = nodes[index]!;
			if (node.kind !== 'set') {
				const rest = index + 1;
				return this.at(
					node,
					position,
					rest === nodes.length ? then : (next) => this.#sequence(nodes, rest, next, then),
				);
			}
			if (!this.#isIn(node.has, position)) return false;
			position++;
		}
		return then(position);
	}

	#group(index: number, node: PatternNode, position: number, then: Then): boolean {
		const before = [this.#spans[index * 2]!, this.#spans[index * 2 + 1]!] as const;
		const matched = this.at(node, position, (end) => {
			const inner = [this.#spans[index * 2]!, this.#spans[index * 2 + 1]!] as const;
			[this.#spans[index * 2], this.#spans[index * 2 + 1]] = [position, end];
			if (then(end)) return true;
			[this.#spans[index * 2], this.#spans[index * 2 + 1]] = inner;
			return false;
		});
		if (!matched) [this.#spans[index * 2], this.#spans[index * 2 + 1]] = before;
		return matched;
	}

	#run({min, max, mode}: Repeat, has: Uint8Array, position: number, then: Then): boolean {
		if (mode === 'lazy') {
			for (let count = 0; ; count++) {
				this.#step();
				if (count >= min && then(position + count)) return true;
				if (count >= max || !this.#isIn(has, position + count)) return false;
			}
		}
		let count = 0;
		while (count < max && this.#isIn(has, position + count)) {
			this.#step();
			count++;
		}
		for (; count >= min; count--) {
			this.#step();
			if (then(position + count)) return true;
		}
		return false;
	}

	#again(node: Repeat, count: number, position: number, then: Then): boolean {
		const more = (): boolean =>
			count < node.max &&
			this.at(node.node, position, (next) =>
				// What takes nothing would be repeated without end.
				next === position && count >= node.min ? false : this.#again(node, count + 1, next, then),
			);
		if (count < node.min) return more();
		return node.mode === 'lazy' ? then(position) || more() : more() || then(position);
	}

	/** Once it has matched it is not tried another way. */
	#alone(node: PatternNode, position: number, then: Then): boolean {
		let end = -1;
		const matched = this.at(node, position, (next) => {
			end = next;
			return true;
		});
		return matched && then(end);
	}

	#look({node, ahead}: PatternNode & {kind: 'look'}, position: number): boolean {
		if (ahead) return this.at(node, position, () => true);
		for (let start = position; start >= 0; start--) if (this.at(node, start, (end) => end === position)) return true;
		return false;
	}

	#back(index: number, caseless: boolean, position: number, then: Then): boolean {
		const [start, end] = [this.#spans[index * 2] ?? -1, this.#spans[index * 2 + 1] ?? -1];
		if (start < 0 || end < 0) return false;
		const fold = (text: string): string => (caseless ? text.toLowerCase() : text);
		const [taken, here] = [this.#subject.slice(start, end), this.#subject.slice(position, position + end - start)];
		this.#budget.left -= taken.length;
		if (here.length < taken.length) this.touched = true;
		return fold(taken) === fold(here) && then(position + taken.length);
	}

	#holds(what: Assertion, position: number): boolean {
		const {length} = this.#subject;
		const code = (index: number): number => this.#subject.charCodeAt(index);
		if (what !== 'start' && what !== 'line-start' && position >= length - 1) this.touched = true;
		switch (what) {
			case 'start':
				return position === 0;
			case 'line-start':
				return position === 0 || code(position - 1) === 10;
			case 'last':
				return position === length;
			case 'end':
				return position === length || (position === length - 1 && code(position) === 10);
			case 'line-end':
				return position === length || code(position) === 10;
			case 'word':
				return isWord(code(position - 1)) !== isWord(code(position));
			case 'not-word':
				return isWord(code(position - 1)) === isWord(code(position));
		}
	}
}

type Repeat = PatternNode & {kind: 'repeat'};

const isWord = (code: number): boolean =>
	(code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
