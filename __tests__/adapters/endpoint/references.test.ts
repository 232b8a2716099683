import {describe, expect, test} from '@jest/globals';
import {assetsOf} from '../../../src/adapters/endpoint/page.ts';
import {namingOf, referencesOf} from '../../../src/adapters/endpoint/references.ts';

const written = (...args: Parameters<typeof referencesOf>): readonly string[] => referencesOf(...args).written;

test('a file names others by its type, whatever it is called', () => {
	expect(namingOf('text/css', '/a')).toBe('style');
	expect(namingOf('application/javascript', '/a.css')).toBe('script');
	expect(namingOf('application/json', '/site.webmanifest')).toBe('manifest');
	expect(namingOf('application/json', '/api')).toBeNull();
	expect(namingOf('text/html', '/app.js')).toBeNull();
	expect(namingOf('image/png', '/app')).toBeNull();
	expect(namingOf(null, '/app')).toBeNull();
});

test('a style names what it imports, its fonts and its images', () => {
	const style = `@charset "utf-8"; @import "base.css" layer(x); @IMPORT url( 'theme.css' );
@font-face { src: url(/fonts/a.woff2) format("woff2"), url("b.woff") }
.a { background: url(data:image/png;base64,AAAA), URL(../img/x\\20 y.png); mask: url(#own); cursor: url('')}
.b { background: url(/fonts/a.woff2) }`;
	expect(written('style', style)).toEqual(['base.css', 'theme.css', '/fonts/a.woff2', 'b.woff', '../img/x y.png']);
});

test('a script names the modules that stand in it, and nothing that is put together', () => {
	const script = `import a from"./a.js";import{b as c}from './b.js';import"../side.js";export*from"./all.js";
export { d } from /* d */ "./d.js"; const e=()=>import("./e-4f.js"), f = import( /* webpackChunkName: "f" */ '/f.js' );
import react from "react"; import(\`./g.js\`); import(\`./\${h}.js\`); import(h); Array.from("./data"); from "x";
import.meta.url; i="import("; import("https://shop.example/j.js"); import "./a.js"`;
	expect(written('script', script)).toEqual([
		'./a.js',
		'./b.js',
		'../side.js',
		'./all.js',
		'./d.js',
		'./e-4f.js',
		'/f.js',
		'./g.js',
		'https://shop.example/j.js',
	]);
});

test('a manifest names its icons, and those of its shortcuts', () => {
	const manifest = {icons: [{src: '/a.png'}, {}, null, 'x'], shortcuts: [{icons: [{src: 'b.png'}]}, 1]};
	expect(written('manifest', JSON.stringify(manifest))).toEqual(['/a.png', 'b.png']);
	for (const odd of ['', 'null', '[]', '{"icons":{"src":"x"}}', '{"icons":[{"src":1}]}'])
		expect(written('manifest', odd)).toEqual([]);
});

test('a page names what its own scripts and styles name', () => {
	const page = `<style>@import "/a.css"; b { background: url(b.png) }</style>
<script type="module">import "/c.js"; import("./d.js")</script><script>import("/e.js")</script>
<script type="application/json">{"x": "import('/no.js')"}</script><template><script>import("/no.js")</script></template>`;
	expect(assetsOf(page, 'https://shop.example/x/').assets).toEqual(
		['/a.css', '/x/b.png', '/c.js', '/x/d.js', '/e.js'].map((path) => `https://shop.example${path}`),
	);
});

describe('what means harm costs its length and no more', () => {
	const megabytes = (text: string, count: number): string => text.repeat((count * 2 ** 20) / text.length);
	test.each([
		['a million addresses', 'style', Array.from({length: 1_000_000}, (_, n) => `url(${n})`).join(''), true],
		['an address that never ends', 'style', megabytes('url(', 8), false],
		['a quote that never ends', 'style', megabytes('@import "', 8), false],
		['white space without end', 'style', `url(${megabytes(' ', 8)}`, false],
		['white space after each word', 'style', megabytes(`@import${' '.repeat(249)}`, 8), false],
		['calls that never end', 'script', megabytes('import(', 64), false],
		['words and white space', 'script', megabytes(`import${' '.repeat(250)}`, 8), false],
		['comments that never end', 'script', megabytes('import(/*', 8), false],
		['quotes that never end', 'script', megabytes('import("', 8), false],
		['many modules', 'script', Array.from({length: 200_000}, (_, n) => `import("./${n}.js")`).join(''), true],
		['brackets inside brackets', 'manifest', megabytes('[', 8), true],
	] as const)('%s', (_what, naming, text, truncated) => {
		const started = process.cpuUsage();
		const found = referencesOf(naming, text);
		const {user, system} = process.cpuUsage(started);
		expect(found.written.length).toBeLessThanOrEqual(1_000);
		expect(found.truncated).toBe(truncated);
		expect((user + system) / 1e6).toBeLessThan(8);
	});
});
