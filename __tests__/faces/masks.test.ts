import {describe, expect, test} from '@jest/globals';
import {actionLog} from '../../src/faces/action/log.ts';
import type {Toolkit} from '../../src/faces/action/toolkit.ts';
import {terminalLog} from '../../src/faces/terminal.ts';

const secret = 'S3cr"t/Tok+en=0123';
const forms = [
	secret,
	encodeURIComponent(secret),
	JSON.stringify(secret).slice(1, -1),
	Buffer.from(secret).toString('hex'),
	Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];

function terminal(tty: boolean, columns = 60) {
	let written = '';
	const stream = {isTTY: tty, columns, write: (text: string | Uint8Array) => Boolean((written += text.toString()))};
	return {log: terminalLog(stream, {debug: true, now: () => 0}), written: () => written};
}

describe('a line of the terminal', () => {
	test.each([true, false])('shows a secret in no form, whatever it is said by (a terminal: %s)', (tty) => {
		const {log, written} = terminal(tty);
		log.mask(secret);
		for (const form of forms)
			for (const say of [log.info, log.warn, log.debug, log.progress]) say(`before ${form} after`);
		for (const form of forms) expect(written()).not.toContain(form);
		expect(written()).toContain('before *** after');
	});

	test('is masked before it is cut to the width', () => {
		const {log, written} = terminal(true);
		log.mask(secret);
		log.progress(`${'x'.repeat(50)}${secret}`);
		expect(written()).not.toContain('S3c');
	});

	test('is cut to the 80 columns that are usual where the terminal says that it has none', () => {
		const {log, written} = terminal(true, 0);
		log.progress('x'.repeat(100));
		expect(written()).toBe('x'.repeat(79));
	});

	test('shows no line of a key, nor all of it on one', () => {
		const key = '-----BEGIN KEY-----\nAAAABBBBCCCCDDDD\nEEEEFFFFGGGGHHHH\n-----END KEY-----\n';
		const {log, written} = terminal(false);
		log.mask(key);
		log.info(`it said: ${key}`);
		log.info('and AAAABBBBCCCCDDDD');
		expect(written()).not.toMatch(/AAAA|EEEE/);
	});
});

describe('a line of the job log', () => {
	const toolkit = () => {
		const said: string[] = [];
		const secrets: string[] = [];
		const say = (text: string | Error) => void said.push(String(text));
		const core = {info: say, warning: say, debug: say, setSecret: (text: string) => void secrets.push(text)};
		return {core: core as unknown as Toolkit, said, secrets};
	};

	test('shows a secret in no form, and the runner is told all of them', () => {
		const {core, said, secrets} = toolkit();
		const log = actionLog(core, () => 0);
		log.mask(secret);
		for (const form of forms)
			for (const say of [log.info, log.warn, log.debug, log.progress]) say(`before ${form} after`);
		for (const form of forms) expect(said.join('\n')).not.toContain(form);
		expect(secrets).toEqual(expect.arrayContaining(forms));
	});

	test('keeps its letters where a secret has one or two', () => {
		const {core, said, secrets} = toolkit();
		const log = actionLog(core, () => 0);
		log.mask('ab');
		log.info('a cab');
		expect([said, secrets]).toEqual([['a cab'], []]);
	});
});
