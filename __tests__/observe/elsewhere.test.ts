import {expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import {hexOf} from '../../src/model/digest.ts';
import {observeImage} from '../../src/observe/image.ts';
import {render} from '../../src/report/report.ts';
import {patientWorld} from '../adapters/registry/asking.ts';
import {
	artifactEvidence,
	file,
	filesConfig,
	healthy,
	manifest,
	observed,
	planOf,
	serviceConfig,
} from '../builders/evidence.ts';
import {digestOfBytes, imageOf} from '../builders/image.ts';
import {startRegistry} from '../fakes/registry.ts';

const build = {'index.html': '<script src=app.js>', 'app.js': 'the application', 'style.css': 'styles'};
const html = 'usr/share/nginx/html';
const expected = {
	...manifest({}),
	entries: Object.entries(build).map(([path, content]) => ({
		...file(path, content),
		sha256: hexOf(digestOfBytes(Buffer.from(content))),
	})),
};
const copied = Object.entries(build).map(([path, content]) => ({path: `${html}/${path}`, content}));

test.each([
	['with the whole image read', 'note', [copied]],
	['where reading could have stopped early', 'ignore', [copied, [{path: 'app/README', content: 'nothing of ours'}]]],
	// Each expected name is decided by the upper layer, so nothing below it would be read for those.
	[
		'where an image layer on top says that nothing is there',
		'ignore',
		[
			copied,
			[
				{path: 'app/.wh..wh..opq', content: ''},
				...Object.keys(build).map((name) => ({path: `app/.wh.${name}`, content: ''})),
			],
		],
	],
] as const)('a wrong place is told with the directory that holds the files, %s', async (_, extra, layers) => {
	await using registry = await startRegistry();
	registry.push('acme/web', 'v1', await imageOf(layers));
	const service = serviceConfig({files: [filesConfig({to: '/app', extra})], live: null, probes: []});
	const plan = planOf({...service, image: {...service.image!, reference: `${registry.host}/acme/web:v1`}});
	const artifacts = [observed(artifactEvidence({manifest: expected}))];
	const around = {repository: process.cwd(), layers: null};
	const seen = await observeImage(patientWorld(), plan, Promise.resolve(artifacts), null, around);
	expect(seen.placements).toMatchObject([{to: 'app', elsewhere: {directories: [html], files: 3, of: 3}}]);
	const evidence = {...healthy().evidence, artifacts, image: observed(seen)};
	const verdict = judge(plan, evidence);
	expect(verdict).toMatchObject({status: 'drift', departsAt: 'image'});
	const text = render([{plan, evidence, verdict}], 'terminal', {width: 200});
	expect(text).toContain(`3 of 3 files of dist are at /${html}: write to: /${html}`);
});
