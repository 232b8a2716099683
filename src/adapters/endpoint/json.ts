import type {JsonExpectation, JsonType} from '../../model/config.ts';
import type {JsonSeen} from '../../model/evidence.ts';
import {jsonCap} from '../../model/evidence.ts';

/** The body of an answer of which something is expected, kept as long as it is no longer than what is parsed. */
export class JsonBody {
	#parts: Uint8Array[] = [];
	#size = 0;

	update(chunk: Uint8Array): void {
		this.#size += chunk.length;
		// A copy: whoever streams may take the piece back.
		if (this.#size <= jsonCap) this.#parts.push(Uint8Array.from(chunk));
		else this.#parts = [];
	}

	/** Types and whether values are the stated ones, never a value: what an API holds is not ours to show. Null: no JSON. */
	seen(expected: readonly JsonExpectation[]): readonly JsonSeen[] | null {
		if (this.#size > jsonCap) return null;
		let document: unknown;
		try {
			document = JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(Buffer.concat(this.#parts)));
		} catch {
			return null;
		}
		return expected.map(({path, equals}) => {
			const value = valueAt(document, path);
			const type = typeOf(value);
			return {
				type,
				equal: equals === null ? null : type !== null && isScalar(type) && JSON.stringify(value) === equals,
			};
		});
	}
}

function valueAt(document: unknown, path: string): unknown {
	let value = document;
	for (const step of path === '' ? [] : path.split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
		if (Array.isArray(value) && !/^(?:0|[1-9][0-9]{0,8})$/.test(step)) return undefined;
		value = (value as Record<string, unknown>)[step];
	}
	return value;
}

function typeOf(value: unknown): JsonType | null {
	if (value === undefined) return null;
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : (typeof value as JsonType);
}

const isScalar = (type: JsonType): boolean => type !== 'object' && type !== 'array';
