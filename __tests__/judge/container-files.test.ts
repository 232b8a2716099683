import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {Observation, ReplicaFiles} from '../../src/model/evidence.ts';
import {asPath} from '../../src/model/path.ts';
import type {Mount, Replica} from '../../src/model/runtime.ts';
import type {LayerVerdict} from '../../src/model/verdict.ts';
import {
	type Case,
	distFiles,
	file,
	filesConfig,
	oldDistFiles,
	placed,
	skipped,
	unavailable,
} from '../builders/evidence.ts';
import {inside, mount, newer, running, runningCase, runtimeConfig} from '../builders/replicas.ts';

const layer = ({plan, evidence}: Case): LayerVerdict =>
	judge(plan, evidence).layers.find((verdict) => verdict.layer === 'container')!;
const said = (seen: Case): string => {
	const {status, reason, assurance} = layer(seen);
	return `${status} ${reason} ${assurance}`;
};
const told = (seen: Case): readonly string[] =>
	layer(seen).findings.map(({level, code, subject}) => `${level} ${code} ${subject}`);
const one = (files: Observation<ReplicaFiles>, more: Partial<Replica> = {}): Case =>
	runningCase([running(more, files)]);
const changed = {...distFiles, 'app.js': 'app by hand'};

describe('files inside a replica of the deployed image', () => {
	test('that were copied into it by hand are drift, file by file', () => {
		const seen = one(inside(changed));
		expect(layer(seen)).toMatchObject({
			reason: 'files-changed',
			remedy: 'recreate-the-replicas',
			assurance: 'verified',
		});
		expect(told(seen)).toEqual(['drift file-differs /app/dist/app.js']);
	});

	test('that are younger than the process are said to be', () => {
		const [finding] = layer(one(inside(changed, {newer: newer('app.js')}))).findings;
		expect(finding).toMatchObject({code: 'file-differs', detail: 'newer-than-process'});
	});

	test('that are right and younger than the process leave the process with what it loaded before', () => {
		const seen = one(inside(distFiles, {newer: newer('app.js'), touched: true}));
		expect(layer(seen)).toMatchObject({
			status: 'drift',
			reason: 'process-older-than-files',
			remedy: 'restart-the-service',
			findings: [{code: 'newer-than-process', subject: '/app/dist/app.js', deployed: '2026-03-01T09:05:00.000Z'}],
		});
	});

	test('that nobody wrote to since the container was made are the image’s, though its builder’s clock was ahead', () => {
		expect(said(one(inside(distFiles, {newer: newer('app.js'), touched: false})))).toBe(
			'match replicas-run-image verified',
		);
		expect(said(one(inside(distFiles, {newer: newer('app.js'), touched: null})))).toMatch(/^drift /);
	});

	test('that the process wrote beside the expected ones say nothing of what it loaded', () => {
		const written = inside({...distFiles, 'cache/x.json': '{}'}, {newer: newer('cache/x.json')});
		expect(said(one(written))).toBe('match replicas-run-image verified');
		const unlisted = inside(distFiles, {newer: newer('cache/x.json'), touched: true});
		const service = {files: [filesConfig({extra: 'ignore'})], runtime: runtimeConfig(), probes: [], live: null};
		expect(said(runningCase([running({}, unlisted)], {service}))).toBe('match replicas-run-image verified');
	});

	test('are not told from younger ones where nobody knows when the process started', () => {
		expect(said(one(inside(), {startedAt: null}))).toBe('inconclusive start-unknown null');
		expect(said(runningCase([running({startedAt: null}, null)]))).toBe('match replicas-run-image platform');
	});

	test('may change where the configuration expects it', () => {
		const seen = runningCase([running({}, inside(changed, {newer: newer('app.js')}))], {
			runtime: {expectedChanges: ['app/dist/app.js']},
		});
		expect(said(seen)).toBe('match replicas-run-image verified');
		expect(told(seen)).toEqual(['note expected-change /app/dist/app.js']);
		const other = {runtime: {expectedChanges: ['dist/app.js', 'app/dist/*.css']}};
		expect(said(runningCase([running({}, inside(changed))], other))).toContain('drift files-changed');
	});

	test.each([
		['note', 'match', ['note file-extra /app/dist/cache/x.json']],
		['ignore', 'match', []],
		['drift', 'drift', ['drift file-extra /app/dist/cache/x.json']],
	] as const)('beside the expected ones are judged as the service has it: %s', (extra, status, findings) => {
		const files = inside({...distFiles, 'cache/x.json': '{}'});
		const service = {files: [filesConfig({extra})], runtime: runtimeConfig(), probes: [], live: null};
		const seen = runningCase([running({}, files)], {service});
		expect(layer(seen).status).toBe(status);
		expect(told(seen)).toEqual(findings);
	});

	test('that a pattern leaves out are left out', () => {
		const service = {files: [filesConfig({ignore: ['*.js']})], runtime: runtimeConfig(), probes: [], live: null};
		expect(told(runningCase([running({}, inside(changed, {newer: newer('app.js')}))], {service}))).toEqual([]);
	});

	test('that every engine makes anew are no change', () => {
		const files = ['.dockerenv', 'etc/hosts', 'etc/resolv.conf', 'proc/1/status', 'tmp/x', 'run/secrets/key'];
		const changes = files.map((path) => ({
			path: asPath(path),
			kind: 'modified' as const,
			expected: file(path, 'image'),
			deployed: file(path, 'engine'),
		}));
		const seen = (path: string) => ({
			path: asPath(path),
			kind: 'modified' as const,
			expected: file(path, 'image'),
			deployed: file(path, 'by hand'),
		});
		const root = (more: readonly ReturnType<typeof seen>[]): Case =>
			runningCase([running({}, inside(distFiles, {at: asPath(''), changes: [...changes, ...more]}))], {
				image: {placements: [placed(distFiles, '')]},
			});
		expect(told(root([]))).toEqual([]);
		expect(told(root([seen('etc/hosts.allow')]))).toEqual(['drift file-differs /etc/hosts.allow']);
	});

	test('are compared in /tmp where that is where they belong', () => {
		const files = inside(changed, {at: asPath('tmp/app')});
		const seen = runningCase([running({}, files)], {image: {placements: [placed(distFiles, 'tmp/app')]}});
		expect(told(seen)).toEqual(['drift file-differs /tmp/app/app.js']);
	});

	test.each([
		['the container has no tar', unavailable('no-archiver'), 'no-archiver'],
		[
			'a file was not read',
			inside(distFiles, {gaps: [{path: asPath('app.js'), fault: {code: 'cut-stream', detail: ''}}]}),
			'cut-stream',
		],
		['differences had no more room', inside(distFiles, {moreChanges: 2}), '2 more'],
		['younger files had no more room', inside(distFiles, {moreNewer: 2}), '2 more'],
	])('were not seen whole where %s', (_, files, detail) => {
		const seen = layer(runningCase([running(), running({name: 'shop-api-2'}, files)]));
		expect(seen).toMatchObject({status: 'inconclusive', reason: 'replica-unread'});
		expect(seen.findings).toMatchObject([{level: 'inconclusive', detail: expect.stringContaining(detail)}]);
	});

	test('that may be in what was not read are not proven missing, and others are', () => {
		const gaps = [{path: asPath('modules'), fault: {code: 'cut-stream', detail: ''} as const}];
		const {'modules/workflow/index.js': _, ...less} = distFiles;
		expect(said(one(inside(less, {gaps})))).toBe('inconclusive replica-unread null');
		expect(said(one(inside(changed, {gaps})))).toBe('drift files-changed verified');
	});

	test('were not compared where there was nothing to compare', () => {
		expect(said(one(inside(distFiles, {same: 0})))).toBe('inconclusive no-file-compared null');
	});

	test('were not looked at where an entry is missing', () => {
		const {replica} = running();
		expect(said(runningCase([{replica, files: []}]))).toBe('inconclusive replica-unread null');
		expect(said(runningCase([{replica, files: []}], {runtime: {inside: false}}))).toBe(
			'match replicas-run-image platform',
		);
	});
});

describe('mounts', () => {
	const over = (mounts: readonly Mount[], files: Observation<ReplicaFiles> = inside(oldDistFiles)): Case =>
		one(files, {mounts});

	test('a bind mount over the artifact’s directory serves the host’s files', () => {
		const seen = layer(over([mount()]));
		expect(seen).toMatchObject({status: 'drift', reason: 'mount-hides-files', remedy: 'remove-the-mount'});
		expect(seen.findings[0]).toMatchObject({subject: '/app/dist', deployed: '/srv/api/dist', detail: 'bind'});
		expect(seen.findings[1]).toMatchObject({level: 'drift', subject: '/app/dist/app.js'});
	});

	test('a volume keeps the files of the container before', () => {
		expect(said(over([mount({kind: 'volume', source: 'shop_dist'})]))).toBe('drift volume-hides-files verified');
	});

	test('a tmpfs over expected files leaves nothing of them', () => {
		expect(said(over([mount({kind: 'tmpfs', source: null})], inside({}, {same: 0})))).toContain(
			'drift mount-hides-files',
		);
	});

	test('a mount further out hides as much, the innermost is named', () => {
		const seen = over([mount({destination: '/', source: '/srv'}), mount({destination: '/app/dist/'})]);
		expect(told(seen)[0]).toBe('drift mount-hides-files /app/dist/');
	});

	test('a mount elsewhere hides nothing', () => {
		expect(said(over([mount({destination: '/app/dist2'}), mount({destination: '/app/dist/uploads'})]))).toBe(
			'drift files-changed verified',
		);
		expect(told(over([mount({destination: '/app/dist/uploads'})], inside()))).toEqual([]);
	});

	test('a mount that shows equal files is a note', () => {
		const seen = over([mount()], inside());
		expect(said(seen)).toBe('match replicas-run-image verified');
		expect(told(seen)).toEqual(['note mount-over-files /app/dist']);
	});

	test('a mount over files that nobody looked at leaves open what is served', () => {
		const unseen = (destination: string): Case =>
			runningCase([running({mounts: [mount({destination})]}, skipped('not-asked'))], {runtime: {inside: false}});
		expect(layer(unseen('/app'))).toMatchObject({
			status: 'inconclusive',
			reason: 'replica-unread',
			findings: [{code: 'mount-over-files', subject: '/app'}],
		});
		expect(said(unseen('/app/dist/public'))).toContain('inconclusive');
		expect(said(unseen('/app/dist/uploads'))).toBe('match replicas-run-image platform');
	});
});
