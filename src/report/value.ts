import {shortDigest} from '../model/digest.ts';
import {code, type Phrase, say} from './phrase.ts';

/** A hash is shown by its first twelve digits, anything else as it is. */
export const shortValue = (value: string): Phrase =>
	say`${code(/^(?:sha256:)?[0-9a-f]{40,64}$/.test(value) ? shortDigest(value) : value)}`;

export const orDash = (phrase: Phrase): Phrase => (phrase.length === 0 ? say`–` : phrase);
