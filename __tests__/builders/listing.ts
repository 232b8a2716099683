import fc from 'fast-check';
import type {TarPart} from './tar.ts';

/** Names as archives bring them: shared directories, marks of whiteouts, bytes that are no UTF-8, names that climb. */
const segment = fc.constantFrom<Uint8Array>(
	...['a', 'b', 'a-', 'c.js', '.wh.a', '.wh.b', '.wh..wh..opq', '..', ' ', '\n', '\u00e9', '\u{1f600}'].map((name) =>
		Buffer.from(name),
	),
	Uint8Array.of(0x66, 0xe9),
	Uint8Array.of(0xff),
	Uint8Array.of(0xed, 0xa0, 0x80),
);
const name: fc.Arbitrary<Uint8Array> = fc
	.array(segment, {minLength: 1, maxLength: 3})
	.map((segments) => Buffer.concat(segments.flatMap((one, at) => (at === 0 ? [one] : [Buffer.from('/'), one]))));

const mode = fc.constantFrom(0o644, 0o755, 0o4755, 0);
const numbers = fc.nat({max: 255});

const spec: fc.Arbitrary<TarPart> = fc.oneof(
	{weight: 6, arbitrary: fc.record({name, mode, body: fc.constantFrom('', 'x', 'needle', 'hay and needle and pin')})},
	{weight: 3, arbitrary: fc.record({name, mode, flag: fc.constant('5')})},
	{weight: 2, arbitrary: fc.record({name, link: name, flag: fc.constant('1')})},
	{weight: 2, arbitrary: fc.record({name, link: name, flag: fc.constant('2')})},
	{weight: 1, arbitrary: fc.record({name, mode, flag: fc.constant('6')})},
	{
		weight: 1,
		arbitrary: fc.record({name, mode, flag: fc.constantFrom('3', '4'), major: numbers, minor: numbers}),
	},
);

/** The parts of an image layer's tar, with whatever may stand in one. */
export const tarParts: fc.Arbitrary<readonly TarPart[]> = fc.array(spec, {maxLength: 12});
