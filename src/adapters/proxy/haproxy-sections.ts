import type {Line} from './haproxy-language.ts';

/** A part of a configuration; `base`: the defaults that it inherits. */
export type Section = {
	readonly kind: string;
	readonly name: string;
	readonly at: string;
	readonly lines: Line[];
	readonly base: Section | null;
};

const kinds = new Set([
	...['global', 'defaults', 'frontend', 'backend', 'listen', 'peers', 'resolvers', 'mailers', 'userlist', 'cache'],
	...['program', 'ring', 'log-forward', 'http-errors', 'fcgi-app', 'crt-store', 'traces', 'acme'],
]);

/**
 * The sections of all files in order. What stands in a conditional block that is decided where the proxy starts is
 * kept, marked as unsure.
 */
export function sectionsOf(lines: Iterable<Line>): readonly Section[] {
	const sections: Section[] = [];
	const blocks = new Blocks();
	let defaults: Section | null = null;
	for (const read of lines) {
		const [keyword = '', name = '', from, base] = read.words;
		if (keyword.startsWith('.')) {
			blocks.read(read);
			continue;
		}
		const line = blocks.within(read);
		if (line === null) continue;
		if (!kinds.has(keyword)) {
			sections.at(-1)?.lines.push(line);
			continue;
		}
		const named = keyword === 'defaults' && name === 'from' ? '' : name;
		const parent = name === 'from' ? from : from === 'from' ? base : undefined;
		const inherited: Section | null =
			parent === undefined
				? defaults
				: (sections.findLast((section) => section.kind === 'defaults' && section.name === parent) ?? null);
		const section: Section = {
			kind: keyword,
			name: named,
			at: line.at,
			lines: line.unsure === null ? [] : [{...line, words: []}],
			base: keyword === 'defaults' && parent === undefined ? null : inherited,
		};
		sections.push(section);
		if (keyword === 'defaults') defaults = section;
	}
	return sections;
}

/** Conditional blocks (2.4): constants are decided here, all else keeps both ways open. */
class Blocks {
	private readonly open: {taken: boolean | null; done: boolean | null; at: string}[] = [];

	read({words, at}: Line): void {
		const [directive, ...rest] = words;
		const holds = constant(rest.join(' '));
		const block = this.open.at(-1);
		if (directive === '.if') this.open.push({taken: holds, done: holds, at});
		else if (block !== undefined && (directive === '.elif' || directive === '.else')) {
			const now = directive === '.else' ? true : holds;
			block.taken = block.done === true || now === false ? false : block.done === null ? null : now;
			block.done = block.done === true || now === true ? true : now === null ? null : block.done;
		} else if (directive === '.endif') this.open.pop();
	}

	/** null: it is left out */
	within(line: Line): Line | null {
		if (this.open.some(({taken}) => taken === false)) return null;
		const unsure = this.open.find(({taken}) => taken === null);
		return unsure === undefined || line.unsure !== null
			? line
			: {...line, unsure: `${line.at} counts only under the .if of ${unsure.at}`};
	}
}

function constant(condition: string): boolean | null {
	if (condition.trim() === '') return false;
	const [, not, digits] = /^\s*(!?)\s*(\d+)\s*$/.exec(condition) ?? [];
	return digits === undefined ? null : (Number(digits) !== 0) !== (not === '!');
}

/** The last value of a setting that a section may inherit. */
export function settingOf(section: Section, keyword: string): readonly string[] | null {
	const own = section.lines.findLast(({words}) => words[0] === keyword);
	if (own !== undefined) return own.words.slice(1);
	return section.base === null ? null : settingOf(section.base, keyword);
}

/** Without `mode http` it passes bytes on and sees no request. */
export const modeOf = (section: Section): string => settingOf(section, 'mode')?.[0] ?? 'tcp';

/** Lines that count in a section, those of its defaults first. */
export const linesOf = (section: Section): readonly Line[] => [
	...(section.base === null ? [] : linesOf(section.base)),
	...section.lines,
];
