import {mkdirSync, writeFileSync} from 'node:fs';
import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import {GitRoom, plant} from '../builders/repository.ts';
import {run} from './command.ts';

type Files = Readonly<Record<string, string>>;

const page = '<script src=/app.js></script>';
const fresh: Files = {'/': page, '/app.js': 'registerWorkflow()'};
const old: Files = {'/': page, '/app.js': 'orders()'};

const serving =
	(files: () => Files): RequestListener =>
	(request, response) => {
		const path = request.url!.split('?')[0]!;
		const file = files()[path];
		if (path === '/api') response.writeHead(401).end();
		else if (file === undefined) response.writeHead(404).end('nothing here');
		else response.writeHead(200, {'Content-Type': path === '/' ? 'text/html' : 'text/javascript'}).end(file);
	};

async function listen(listener: RequestListener, host: string, port = 0): Promise<Server> {
	const server = createServer(listener);
	await new Promise<void>((resolve) => server.listen(port, host, resolve));
	return server;
}

/** A site whose text is new, at one address of this machine or at two. */
class Site implements AsyncDisposable {
	readonly repository = new GitRoom();
	readonly #servers: readonly Server[];

	private constructor(servers: readonly Server[]) {
		this.#servers = servers;
		this.repository.commit('Orders', {'.gitignore': 'dist/\n.deploy-truth/\n.github/\n', 'src/app.js': 'orders()'});
		this.repository.commit('Workflows', {'src/app.js': 'registerWorkflow()'});
		plant(join(this.repository.path, 'dist'), {'index.html': page, 'app.js': fresh['/app.js']!});
	}

	static async open(first: RequestListener, second: RequestListener | null = null): Promise<Site> {
		const one = await listen(first, '127.0.0.1');
		const {port} = one.address() as AddressInfo;
		return new Site(second === null ? [one] : [one, await listen(second, '127.0.0.2', port)]);
	}

	async verdict(more: Readonly<Record<string, unknown>> = {}): Promise<Verdict> {
		const {port} = this.#servers[0]!.address() as AddressInfo;
		const several = this.#servers.length > 1;
		const host = several ? `www.example.com:${port}` : `127.0.0.1:${port}`;
		const site = {
			files: [{from: 'dist'}],
			expect: [{files: '*.js', contains: 'registerWorkflow'}],
			live: {base: `http://${host}/`, page: '/'},
			timeouts: {answer: '1s', request: '2s'},
			...(several ? {resolve: {'www.example.com': ['127.0.0.1', '127.0.0.2']}} : {}),
			...('probe' in more ? {probes: [{url: `http://${host}${more['probe']}`, expect: 401}]} : more),
		};
		mkdirSync(join(this.repository.path, '.github'), {recursive: true});
		writeFileSync(
			join(this.repository.path, '.github/deploy-truth.yml'),
			JSON.stringify({version: 1, services: {site}}),
		);
		const {stdout} = await run(['verify', '--format', 'json'], {cwd: this.repository.path});
		return JSON.parse(stdout) as Verdict;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await Promise.all(
			this.#servers.map((server) => {
				server.closeAllConnections();
				return new Promise((resolve) => server.close(resolve));
			}),
		);
		this.repository[Symbol.dispose]();
	}
}

const said = ({status, layers}: Verdict): string => {
	const wrong = layers.find((layer) => layer.status === 'drift' || layer.status === 'inconclusive');
	return `${status} ${wrong === undefined ? '' : wrong.reason}`.trim();
};

describe('more than one instance', () => {
	test('of which all are new is live', async () => {
		await using site = await Site.open(serving(() => fresh));
		expect(said(await site.verdict())).toBe('live');
	});

	test('of which each second one is old is not live, though the first look had the right bytes', async () => {
		// The page and the first script come from the new one, as they do in one run of four by chance.
		let asked = 0;
		await using site = await Site.open(serving(() => (asked++ < 2 || asked % 2 === 0 ? fresh : old)));
		const verdict = await site.verdict();
		expect(said(verdict)).toBe('drift mixed-answers');
		const [told] = verdict.layers[5]!.findings.filter(({code}) => code === 'mixed-answers');
		expect(told).toMatchObject({subject: '/app.js', detail: expect.stringMatching(/^[1-4] of 5 requests$/)});
	});

	test('at the addresses of one name is drift where one serves an old script below the same page', async () => {
		await using site = await Site.open(
			serving(() => fresh),
			serving(() => old),
		);
		const verdict = await site.verdict();
		expect(said(verdict)).toBe('drift mixed-answers');
		expect(verdict.layers[5]!.findings).toContainEqual(
			expect.objectContaining({code: 'mixed-answers', subject: '/app.js', detail: 'at 127.0.0.2'}),
		);
		expect(said(await site.verdict({probe: '/api'}))).toBe('drift mixed-answers');
	});

	test.each<[string, string, RequestListener]>([
		['limits our rate', 'inconclusive mapping-unread', (_, response) => response.writeHead(429).end()],
		['fails', 'inconclusive mapping-unread', (_, response) => response.writeHead(503).end()],
		['takes connections and says nothing', 'drift address-dead', () => {}],
		['resets connections', 'drift address-dead', ({socket}) => socket.destroy()],
	])('at the addresses of one name is not live where one %s', async (_, outcome, second) => {
		await using site = await Site.open(
			serving(() => fresh),
			second,
		);
		expect(said(await site.verdict())).toBe(outcome);
	});

	test('at the addresses of one name that serve the same is live', async () => {
		await using site = await Site.open(
			serving(() => fresh),
			serving(() => fresh),
		);
		expect(said(await site.verdict())).toBe('live');
		expect(said(await site.verdict({probe: '/api'}))).toBe('live');
	});
});
