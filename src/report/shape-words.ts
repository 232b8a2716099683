import type {Finding, LayerVerdict} from '../model/verdict.ts';
import {code, join, type Phrase, say} from './phrase.ts';

/** What is wrong with an answer whose status is right. */
export const shapes: ReadonlySet<string> = new Set(['wrong-json', 'wrong-header', 'wrong-content-type']);

const most = 3;
/** Code points of a header's value. */
const longest = 80;

/** `Expected at items.0.id a number, found a string.`; the first of them, empty where nothing of the kind was found. */
export function shapeWords({findings}: Pick<LayerVerdict, 'findings'>): Phrase {
	const wrong = findings.filter(({level, code: told}) => level === 'drift' && shapes.has(told));
	const left = wrong.length - most;
	const told = join(wrong.slice(0, most).map(wordsOf), ' ');
	return left > 0 ? say`${told} ${left} more.` : told;
}

const wordsOf = (one: Finding): Phrase => say`${placeOf(one)}: expected ${wanted(one)}, found ${found(one)}.`;

/** Where in the answer it is. */
export function placeOf({code: told, detail}: Finding): Phrase {
	if (told === 'wrong-header') return say`header ${code(detail ?? '')}`;
	if (told === 'wrong-content-type') return say`content type`;
	// The whole document is the empty path.
	return detail === null || detail === '' ? say`the body` : say`${code(detail)}`;
}

export function wanted({code: told, expected}: Finding): Phrase {
	if (expected === 'any') return say`${told === 'wrong-json' ? 'anything' : 'any value'}`;
	return expected === 'the stated value' ? say`the stated value` : say`${code(expected ?? '', longest)}`;
}

/** Of JSON the type alone: an answer's content is not ours to show. */
export function found({code: told, expected, deployed}: Finding): Phrase {
	if (deployed === null) return say`${told === 'wrong-content-type' ? 'none' : 'nothing'}`;
	return told === 'wrong-json' && expected === 'the stated value'
		? say`another ${code(deployed)}`
		: say`${code(deployed, longest)}`;
}
