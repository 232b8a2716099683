import type {Tree} from './pattern-syntax.ts';

/** A step of a pattern. Places are indexes of the program; `slot`: where a group begins (even) or ends (odd). */
export type Instruction =
	| {readonly do: 'take'; readonly of: (character: string) => boolean}
	| {readonly do: 'split'; readonly to: readonly [number, number]}
	| {readonly do: 'jump'; readonly to: number}
	| {readonly do: 'save'; readonly slot: number}
	| {readonly do: 'assert'; readonly what: 'start' | 'end' | 'boundary' | 'inside'}
	| {readonly do: 'match'};

/** `a{500}{500}` is written in a few characters. */
const maxInstructions = 4_000;
const maxParts = 50_000;

/** The instructions of a pattern, for a machine that follows all of its threads at once; null: too many. */
export function compile(tree: Tree): readonly Instruction[] | null {
	const program: Instruction[] = [];
	const put = (instruction: Instruction): number => program.push(instruction) - 1;
	// What takes nothing makes no instruction, however often it is repeated: parts are counted too.
	let parts = 0;
	const full = (): boolean => program.length > maxInstructions || parts > maxParts;
	const write = (node: Tree): void => {
		parts++;
		if (full()) return;
		if (node.is === 'take') put({do: 'take', of: node.of});
		else if (node.is === 'assert') put({do: 'assert', what: node.what});
		else if (node.is === 'row') for (const part of node.parts) write(part);
		else if (node.is === 'group') {
			put({do: 'save', slot: 2 * node.number});
			write(node.of);
			put({do: 'save', slot: 2 * node.number + 1});
		} else if (node.is === 'either') writeEither(node.of);
		else writeRepeat(node);
	};
	const writeEither = (branches: readonly Tree[]): void => {
		const ends: number[] = [];
		for (const [index, branch] of branches.entries()) {
			if (index === branches.length - 1) write(branch);
			else {
				const split = put({do: 'jump', to: 0});
				write(branch);
				ends.push(put({do: 'jump', to: 0}));
				program[split] = {do: 'split', to: [split + 1, program.length]};
			}
		}
		for (const end of ends) program[end] = {do: 'jump', to: program.length};
	};
	const writeRepeat = ({of, least, most, lazy}: Extract<Tree, {is: 'repeat'}>): void => {
		const ways = (go: number, leave: number): readonly [number, number] => (lazy ? [leave, go] : [go, leave]);
		for (let times = 0; times < least && !full(); times++) write(of);
		if (most === null) {
			const split = put({do: 'jump', to: 0});
			write(of);
			put({do: 'jump', to: split});
			program[split] = {do: 'split', to: ways(split + 1, program.length)};
			return;
		}
		const splits: number[] = [];
		for (let times = least; times < most && !full(); times++) {
			splits.push(put({do: 'jump', to: 0}));
			write(of);
		}
		for (const split of splits) program[split] = {do: 'split', to: ways(split + 1, program.length)};
	};
	write({is: 'group', number: 0, of: tree});
	put({do: 'match'});
	return full() ? null : program;
}
