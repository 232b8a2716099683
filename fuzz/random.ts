/** Numbers that depend on a target's name and a seed alone (sfc32, seeded by FNV-1a), so that any case can be had again. */
export class Random {
	#a: number;
	#b: number;
	#c: number;
	#counter = 1;

	constructor(target: string, seed: number) {
		let hash = 0x811c9dc5;
		for (const character of `${target}:${seed}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
		this.#a = hash;
		this.#b = seed | 0;
		this.#c = Math.imul(hash, 0x9e3779b1) | 0;
		for (let i = 0; i < 12; i++) this.word();
	}

	/** 32 bits */
	word(): number {
		const sum = (this.#a + this.#b + this.#counter++) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
		return sum >>> 0;
	}

	/** 0 … below - 1 */
	below(below: number): number {
		return Math.floor((this.word() / 2 ** 32) * below);
	}

	between(least: number, most: number): number {
		return least + this.below(most - least + 1);
	}

	/** True once in `times`. */
	oneIn(times: number): boolean {
		return this.below(times) === 0;
	}

	pick<T>(from: readonly T[]): T {
		return from[this.below(from.length)]!;
	}

	bytes(length: number): Buffer {
		const out = Buffer.allocUnsafe(length);
		for (let i = 0; i < length; i++) out[i] = this.word() & 255;
		return out;
	}

	/** Text of characters of `alphabet`. */
	text(alphabet: string, least: number, most: number): string {
		const characters = [...alphabet];
		let out = '';
		for (let left = this.between(least, most); left > 0; left--) out += this.pick(characters);
		return out;
	}

	/** Ascending places within `length` at which to cut. */
	cuts(length: number): number[] {
		if (this.oneIn(8)) return Array.from({length: Math.min(length, 4096)}, (_, i) => i + 1);
		return Array.from({length: this.below(7)}, () => this.below(length + 1)).sort((a, b) => a - b);
	}
}

/** The bytes cut at places, without empty pieces; each piece has memory of its own. */
export function pieces(bytes: Uint8Array, cuts: readonly number[]): Buffer[] {
	const out: Buffer[] = [];
	let from = 0;
	for (const cut of [...cuts, bytes.length]) {
		if (cut <= from) continue;
		out.push(Buffer.from(bytes.subarray(from, cut)));
		from = cut;
	}
	return out;
}

/** Small damage anywhere: bits, bytes, parts doubled, moved, cut away. */
export function damaged(random: Random, bytes: Buffer): Buffer {
	let out = Buffer.from(bytes);
	for (let times = random.between(1, 3); times > 0 && out.length > 0; times--) {
		const at = random.below(out.length);
		const to = Math.min(out.length, at + random.between(1, 64));
		switch (random.below(7)) {
			case 0:
				out[at]! ^= 1 << random.below(8);
				break;
			case 1:
				out[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, 0x20, 0x30, 0x0a, random.below(256)]);
				break;
			case 2:
				out = Buffer.concat([out.subarray(0, at), out.subarray(to)]);
				break;
			case 3:
				out = Buffer.concat([out.subarray(0, to), out.subarray(at)]);
				break;
			case 4:
				out = out.subarray(0, at);
				break;
			case 5:
				out = Buffer.concat([out.subarray(0, at), random.bytes(random.between(1, 20)), out.subarray(at)]);
				break;
			default:
				out.fill(random.pick([0, 0xff, 0x20]), at, to);
		}
	}
	return out;
}

/** Half of the time a text with a few characters put in or taken out. */
export function mangled(random: Random, text: string, alphabet: string): string {
	if (random.oneIn(2)) return text;
	const at = random.below(text.length + 1);
	return text.slice(0, at) + random.text(alphabet, 0, 3) + text.slice(at + random.below(3));
}
