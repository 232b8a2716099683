import {describe, expect, test} from '@jest/globals';
import {assetsOf} from '../../../src/adapters/endpoint/page.ts';

const page = 'https://app.example/shop/';
const of = (html: string): readonly string[] => assetsOf(html, page).assets;

describe('the assets of a page', () => {
	test('are its scripts, styles, preloads, icons and images, in the order of their mention', () => {
		const html = `<!doctype html><html><head>
			<link rel="stylesheet" href="main.css"><LINK REL="Icon" HREF=/favicon.ico>
			<link rel=modulepreload href="/chunk.js"><link rel="preload" as="font" href="../font.woff2" crossorigin>
			<link rel="canonical" href="/canonical"><link rel="alternate" href="/feed.xml">
			<script type="module" src="app.js"></script><script>const src = "/inline.js";</script>
			</head><body><a href="/elsewhere"><img src="a.png" alt=""></a><!-- <img src="comment.png"> --></body></html>`;
		expect(of(html)).toEqual([
			'https://app.example/shop/main.css',
			'https://app.example/favicon.ico',
			'https://app.example/chunk.js',
			'https://app.example/font.woff2',
			'https://app.example/shop/app.js',
			'https://app.example/shop/a.png',
		]);
	});

	test('are named once, keep their query and lose their fragment', () => {
		expect(of('<script src="a.js?v=1#x"></script><script src="./a.js?v=1"></script>')).toEqual([
			'https://app.example/shop/a.js?v=1',
		]);
	});

	test('are those of the same origin alone', () => {
		const html = `<script src="https://cdn.example/x.js"></script><script src="//app.example:8443/x.js"></script>
			<script src="http://app.example/x.js"></script><img src="data:image/png;base64,AAAA">
			<script src="https://user:pass@app.example/x.js"></script><script src="//app.example/ok.js"></script>
			<img src="javascript:alert(1)"><script src="app.js.map"></script>`;
		expect(of(html)).toEqual(['https://app.example/ok.js']);
	});

	test('are looked for from the first base the page states', () => {
		const html = '<base href="/static/"><base href="/other/"><script src="a.js"></script><img src="/b.png">';
		expect(of(html)).toEqual(['https://app.example/static/a.js', 'https://app.example/b.png']);
		expect(of('<base href="https://cdn.example/"><script src="a.js"></script><script src="/b.js"></script>')).toEqual(
			[],
		);
		expect(of('<base href="http://["><script src="a.js"></script>')).toEqual(['https://app.example/shop/a.js']);
	});

	test('are all the candidates of a srcset', () => {
		const html = `<img srcset=" a.png 1x, b.png 2x,c.png,, d,e.png 3x , f.png">
			<picture><source srcset="g.webp"></picture><link rel=preload as=image imagesrcset="h.png 1x">`;
		expect(of(html).map((url) => url.slice(page.length))).toEqual([
			'a.png',
			'b.png',
			'c.png',
			'd,e.png',
			'f.png',
			'g.webp',
			'h.png',
		]);
	});

	test('leave out what a browser with scripts does not load', () => {
		const html = '<template><img src="a.png"></template><noscript><img src="b.png"></noscript><img src="c.png">';
		expect(of(html)).toEqual(['https://app.example/shop/c.png']);
	});

	test('leave out empty and endless addresses and the page itself', () => {
		expect(of(`<img src=""><img src=" "><img src="#x"><script src="${'a'.repeat(5_000)}"></script>`)).toEqual([]);
	});

	test('end at two hundred, and it says so', () => {
		const html = Array.from({length: 201}, (_, index) => `<img src="${index}.png">`);
		const some = assetsOf(html.join(''), page);
		expect(some.assets).toHaveLength(200);
		expect(some.truncated).toBe(true);
		expect(assetsOf(html.slice(1).join(''), page).truncated).toBe(false);
	});

	test('are found in a page that is no proper page', () => {
		expect(of('<p><script src="a.js"')).toEqual([]);
		expect(of('<<<<<script src=a.js></p></p><b')).toEqual(['https://app.example/shop/a.js']);
		expect(of('</template></noscript><script src=a.js>')).toEqual(['https://app.example/shop/a.js']);
		expect(of('')).toEqual([]);
	});
});
