import type {ParsedNode} from 'yaml';
import {isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument} from 'yaml';
import type {KeyPath, Problem} from './problem.ts';
import {pathText, quote} from './problem.ts';
import {maxDocumentBytes} from './location.ts';

/** A value with a way to say where each part of it stands. */
export type Located = {
	readonly value: unknown;
	/** `key` points at the name, `value` at what it holds; falls back to the nearest thing around it */
	readonly locate: (path: KeyPath, at: 'key' | 'value') => {readonly place: string; readonly path: string};
};

/** Values after aliases are written out, and how deep they nest: far above any real file, far below a bomb. */
const maxValues = 20_000;
const maxDepth = 24;
/** A file of syntax errors is told by its first ones. */
const maxSyntaxProblems = 10;

/**
 * Reads one YAML document into plain values. Aliases are written out within a budget, merge keys are no feature,
 * repeated and non-text keys are problems. Never throws; with a syntax error the value is undefined.
 */
export function readYaml(text: string, label: string): Located & {readonly problems: readonly Problem[]} {
	const problems: Problem[] = [];
	const lines = new LineCounter();
	const keys = new Map<string, number>();
	const values = new Map<string, number>();
	const placeAt = (offset: number | undefined): string => {
		if (offset === undefined) return label;
		const {line, col} = lines.linePos(offset);
		return line === 0 ? label : `${label}:${line}:${col}`;
	};
	const locate: Located['locate'] = (path, at) => {
		for (let length = path.length; length >= 0; length--) {
			const key = JSON.stringify(path.slice(0, length));
			const exact = length === path.length;
			const offset =
				exact && at === 'key'
					? (keys.get(key) ?? values.get(key))
					: exact
						? values.get(key)
						: (keys.get(key) ?? values.get(key));
			if (offset !== undefined) return {place: placeAt(offset), path: pathText(path)};
		}
		return {place: label, path: pathText(path)};
	};
	const stop = (found: string, accepted: string, todo: string) => {
		problems.push({place: label, path: '', found, accepted, todo});
		return {value: undefined, locate, problems};
	};
	// One UTF-16 unit is at least one byte, so this never refuses less than the cap in bytes would.
	if (text.length > maxDocumentBytes)
		return stop(
			'a document of more than 1 MiB',
			'a document of at most 1 MiB',
			'split it, or remove what is generated',
		);

	let document: ReturnType<typeof parseDocument<ParsedNode>>;
	try {
		document = parseDocument<ParsedNode>(text, {
			version: '1.2',
			schema: 'core',
			merge: false,
			// The library compares every key with every other; ours are kept in a set.
			uniqueKeys: false,
			// Its snippets would repeat the line, and with it a secret that somebody put there.
			prettyErrors: false,
			lineCounter: lines,
			// `silent` would drop every document after the first without a word.
			logLevel: 'error',
		});
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return stop('values nested too deeply to be read', `at most ${maxDepth} levels`, 'flatten it');
	}
	for (const error of [...document.errors, ...document.warnings].slice(0, maxSyntaxProblems)) {
		const place = placeAt(error.pos[0]);
		problems.push({place, path: '', accepted: 'one YAML 1.2 document', ...syntaxWords(error.code, error.message)});
	}
	if (problems.length > 0) return {value: undefined, locate, problems};

	/** value and number of values of each anchor that is complete; null while it is being read */
	const anchors = new Map<string, {value: unknown; size: number} | null>();
	let budget = maxValues;
	let exhausted = false;
	const spend = (size: number): boolean => {
		budget -= size;
		if (budget < 0) exhausted = true;
		return !exhausted;
	};
	const complain = (path: KeyPath, node: ParsedNode | null, found: string, accepted: string, todo: string) =>
		problems.push({place: placeAt(node?.range?.[0]), path: pathText(path), found, accepted, todo});

	const read = (node: ParsedNode | null, path: KeyPath): unknown => {
		if (!spend(1) || node === null) return null;
		if (node.range) values.set(JSON.stringify(path), node.range[0]);
		if (isAlias(node)) {
			const target = anchors.get(node.source);
			if (!target) {
				complain(
					path,
					node,
					`the alias ${quote(node.source)}`,
					'an alias of a value that ends before it',
					"put a text that starts with '*' in quotes, or write the value out",
				);
				// Stands for what was probably meant, so that one mistake is not told twice.
				return `*${node.source}`;
			}
			spend(target.size);
			return target.value;
		}
		const anchor = node.anchor;
		const before = budget;
		if (anchor) anchors.set(anchor, null);
		const value = readPlain(node, path);
		if (anchor) anchors.set(anchor, {value, size: before - budget + 1});
		return value;
	};
	const readPlain = (node: Exclude<ParsedNode, {type: 'ALIAS'}>, path: KeyPath): unknown => {
		if (isScalar(node)) return typeof node.value === 'bigint' ? Number(node.value) : node.value;
		if (path.length >= maxDepth) {
			complain(path, node, 'a value nested too deeply', `at most ${maxDepth} levels`, 'flatten it');
			return null;
		}
		if (isSeq(node)) {
			const list: unknown[] = [];
			for (const [index, item] of node.items.entries()) {
				if (exhausted) break;
				list.push(read(item as ParsedNode | null, [...path, index]));
			}
			return list;
		}
		const mapping: Record<string, unknown> = {};
		if (!isMap(node)) return mapping;
		for (const pair of node.items) {
			if (exhausted) break;
			const key = pair.key as ParsedNode;
			const name = isScalar(key) ? key.value : null;
			if (typeof name !== 'string') {
				const found =
					typeof name === 'number' || typeof name === 'boolean' ? `the key ${name}` : 'a key that is no text';
				complain(
					path,
					key,
					found,
					'keys that are texts',
					'write the key as a text, in quotes where it looks like a number',
				);
				continue;
			}
			const inner = [...path, name];
			if (name === '__proto__' || name === '<<') {
				const todo =
					name === '<<' ? 'write the keys out, or put them at the top level, where they are defaults' : 'remove it';
				complain(inner, key, `the key ${quote(name)}`, 'the keys of this format', todo);
				continue;
			}
			if (Object.hasOwn(mapping, name)) {
				const first = locate(inner, 'key').place;
				complain(
					inner,
					key,
					`the key ${quote(name)} a second time`,
					'each key once',
					`remove this one or the one at ${first}`,
				);
				continue;
			}
			if (key.range) keys.set(JSON.stringify(inner), key.range[0]);
			mapping[name] = read(pair.value as ParsedNode | null, inner);
		}
		return mapping;
	};
	const value = read(document.contents, []);
	if (exhausted)
		return stop(
			`more than ${maxValues} values, aliases written out`,
			`at most ${maxValues} values`,
			'remove what is repeated or generated',
		);
	return {value, locate, problems};
}

/** What stands there, in words: the library’s message is read for which of several things its code means, and not shown. */
function syntaxWords(code: string, message: string): Pick<Problem, 'found' | 'todo'> {
	if (code === 'MULTILINE_IMPLICIT_KEY' || (code === 'MISSING_CHAR' && /implicit map key/i.test(message)))
		return {
			found: "no valid YAML: a line that ends without ':', or is indented otherwise than the line before",
			todo: "end a key with ':', and indent what belongs together equally far",
		};
	if (code === 'BAD_INDENT' || (code === 'MISSING_CHAR' && message.startsWith('Sequence item')))
		return {
			found: 'no valid YAML: a line that is indented otherwise than those it belongs to',
			todo: 'indent it as far as its neighbours; a bracket or a quote that is open above needs its end',
		};
	if (code === 'MISSING_CHAR' && message.startsWith('Missing closing'))
		return {found: 'no valid YAML: a quote that is still open here', todo: 'close it in the line where it begins'};
	const name = code.toLowerCase().replaceAll('_', ' ');
	return {found: `no valid YAML (${name})`, todo: syntaxAdvice(code)};
}

function syntaxAdvice(code: string): string {
	switch (code) {
		case 'RESOURCE_EXHAUSTION':
			return 'flatten it: it is nested too deeply';
		case 'TAB_AS_INDENT':
			return 'indent with spaces';
		case 'MULTIPLE_DOCS':
			return "keep one document: remove the second '---'";
		case 'BLOCK_AS_IMPLICIT_KEY':
		case 'IMPOSSIBLE':
			return 'check the indentation; put a text that holds a colon and a space in quotes';
		case 'TAG_RESOLVE_FAILED':
			return "remove the tag (a word that starts with '!'), or put the text in quotes";
		case 'BAD_ALIAS':
			return "put a text that starts with '*' in quotes: globs need them";
		default:
			return 'check brackets, quotes and indentation around this place';
	}
}
