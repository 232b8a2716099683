import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {formsOf, HidingStream, secretForms} from '../../src/bytes/secret-forms.ts';

const secret = 's3cr"t/To+k&n <é>\\x=';
const forms = secretForms([secret]);
const escaped = (text: string, one: (character: string) => string): string => [...text].map(one).join('');
const unit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

describe('a secret in a text is hidden', () => {
	test.each<[string, string]>([
		['as it is', secret],
		['in upper case', secret.toUpperCase().replace('É', 'é')],
		['in JSON', JSON.stringify(secret).slice(1, -1)],
		['in JSON twice', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
		['in JSON with escaped slashes', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
		['in JSON with every character escaped', escaped(secret, unit)],
		['for a URL', encodeURIComponent(secret)],
		['for a URL twice', encodeURIComponent(encodeURIComponent(secret))],
		['for a form', new URLSearchParams([['', secret]]).toString().slice(1)],
		['in a URL with every byte escaped', Buffer.from(secret).toString('hex').replace(/../g, '%$&')],
		['in JSON in a URL', encodeURIComponent(JSON.stringify(secret).slice(1, -1))],
		['in a URL in JSON', JSON.stringify(encodeURIComponent(secret)).slice(1, -1)],
		['in HTML', secret.replace(/[<>&"]/g, (one) => ({'<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;'})[one]!)],
		['in HTML by numbers', escaped(secret, (one) => `&#${one.codePointAt(0)};`)],
		['in HTML by hex', escaped(secret, (one) => `&#x${one.codePointAt(0)!.toString(16)};`)],
		['with some characters escaped', `${secret.slice(0, 3)}%72${secret.slice(4)}`],
		['in hex', Buffer.from(secret).toString('hex')],
		['in hex, in upper case', Buffer.from(secret).toString('hex').toUpperCase()],
		['in base64', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
		['in base64 for URLs', Buffer.from(secret).toString('base64url')],
		['in base64 in a URL', encodeURIComponent(Buffer.from(secret).toString('base64').replace(/=+$/, ''))],
		[
			'in base64 in JSON with escaped slashes',
			Buffer.from(secret).toString('base64').replace(/=+$/, '').replaceAll('/', '\\/'),
		],
	])('%s', (_, text) => {
		expect(forms.hide(text)).toBe('[secret]');
		expect(forms.hide(`before ${text} after`)).toBe('before [secret] after');
	});

	test.each<[string, string, string]>([
		[
			'in hex with colons',
			secret,
			Buffer.from(secret)
				.toString('hex')
				.replace(/..(?=.)/g, '$&:'),
		],
		[
			'in hex of the bytes that a header has',
			'pässwörd-geheim',
			Buffer.from('pässwörd-geheim', 'latin1').toString('hex'),
		],
		[
			'in base64 of the bytes that a header has',
			'pässwörd-geheim',
			Buffer.from('pässwörd-geheim', 'latin1').toString('base64').replace(/=+$/, ''),
		],
		['for a URL of the bytes that a header has', 'pässwörd-geheim', 'p%E4ssw%F6rd-geheim'],
		['as what its base64 says', Buffer.from('octo:correct-horse').toString('base64'), 'octo:correct-horse'],
		['as the password in it', Buffer.from('octo:correct-horse').toString('base64'), 'correct-horse'],
		['as what its escapes say', 'correct%20horse%20battery', 'correct horse battery'],
	])('%s', (_, of, text) => {
		expect(secretForms([of]).hide(`before ${text} after`)).toBe('before [secret] after');
	});

	test('every form that is masked by name is found by looking', () => {
		fc.assert(
			fc.property(fc.string({minLength: 8, maxLength: 40, unit: 'grapheme'}), (text) => {
				for (const form of formsOf(text)) expect(secretForms([text]).hide(form)).not.toContain(form);
			}),
			{numRuns: 300},
		);
	});

	test('of a key in several lines each line, and the whole on one', () => {
		const key = '-----BEGIN KEY-----\nAAAABBBBCCCCDDDD\r\nEEEEFFFFGGGGHHHH\n-----END KEY-----\n';
		const look = secretForms([key]);
		expect(look.hide('x AAAABBBBCCCCDDDD y')).toBe('x [secret] y');
		expect(look.hide(key.replace(/\r?\n/g, ' '))).not.toMatch(/AAAA|EEEE|BEGIN/);
	});

	test('and the rest stays byte for byte', () => {
		const text = 'nginx/1.25 %41 \\u0041 &lt; 100% & more \\';
		expect(forms.hide(text)).toBe(text);
		expect(secretForms([]).hide(text)).toBe(text);
		expect(secretForms(['']).hide(text)).toBe(text);
	});

	test('within a time that grows with the text alone, whatever the text is', () => {
		const look = secretForms(['\\a'.repeat(40), '%%%%'.repeat(20), '\\.'.repeat(50)]);
		const started = performance.now();
		for (const one of ['\\', '%', '%25', '&#', '&amp;', '\\u0061', '\\\\u0061', '\\.', 'a'])
			look.hide(one.repeat(200_000 / one.length));
		expect(performance.now() - started).toBeLessThan(10_000);
	});
});

describe('a secret that comes in pieces', () => {
	test('is hidden wherever it is cut, in every form', () => {
		for (const form of formsOf(secret))
			for (let cut = 0; cut <= form.length; cut++) {
				const stream = new HidingStream(() => forms);
				const shown =
					stream.push(`before ${form.slice(0, cut)}`) + stream.push(`${form.slice(cut)} after`) + stream.end();
				expect(shown).toBe('before [secret] after');
			}
	});

	test('is hidden when it comes by single characters, in a text of any length', () => {
		const text = `${'x'.repeat(2_000)}${secret}${'y'.repeat(2_000)}${encodeURIComponent(secret)}`;
		const stream = new HidingStream(() => forms);
		expect([...text].map((one) => stream.push(one)).join('') + stream.end()).toBe(
			`${'x'.repeat(2_000)}[secret]${'y'.repeat(2_000)}[secret]`,
		);
	});

	test('and nothing is held back for ever', () => {
		const stream = new HidingStream(() => forms);
		const shown = stream.push('z'.repeat(100_000));
		expect(shown.length).toBeGreaterThan(98_000);
		expect(shown + stream.end()).toBe('z'.repeat(100_000));
	});
});
