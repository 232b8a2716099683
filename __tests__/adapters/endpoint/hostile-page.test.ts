import {expect, test} from '@jest/globals';
import {assetsOf} from '../../../src/adapters/endpoint/page.ts';

const url = 'https://app.test/';

test('a page of elements that never close, with end tags that close nothing, is left where no browser would nest deeper', () => {
	// Each end tag would be looked for among all open elements: some 5 × 10^10 comparisons in 2 MiB.
	const page = `<script src=/a.js></script>${'<ul>'.repeat(260_000)}${'</zz>'.repeat(200_000)}<script src=/b.js></script>`;
	expect(assetsOf(page, url)).toEqual({assets: ['https://app.test/a.js'], truncated: true});
});

test('foreign elements inside each other are left in the same way', () => {
	const page = `<script src=/a.js></script>${'<svg>'.repeat(200_000)}${'</foreignobject>'.repeat(60_000)}`;
	expect(assetsOf(page, url)).toEqual({assets: ['https://app.test/a.js'], truncated: true});
});

test('many elements beside each other are no depth', () => {
	const page = `${'<p>text<br><img src=data:,>'.repeat(20_000)}<script src=/a.js></script>`;
	expect(assetsOf(page, url)).toEqual({assets: ['https://app.test/a.js'], truncated: false});
});

test('a page that nests as deep as a browser takes it is read to its end', () => {
	const page = `${'<div>'.repeat(500)}${'</div>'.repeat(500)}<script src=/a.js></script>`;
	expect(assetsOf(page, url)).toEqual({assets: ['https://app.test/a.js'], truncated: false});
});
