import {chmodSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {runDiff} from '../src/faces/commands/diff.ts';
import {ignorables} from '../src/model/ignorable.ts';
import {printer} from './builders/printer.ts';
import {plant, room} from './builders/repository.ts';

const page = readFileSync(join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/diff.md'), 'utf8');
const part = (name: string): string => {
	const [, text] = new RegExp(`<!-- ${name}:start -->\\n(.*)<!-- ${name}:end -->`, 's').exec(page) ?? [];
	return text!;
};

describe('docs/diff.md', () => {
	test('shows what diff prints', async () => {
		using place = room();
		plant(place.path, {
			'old/README.md': 'one\r\ntwo\r\n',
			'new/README.md': 'one\ntwo\n',
			'old/bin/start': 'run',
			'new/bin/serve': 'run',
			'old/dist/app.js': 'a()\n//# sourceMappingURL=app.1.js.map\n',
			'new/dist/app.js': 'a()\n//# sourceMappingURL=app.2.js.map\n',
			'old/dist/app.js.map': '1',
			'new/dist/app.js.map': '2',
			'old/dist/index.js': 'old',
			'new/dist/index.js': 'new',
			'old/package.json': '{}',
			'new/package.json': '{}',
		});
		for (const name of ['x', 'y', 'z'])
			plant(place.path, {[`old/dist/chunks/${name}.js`]: name, [`new/dist/parts/${name}.js`]: name});
		chmodSync(join(place.path, 'new/bin/serve'), 0o755);
		const [, command, printed] = /```console\n\$ deploy-truth diff (.*?)\n(.*)```/s.exec(part('example'))!;
		const {world, out, text} = printer(place.path);
		const [expected, deployed, option, ignore] = command!.split(' ');
		expect(option).toBe('--ignore');
		expect(await runDiff(world, out, expected!, deployed!, {ignore: [ignore!]})).toBe(1);
		expect(printed).toBe(text());
	});

	test('explains every word that --ignore takes', () => {
		const words = [...part('rules').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, word]) => word);
		expect(words).toEqual([...ignorables]);
	});
});
