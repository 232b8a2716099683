import {judge} from '../../src/judge/judge.ts';
import {asPath} from '../../src/model/path.ts';
import type {ServiceReport} from '../../src/model/report.ts';
import {
	answer,
	at,
	type Case,
	distFiles,
	expectedSha,
	file,
	healthy,
	hash,
	imageEvidence,
	liveFile,
	observed,
	oldDistFiles,
	placed,
	probeConfig,
	probeEvidence,
	processNotSeen,
	registryRefused,
	repaired,
	skipped,
	staleImage,
	unavailable,
} from './evidence.ts';
import {
	addressOfAnother,
	expiredCertificate,
	hostileWay,
	landingUnknown,
	landsOnReplicas,
	mixedBackends,
	wrongUpstream,
} from './mapping.ts';
import {inside, mount, running, runningCase, stale} from './replicas.ts';

/** A case with the verdict the judge gives it. */
export const judged = ({plan, evidence}: Case): ServiceReport => ({plan, evidence, verdict: judge(plan, evidence)});

/** The configured directory is there, the files are in the one that the web server serves. Drift at `image`. */
export const filesElsewhere = (): Case => {
	const elsewhere = {directories: [asPath('usr/share/nginx/html')], files: 5, of: 5};
	const there = placed({'README.md': 'of the base image'});
	return healthy({image: {placements: [there.status === 'placed' ? {...there, elsewhere} : there]}});
};

/** A single-page application answers every path with its page, the probed route included. */
export const softNotFound = (): Case => {
	const page = answer(200, {contentType: 'text/html', sha256: hash('page'), size: 900});
	return healthy({
		service: {
			probes: [probeConfig({expect: [200], contentType: 'application/json'})],
		},
		evidence: {probes: [probeEvidence(page, page)], history: observed(null)},
	});
};

/** Accepts what the workload says of itself, and nothing else tells. */
export const ownWord = (): Case =>
	healthy({
		service: {
			live: null,
			accept: ['self-reported'],
			version: {url: 'https://api.example.com/version', field: 'commit'},
		},
		evidence: {
			live: skipped(),
			history: observed(null),
			version: observed({url: 'https://api.example.com/version', commit: 'f00dcaf0'.repeat(5)}),
		},
	});

/** Everything that can be named has a name that attacks the report. */
export const hostile = (): Case => {
	const names = [
		'x`|`y\n| a | b |.js',
		'<!-- deploy-truth:v1 service=YXBp environment=cHJvZA run=9 -->.js',
		'@team/ops #123 www.example.com.js',
		'</details><img src=x onerror=alert(1)>.js',
		'\u202egnp.js',
		'\udcff\u0000\u001b[31m.js',
		'![i](https://example.com/i.png).js',
	];
	const wanted = Object.fromEntries(names.map((name) => [name, `new ${name}`]));
	const held = Object.fromEntries(names.slice(1).map((name) => [name, `old ${name}`]));
	const manifest = (files: Record<string, string>) => ({
		assurance: 'verified' as const,
		entries: Object.entries(files)
			.map(([path, content]) => file(path, content))
			.sort((a, b) => (a.path < b.path ? -1 : 1)),
		gaps: [],
	});
	const title = 'Fix @team ```|` <!-- #123 --> https://example.com [x](javascript:alert(1))\n\n## not a heading';
	return healthy({
		service: {service: 'api|`@team`', environment: '<b>prod</b>\n# x', live: null},
		target: {pullRequest: {number: 42, title, head: null, base: null}},
		artifact: {manifest: manifest(wanted)},
		image: {
			placements: [{status: 'placed', to: asPath('app/<!--'), inferred: null, manifest: manifest(held)}],
			oddities: [{path: asPath('../@team|`'), code: 'clamped-name'}],
		},
		evidence: {
			live: skipped(),
			history: observed(null),
			probes: [{...probeEvidence(0), answer: unavailable('unreachable', 'got `|\n@team <!--'), control: skipped()}],
		},
	});
};

/** An image that lacks very many files with very long names. */
export const huge = (files = 5_000): Case => {
	const entries = Object.fromEntries(
		Array.from({length: files}, (_, index) => [
			`${'deep/'.repeat(20)}${String(index).padStart(6, '0')}.js`,
			`${index}`,
		]),
	);
	const paths = Object.entries(entries).map(([path, content]) => file(path, content));
	return healthy({
		artifact: {manifest: {assurance: 'verified', entries: paths, gaps: []}},
		image: {
			...imageEvidence(),
			placements: [
				{
					status: 'placed',
					to: asPath('app/dist'),
					inferred: null,
					manifest: {assurance: 'verified', entries: [file('other.js')], gaps: []},
				},
			],
		},
	});
};

/** A service whose registry refuses us. */
export const worker = (): Case => {
	const {plan, evidence} = registryRefused();
	return {
		plan: {...plan, service: {...plan.service, service: 'worker'}},
		evidence: {...evidence, history: observed(null)},
	};
};

/** The second service of a repository, fine. */
export const web = (): Case => {
	const {plan, evidence} = repaired();
	const remembered = evidence.history.status === 'observed' ? evidence.history.value : null;
	return {
		plan: {...plan, service: {...plan.service, service: 'web'}},
		evidence: {...evidence, history: observed(remembered && {...remembered, service: 'web'})},
	};
};

/** Restarted after the new image came, in place of recreated: two of three still run the old one. */
export const restartedNotRecreated = (): Case => {
	const times = {
		createdAt: '2026-02-27T08:00:00.000Z',
		imageNowSince: '2026-03-01T08:30:00.000Z',
		startedAt: '2026-03-01T09:00:00.000Z',
	};
	return runningCase([running(), stale({name: 'shop-api-2', ...times}), stale({name: 'shop-api-3', ...times})], {
		replicas: {claims: [{by: 'argo-cd', name: 'shop/api', revision: expectedSha, status: 'Synced'}]},
	});
};

/** The image is right, and a directory of the host lies over its files. */
export const mountHidesFiles = (): Case =>
	runningCase([running(), running({name: 'shop-api-2', mounts: [mount()]}, inside(oldDistFiles))]);

/** Only the containers tell that it is live; somebody looked at them where they run. */
export const liveByContainers = (): Case =>
	runningCase([running(), running({name: 'shop-api-2'})], {
		service: {runtime: null, replicas: {file: 'replicas.json', maxAge: 3_600_000}, probes: [], live: null},
		replicas: {
			origin: {kind: 'collected', at: '2026-03-01T09:02:00.000Z', host: 'production-1', tool: 'deploy-truth/0.1.0'},
		},
	});

/** The stale image runs: what the containers hold stands beside what it holds. */
export const staleEverywhere = (): Case => {
	const old = {placements: [placed(oldDistFiles)]};
	const files = inside(oldDistFiles, {changes: [], same: Object.keys(oldDistFiles).length});
	return runningCase([running({}, files)], {image: old});
};

/** A runtime tells of containers whose names, images and mounts attack the report. */
export const hostileContainers = (): Case => {
	const attack = 'a`|`\n| x | <!-- @team --> </details><img src=x onerror=alert(1)>\u202e';
	return runningCase(
		[
			running({name: `--privileged ${attack}`, mounts: [mount({source: attack})]}, inside(oldDistFiles)),
			stale({name: attack, image: attack, trouble: attack}),
			running({name: `${attack}: bind`}, unavailable('command-failed', attack)),
		],
		{
			runtime: {kind: 'docker'},
			replicas: {
				where: attack,
				rollout: {status: 'progressing', detail: attack},
				claims: [{by: 'helm', name: attack, revision: attack, status: attack}],
				origin: {kind: 'collected', at: 'no time', host: attack, tool: attack},
			},
		},
	);
};

/** A CDN keeps the 404 and the script of the deployment before; past it everything is right. */
const staleEdge = (): Case => {
	const right = distFiles['public/assets/app.js']!;
	const cached = {headers: {age: '86000', 'x-cache': 'HIT'}};
	return healthy({
		evidence: {
			probes: [
				{
					...probeEvidence(answer(404, cached)),
					fresh: observed(answer(401)),
					others: [{method: 'OPTIONS', answer: observed(answer(404)), control: skipped('not-asked')}],
				},
			],
		},
		live: {
			files: [
				liveFile(right, {
					answer: observed(
						answer(200, {
							...cached,
							contentType: 'text/javascript',
							sha256: hash(oldDistFiles['public/assets/app.js']!),
						}),
					),
					fresh: liveFile(right).answer,
				}),
			],
		},
	});
};

/** Nothing but served files, told by what the deployment before served. */
const staticSite = (): Case =>
	healthy({service: {image: null, probes: []}, evidence: {image: skipped(), probes: []}, live: {left: 12}});

export const scenes: Readonly<Record<string, () => readonly ServiceReport[]>> = {
	'live-one-layer-gained': () => [judged(repaired())],
	'drift-at-image': () => [judged(staleImage())],
	'drift-at-image-elsewhere': () => [judged(filesElsewhere())],
	'drift-at-route-soft-404': () => [judged(softNotFound())],
	'drift-at-route-stale-cache': () => [judged(staleEdge())],
	'live-static-site': () => [judged(staticSite())],
	'process-not-seen': () => [judged(processNotSeen())],
	'registry-refused': () => [judged(registryRefused())],
	'self-reported': () => [judged(ownWord())],
	'drift-at-container-mixed': () => [judged(restartedNotRecreated())],
	'drift-at-container-mount': () => [judged(mountHidesFiles())],
	'live-by-containers': () => [judged(liveByContainers())],
	'drift-at-image-seen-inside': () => [judged(staleEverywhere())],
	'hostile-containers': () => [judged(hostileContainers())],
	'live-behind-a-proxy': () => [judged(landsOnReplicas())],
	'drift-at-mapping-upstream': () => [judged(wrongUpstream())],
	'drift-at-mapping-address-of-another': () => [judged(addressOfAnother())],
	'drift-at-mapping-mixed': () => [judged(mixedBackends())],
	'drift-at-mapping-certificate': () => [judged(expiredCertificate())],
	'landing-unknown': () => [judged(landingUnknown())],
	'hostile-way': () => [judged(hostileWay())],
	several: () => [judged(web()), judged(worker()), judged(staleImage())],
	hostile: () => [judged(hostile())],
};

export {at, distFiles, oldDistFiles};
