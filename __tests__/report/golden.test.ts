import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {type ReportFormat, render} from '../../src/report/report.ts';
import {scenes} from '../builders/report.ts';

// UPDATE_GOLDEN=1 writes the files anew; review what changed as a reader of the comment would.
const golden = join(dirname(dirname(fileURLToPath(import.meta.url))), 'golden');
const endings: Readonly<Record<ReportFormat, string>> = {markdown: 'md', terminal: 'txt', json: 'json', html: 'html'};

describe.each(Object.keys(scenes))('the report %s', (scene) => {
	test.each(Object.keys(endings) as ReportFormat[])('reads as agreed in %s', (format) => {
		const text = render(scenes[scene]!(), format, {width: 100});
		const file = join(golden, `${scene}.${endings[format]}`);
		if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
		expect(existsSync(file)).toBe(true);
		expect(text).toBe(readFileSync(file, 'utf8'));
	});
});
