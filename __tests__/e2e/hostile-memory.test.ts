import {mkdirSync, writeFileSync} from 'node:fs';
import {createServer, type RequestListener, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import {GitRoom, plant} from '../builders/repository.ts';
import {run} from './command.ts';

type Answer = (response: ServerResponse, path: string) => void;

const gives =
	(type: string, body: string, status = 200): Answer =>
	(response) =>
		response.writeHead(status, {'Content-Type': type}).end(body);
const script = (body: string): Answer => gives('text/javascript', body);
const goesNotFound = gives('text/plain; charset=utf-8', '404 page not found\n', 404);
const page = '<script src="/app.js"></script>';

/** A server on loopback whose answers change, and a repository whose second commit changes none of the served files. */
class Place implements AsyncDisposable {
	readonly repository = new GitRoom();
	answer: Answer = goesNotFound;
	readonly #server = createServer(((request, response) =>
		this.answer(response, request.url!.split('?')[0]!)) satisfies RequestListener);

	static async open(files: Readonly<Record<string, string>> = {'app.js': 'same'}): Promise<Place> {
		const place = new Place();
		await new Promise<void>((resolve) => place.#server.listen(0, '127.0.0.1', resolve));
		place.repository.commit('Before', {'.gitignore': 'dist/\n.deploy-truth/\n.github/\n', 'src/server.js': '1'});
		place.repository.commit('After', {'src/server.js': '2'});
		plant(join(place.repository.path, 'dist'), files);
		return place;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async verdict(service: Readonly<Record<string, unknown>>): Promise<Verdict> {
		mkdirSync(join(this.repository.path, '.github'), {recursive: true});
		writeFileSync(
			join(this.repository.path, '.github/deploy-truth.yml'),
			JSON.stringify({version: 1, services: {site: {files: [{from: 'dist'}], ...service}}}),
		);
		const {stdout} = await run(['verify', '--format', 'json'], {cwd: this.repository.path});
		return JSON.parse(stdout) as Verdict;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
		this.repository[Symbol.dispose]();
	}
}

const unseen = {status: 'inconclusive', reason: 'process-not-seen', proof: []};

describe('the deployment before, back again', () => {
	test('after a page of maintenance for everything is not live, within a run or after it', async () => {
		await using place = await Place.open({'index.html': page, 'app.js': 'same'});
		const old: Answer = (response, path) =>
			(path === '/' ? gives('text/html', page) : path === '/app.js' ? script('same') : goesNotFound)(response, path);
		const maintenance = gives('text/html', '<h1>Back soon</h1>');
		const until = Date.now() + 3_000;
		place.answer = (response, path) => (Date.now() < until ? maintenance : old)(response, path);
		const live = {base: `${place.url}/`, page: '/'};
		expect(await place.verdict({live, wait: {for: '15s', every: '500ms'}})).toMatchObject(unseen);

		await using other = await Place.open({'index.html': page, 'app.js': 'same'});
		other.answer = maintenance;
		const there = {live: {base: `${other.url}/`, page: '/', paths: ['/app.js']}};
		expect(await other.verdict(there)).toMatchObject({status: 'drift'});
		other.answer = old;
		expect(await other.verdict(there)).toMatchObject(unseen);
	});

	test('after a proxy answered 404 for everything gained no route and no file', async () => {
		await using place = await Place.open();
		const service = {
			probes: [{url: `${place.url}/api/x`, expect: 401}],
			live: {base: `${place.url}/`, paths: ['/app.js']},
		};
		// A page that nobody knows: an application's, or that of a proxy with pages of its own.
		const nothing = gives('text/html', 'Nothing here', 404);
		place.answer = nothing;
		expect(await place.verdict(service)).toMatchObject({status: 'drift'});
		place.answer = (response, path) =>
			(path === '/app.js' ? script('same') : path === '/api/x' ? gives('application/json', '{}', 401) : nothing)(
				response,
				path,
			);
		expect(await place.verdict(service)).toMatchObject(unseen);
	});

	test('with a record that was made meanwhile gained no route', async () => {
		await using place = await Place.open();
		const records = new Set<string>();
		place.answer = (response, path) => {
			if (path === '/app.js') return script('same')(response, path);
			if (records.has(path)) return gives('application/json', '{"id":1}')(response, path);
			const error = path.startsWith('/items/4') ? 'item not found' : 'no such route';
			return gives('application/json', JSON.stringify({error}), 404)(response, path);
		};
		const service = {
			probes: [{url: `${place.url}/items/42`, expect: 200, 'content-type': 'application/json'}],
			live: {base: `${place.url}/`, paths: ['/app.js']},
		};
		expect(await place.verdict(service)).toMatchObject({status: 'drift'});
		records.add('/items/42');
		expect(await place.verdict(service)).toMatchObject(unseen);
	});

	test('at another host than the run before asked is no change of what is served', async () => {
		await using wrong = await Place.open();
		await using place = await Place.open();
		wrong.answer = script('of another site');
		place.answer = script('same');
		const at = ({url}: Place) => ({live: {base: `${url}/`, paths: ['/app.js']}});
		expect(await place.verdict(at(wrong))).toMatchObject({status: 'drift'});
		expect(await place.verdict(at(place))).toMatchObject(unseen);
	});

	test('with a text that its bundle always held tells nothing where an earlier run saw that bundle', async () => {
		await using place = await Place.open();
		const live = {base: `${place.url}/`, paths: ['/app.js']};
		place.answer = script('orders()');
		expect(await place.verdict({live})).toMatchObject({status: 'drift'});
		plant(join(place.repository.path, 'dist'), {'app.js': 'registerWorkflow()'});
		place.answer = script('registerWorkflow()');
		expect(await place.verdict({live})).toMatchObject({status: 'live', proof: [{tells: 'history'}]});
		place.repository.commit('Use it in the server', {'src/server.js': 'registerWorkflow()'});
		const expect_ = [{files: '*.js', contains: 'registerWorkflow'}];
		const seen = await place.verdict({live, expect: expect_});
		expect([seen.status, seen.proof]).toEqual(['inconclusive', []]);
	});
});

describe('a new deployment', () => {
	test('that gains a route, and a file, beside one that answered all the time is live', async () => {
		await using place = await Place.open();
		const service = {
			probes: [{url: `${place.url}/api/x`, expect: 401}],
			live: {base: `${place.url}/`, paths: ['/app.js']},
		};
		const express = (path: string): Answer => gives('text/html; charset=utf-8', `Nothing at ${path}`, 404);
		place.answer = (response, path) => (path === '/app.js' ? script('same') : express(path))(response, path);
		expect(await place.verdict(service)).toMatchObject({status: 'drift'});
		place.answer = (response, path) =>
			(path === '/app.js' ? script('same') : path === '/api/x' ? gives('application/json', '{}', 401) : express(path))(
				response,
				path,
			);
		expect(await place.verdict(service)).toMatchObject({status: 'live', proof: [{kind: 'route-gained'}]});
	});

	test('that replaces a page and its scripts while it is waited for is live', async () => {
		await using place = await Place.open({'index.html': '<script src="/app-2.js"></script>', 'app-2.js': 'two'});
		const build =
			(version: number, body: string): Answer =>
			(response, path) =>
				(path === '/'
					? gives('text/html', `<script src="/app-${version}.js"></script>`)
					: path === `/app-${version}.js`
						? script(body)
						: goesNotFound)(response, path);
		const until = Date.now() + 4_000;
		place.answer = (response, path) => (Date.now() < until ? build(1, 'one') : build(2, 'two'))(response, path);
		const verdict = await place.verdict({
			live: {base: `${place.url}/`, page: '/'},
			wait: {for: '20s', every: '300ms'},
		});
		expect(verdict).toMatchObject({status: 'live', proof: [{kind: 'live-bytes', path: '/', tells: 'history'}]});
	});
});
