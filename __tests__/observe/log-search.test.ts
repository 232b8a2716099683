import {describe, expect, test} from '@jest/globals';
import {FaultError} from '../../src/model/fault.ts';
import {searchLog} from '../../src/observe/log-search.ts';
import {running} from '../builders/running.ts';

const token = '00ff'.repeat(8);
const other = '11ee'.repeat(8);
const never = new Promise<void>(() => {});
const replica = running('api-1');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const searched = (log: AsyncIterable<Uint8Array>, late: Promise<void> = never) =>
	searchLog(() => log, replica, 0, [token, other], late);
async function* pieces(...texts: readonly string[]) {
	for (const text of texts) yield bytes(text);
}

describe('a token in a log', () => {
	test('is found however the log is cut, in whatever case and wherever it stands', async () => {
		const line = `GET /a?b=c&deploy-truth-trace=${token} HTTP/1.1`;
		for (const written of [
			line,
			line.toUpperCase(),
			JSON.stringify({line: JSON.stringify(line)}),
			encodeURIComponent(line),
		])
			for (const at of [0, 1, 40, 50, written.length - 1])
				expect(await searched(pieces(written.slice(0, at), written.slice(at), '\n'))).toEqual({
					found: [token],
					fault: null,
				});
		expect((await searched(pieces(...line))).found).toEqual([token]);
	});

	test('that stands there in part was not found', async () => {
		expect(await searched(pieces(token.slice(1), '\n', token.slice(0, -1)))).toEqual({found: [], fault: null});
	});

	test('ends the search where all were found', async () => {
		let ended = false;
		async function* log() {
			try {
				yield bytes(token);
				yield bytes(other);
				await never;
			} finally {
				ended = true;
			}
		}
		expect(await searched(log())).toEqual({found: [token, other], fault: null});
		expect(ended).toBe(true);
	});
});

describe('a log', () => {
	test('without end, or with one line of a gigabyte, is read up to a cap and ended', async () => {
		let written = 0;
		let ended = false;
		const piece = new Uint8Array(1 << 20).fill(0x78);
		async function* log() {
			try {
				for (;;) {
					written += piece.length;
					yield piece;
				}
			} finally {
				ended = true;
			}
		}
		const {found, fault} = await searched(log());
		expect([found, fault?.code, ended]).toEqual([[], 'too-large', true]);
		expect(written).toBeLessThan(10 << 20);
	});

	test('that is silent and does not end is left when the time is over, with what was found', async () => {
		async function* log() {
			yield bytes(token);
			await never;
		}
		const late = new Promise<void>((resolve) => void setTimeout(resolve, 20));
		expect(await searched(log(), late)).toMatchObject({found: [token], fault: {code: 'timed-out'}});
	});

	test('that breaks off tells why, and keeps what was found', async () => {
		async function* log() {
			yield bytes(token);
			throw new FaultError('forbidden', 'no');
		}
		expect(await searched(log())).toEqual({found: [token], fault: {code: 'forbidden', detail: 'no'}});
	});

	test('of a run that was cancelled is no evidence', async () => {
		async function* log() {
			yield bytes(token);
			throw new FaultError('cancelled', 'stopped');
		}
		await expect(searched(log())).rejects.toMatchObject({fault: {code: 'cancelled'}});
	});
});
