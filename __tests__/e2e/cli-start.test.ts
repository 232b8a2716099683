import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';

const top = join(import.meta.dirname, '../..');

/** Runs the start with another Node's version in `process.versions`, as that Node would see it. */
const startedBy = (version: string) =>
	spawnSync(
		process.execPath,
		[
			'--disable-warning=ExperimentalWarning',
			'--input-type=module',
			'--eval',
			`Object.defineProperty(process, 'versions', {value: {...process.versions, node: ${JSON.stringify(version)}}});
			const {start} = await import(${JSON.stringify(join(top, 'src/faces/start.ts'))});
			await start(['manifest'], async () => async () => console.log('loaded'));`,
		],
		{encoding: 'utf8'},
	);

describe('the start of the command line', () => {
	test.each(['18.20.4', '20.20.2', '24.4.1'])('Node %s is told what is needed, and nothing is loaded', (version) => {
		const {status, stdout, stderr} = startedBy(version);
		expect(stdout).toBe('');
		expect(stderr).toBe(
			`deploy-truth: needs Node 24.5 or newer, and this is Node ${version}: install Node 24 (https://nodejs.org) and run it again\n`,
		);
		expect(status).toBe(2);
	});

	test.each(['24.5.0', '24.21.0', '26.0.0'])('Node %s is new enough', (version) => {
		expect(startedBy(version)).toMatchObject({status: 0, stdout: 'loaded\n', stderr: ''});
	});
});
