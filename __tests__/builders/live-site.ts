import {createHash} from 'node:crypto';
import {judge} from '../../src/judge/judge.ts';
import type {FilesConfig, ServiceConfig} from '../../src/model/config.ts';
import type {LiveEvidence} from '../../src/model/evidence.ts';
import type {History} from '../../src/model/history.ts';
import {compileGlobs} from '../../src/model/glob.ts';
import type {FileManifest} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import type {LayerVerdict} from '../../src/model/verdict.ts';
import {observeLive} from '../../src/observe/live.ts';
import type {FakeEndpoint, Route} from '../fakes/endpoint.ts';
import {fakeEndpoint, text} from '../fakes/endpoint.ts';
import {artifactEvidence, filesConfig, healthy, observed, planOf, serviceConfig} from './evidence.ts';
import {testWorld} from './world.ts';

export const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
/** What a site serves: path → content. */
export type Site = Readonly<Record<string, string>>;

export const built = (site: Site): FileManifest => ({
	assurance: 'verified',
	entries: Object.entries(site)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([path, content]) => ({
			path: asPath(path),
			type: 'file',
			sha256: sha256(content),
			size: Buffer.byteLength(content),
			mode: '0644',
		})),
	gaps: [],
});

const types: Readonly<Record<string, string>> = {css: 'text/css', js: 'text/javascript', html: 'text/html'};

/** A static server: nothing but files, and 404. */
export const serving =
	(site: () => Site): Route =>
	(request, response) => {
		const path = request.url!.split('?', 1)[0]!.slice(1) || 'index.html';
		const content = site()[path];
		if (content === undefined) return text(404, 'no such file')(request, response);
		text(200, content, {'Content-Type': types[path.split('.').at(-1)!] ?? 'application/octet-stream'})(
			request,
			response,
		);
	};
export const host = (site: () => Site): Promise<FakeEndpoint> => fakeEndpoint({}, {fallback: serving(site)});

export type Looked = {readonly live: LiveEvidence; readonly route: LayerVerdict};

/** Looks at a site and judges what it serves against a build. */
export async function look(
	url: string,
	site: Site,
	service: Partial<ServiceConfig> = {},
	memory: History | null = null,
	ignore: FilesConfig['ignore'] = [],
): Promise<Looked> {
	const live = {base: url, root: '', paths: [], page: '/'};
	const files = [filesConfig({ignore})];
	const plan = planOf(serviceConfig({image: null, probes: [], files, live, ...service}));
	const ignored = compileGlobs(ignore);
	const manifest = built(Object.fromEntries(Object.entries(site).filter(([path]) => !ignored(path))));
	const seen = await observeLive(testWorld(), plan, [manifest]);
	const {evidence} = healthy();
	const {layers} = judge(plan, {
		...evidence,
		artifacts: [observed(artifactEvidence({manifest}))],
		probes: [],
		live: observed(seen),
		history: observed(memory),
	});
	return {live: seen, route: layers[5]!};
}
export const said = ({route}: Looked): string => `${route.status} ${route.reason} ${route.remedy}`;
