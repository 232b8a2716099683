import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {imageOf} from '../../builders/image.ts';
import {basicOf, type Vendor, vendorWorld} from '../../fakes/vendor.ts';
import {ask, bytesOf, faultOf, patientWorld} from './asking.ts';

const image = await imageOf([[{path: 'app.js', content: 'x'.repeat(5_000)}]]);
const layer = image.layers[0]!;

type Login = {readonly username: string; readonly password: string; readonly identitytoken?: string};

/** A vendor whose token server gives `good` to whom it lets in, and whose registry takes that. */
function bearer(
	vendor: Pick<Vendor, 'origin' | 'repository'> & Partial<Vendor>,
	server: {readonly realm: string; readonly service: string; readonly scope?: string},
	lets: (asked: {authorization: string; form: URLSearchParams; method: string}) => boolean,
	answer: (token: string) => unknown = (token) => ({token}),
): Vendor {
	const scope = server.scope ?? `repository:${vendor.repository}:pull`;
	return {
		challenge: [`Bearer realm="${server.realm}",service="${server.service}",scope="${scope}"`],
		opens: (authorization) => authorization === 'Bearer good',
		token: (asked) => {
			const {url, form} = asked;
			const place = new URL(server.realm, vendor.origin);
			if (url.host !== place.host || url.pathname !== place.pathname) return {status: 404};
			if (asked.method === 'POST' && form.get('grant_type') !== 'refresh_token') return {status: 404};
			const fields = asked.method === 'POST' ? form : url.searchParams;
			if (fields.get('service') !== server.service) return {status: 400};
			return lets(asked) ? {status: 200, body: answer('good')} : {status: 401};
		},
		...vendor,
	};
}
const anybody = (): boolean => true;
const only =
	(username: string, password: string) =>
	({authorization}: {authorization: string}): boolean =>
		authorization === basicOf(username, password);

const ecr = 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const key = JSON.stringify({type: 'service_account', private_key: '-----BEGIN-----\nx:y\n-----END-----\n'}, null, 2);
const nobodyInParticular = '00000000-0000-0000-0000-000000000000';

type Known = {
	readonly vendor: Vendor;
	readonly reference?: string;
	readonly login?: Login;
	readonly trail: readonly string[];
};

/** Who is asked for what, and shown which kind of credential, from the first request to the last. */
const known: Readonly<Record<string, Known>> = {
	'Docker Hub, public': {
		vendor: bearer(
			{
				origin: 'https://registry-1.docker.io',
				repository: 'library/nginx',
				storage: 'production.cloudflare.docker.com',
			},
			{realm: 'https://auth.docker.io/token', service: 'registry.docker.io'},
			({authorization}) => authorization === '',
			(token) => ({token, access_token: token, expires_in: 300, issued_at: '2026-01-01T00:00:00Z'}),
		),
		reference: 'nginx',
		trail: ['registry nobody', 'token nobody', 'registry Bearer', 'registry Bearer', 'storage nobody'],
	},
	'Docker Hub, with a personal access token': {
		vendor: bearer(
			{origin: 'https://registry-1.docker.io', repository: 'acme/app'},
			{realm: 'https://auth.docker.io/token', service: 'registry.docker.io'},
			only('ada', 'dckr_pat_x'),
		),
		reference: 'acme/app',
		login: {username: 'ada', password: 'dckr_pat_x'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
	'GHCR, public': {
		vendor: bearer(
			{origin: 'https://ghcr.io', repository: 'acme/app', storage: 'pkg-containers.githubusercontent.com'},
			{realm: 'https://ghcr.io/token', service: 'ghcr.io'},
			anybody,
		),
		trail: ['registry nobody', 'token nobody', 'registry Bearer', 'registry Bearer', 'storage nobody'],
	},
	'GHCR, private, with the job token': {
		vendor: bearer(
			{origin: 'https://ghcr.io', repository: 'acme/app'},
			{realm: 'https://ghcr.io/token', service: 'ghcr.io'},
			only('octocat', 'ghs_x'),
		),
		login: {username: 'octocat', password: 'ghs_x'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
	'ECR, private': {
		vendor: {
			origin: ecr,
			repository: 'app',
			challenge: [`Basic realm="${ecr}/",service="ecr.amazonaws.com"`],
			opens: (authorization) => authorization === basicOf('AWS', 'eyJwYXlsb2Fk'),
			storage: 'prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com',
		},
		login: {username: 'AWS', password: 'eyJwYXlsb2Fk'},
		trail: ['registry nobody', 'registry Basic', 'registry Basic', 'storage nobody'],
	},
	'ECR Public': {
		vendor: bearer(
			{origin: 'https://public.ecr.aws', repository: 'acme/app', storage: 'd5l0dvt14r5h8.cloudfront.net'},
			{realm: 'https://public.ecr.aws/token/', service: 'public.ecr.aws', scope: 'aws'},
			anybody,
		),
		trail: ['registry nobody', 'token nobody', 'registry Bearer', 'registry Bearer', 'storage nobody'],
	},
	'Google Artifact Registry, with a key file': {
		vendor: bearer(
			{origin: 'https://europe-docker.pkg.dev', repository: 'project/repo/app'},
			{realm: 'https://europe-docker.pkg.dev/v2/token', service: 'europe-docker.pkg.dev'},
			only('_json_key', key),
		),
		login: {username: '_json_key', password: key},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
	'Google Artifact Registry, with an access token': {
		vendor: bearer(
			{origin: 'https://europe-docker.pkg.dev', repository: 'project/repo/app'},
			{realm: 'https://europe-docker.pkg.dev/v2/token', service: 'europe-docker.pkg.dev'},
			only('oauth2accesstoken', 'ya29.x'),
		),
		login: {username: 'oauth2accesstoken', password: 'ya29.x'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
	'Azure, with an identity token': {
		vendor: bearer(
			{origin: 'https://acme.azurecr.io', repository: 'app', storage: 'weumanaged1.blob.core.windows.net'},
			{realm: 'https://acme.azurecr.io/oauth2/token', service: 'acme.azurecr.io'},
			({method, form}) => method === 'POST' && form.get('refresh_token') === 'refresh',
			(token) => ({access_token: token}),
		),
		login: {username: nobodyInParticular, password: '', identitytoken: 'refresh'},
		trail: ['registry nobody', 'token nobody', 'registry Bearer', 'registry Bearer', 'storage nobody'],
	},
	'Azure, with a service principal': {
		vendor: bearer(
			{origin: 'https://acme.azurecr.io', repository: 'app'},
			{realm: 'https://acme.azurecr.io/oauth2/token', service: 'acme.azurecr.io'},
			only('app-id', 'pass:word'),
			(token) => ({access_token: token}),
		),
		login: {username: 'app-id', password: 'pass:word'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
	'GitLab, whose tokens come from another host': {
		vendor: bearer(
			{origin: 'https://registry.gitlab.com', repository: 'group/project/app'},
			{realm: 'https://gitlab.com/jwt/auth', service: 'container_registry'},
			only('gitlab-ci-token', 'glcbt-x'),
		),
		login: {username: 'gitlab-ci-token', password: 'glcbt-x'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
	'Quay, with a robot': {
		vendor: bearer(
			{origin: 'https://quay.io', repository: 'acme/app', storage: 'cdn01.quay.io'},
			{realm: 'https://quay.io/v2/auth', service: 'quay.io'},
			only('acme+robot', 'robot-token'),
		),
		login: {username: 'acme+robot', password: 'robot-token'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer', 'storage nobody'],
	},
	'Harbor, with a robot of a project': {
		vendor: bearer(
			{origin: 'https://harbor.acme.example', repository: 'project/app'},
			{realm: 'https://harbor.acme.example/service/token', service: 'harbor-registry'},
			only('robot$project+ci', 'x'),
			(token) => ({token, access_token: '', expires_in: 1800, issued_at: ''}),
		),
		login: {username: 'robot$project+ci', password: 'x'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
	'Harbor, where a token reaches too little and Basic is asked for': {
		vendor: {
			...bearer(
				{origin: 'https://harbor.acme.example', repository: 'project/app'},
				{realm: 'https://harbor.acme.example/service/token', service: 'harbor-registry'},
				anybody,
			),
			opens: (authorization) => authorization === basicOf('ada', 'x'),
			refusal: (authorization) =>
				authorization === 'Bearer good' ? {status: 401, challenge: ['Basic realm="harbor"']} : null,
		},
		login: {username: 'ada', password: 'x'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Basic', 'registry Basic'],
	},
	'CNCF Distribution, with a password file': {
		vendor: {
			origin: 'https://registry.acme.example:5000',
			repository: 'team/app',
			challenge: ['Basic realm="Registry Realm"'],
			opens: (authorization) => authorization === basicOf('ada', 'pässwörd'),
		},
		login: {username: 'ada', password: 'pässwörd'},
		trail: ['registry nobody', 'registry Basic', 'registry Basic'],
	},
	'zot, whose token server is a path': {
		vendor: bearer(
			{origin: 'https://zot.acme.example', repository: 'app'},
			{realm: '/zot/auth/token', service: 'zot'},
			only('ada', 'x'),
		),
		login: {username: 'ada', password: 'x'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
	'Nexus, which shouts': {
		vendor: {
			origin: 'https://nexus.acme.example',
			repository: 'app',
			challenge: ['BASIC realm="Sonatype Nexus Repository Manager"'],
			opens: (authorization) => authorization === basicOf('ada', 'x'),
		},
		login: {username: 'ada', password: 'x'},
		trail: ['registry nobody', 'registry Basic', 'registry Basic'],
	},
	'a registry that offers both': {
		vendor: {
			...bearer(
				{origin: 'https://registry.acme.example', repository: 'app'},
				{realm: 'https://registry.acme.example/token', service: 'r'},
				only('ada', 'x'),
			),
			challenge: ['Basic realm="r", Bearer realm="https://registry.acme.example/token",service="r"'],
		},
		login: {username: 'ada', password: 'x'},
		trail: ['registry nobody', 'token Basic', 'registry Bearer', 'registry Bearer'],
	},
};

/** A world whose docker configuration holds one login. */
function worldOf(registry: string, login: Login | undefined) {
	const directory = mkdtempSync(join(tmpdir(), 'vendors-'));
	const auth = login && {
		auth: Buffer.from(`${login.username}:${login.password}`).toString('base64'),
		...(login.identitytoken === undefined ? {} : {identitytoken: login.identitytoken}),
	};
	writeFileSync(join(directory, 'config.json'), JSON.stringify({auths: auth ? {[registry]: auth} : {}}));
	const world = patientWorld({env: {PATH: process.env['PATH'], DOCKER_CONFIG: directory}});
	return {world, [Symbol.dispose]: () => rmSync(directory, {recursive: true})};
}

/** Reads a manifest and an image layer. */
async function pull({vendor, reference, login}: Omit<Known, 'trail'>) {
	const {host} = new URL(vendor.origin);
	using home = worldOf(host === 'registry-1.docker.io' ? 'https://index.docker.io/v1/' : host, login);
	await using world = await vendorWorld(vendor, image, home.world);
	const client = ask(world, reference ?? `${host}/${vendor.repository}`);
	const read = async () => {
		const {digest} = await client.manifest('v1');
		return {digest, bytes: await bytesOf(client.blob(layer.descriptor))};
	};
	const short = (line: string): string => {
		const [, place = '', scheme] = line.split(' ');
		const where = place.startsWith(`${host}/v2/${vendor.repository}/`)
			? 'registry'
			: vendor.storage !== undefined && place.startsWith(vendor.storage)
				? 'storage'
				: 'token';
		return `${where} ${scheme}`;
	};
	return {got: await read().catch((error: unknown) => Promise.reject(error)), trail: world.trail.map(short)};
}

describe('an image is read from', () => {
	test.each(Object.entries(known))('%s', async (_, {trail, ...one}) => {
		const found = await pull(one);
		expect(found.got.digest).toBe(image.root.descriptor.digest);
		expect(Buffer.compare(found.got.bytes, layer.bytes)).toBe(0);
		expect(found.trail).toEqual(trail);
	});
});

describe('nobody gets in', () => {
	test.each([
		[
			'GHCR says so at its token server',
			'GHCR, private, with the job token',
			undefined,
			'unauthorized',
			'no credentials were found',
		],
		[
			'GHCR, a token that was revoked',
			'GHCR, private, with the job token',
			{username: 'octocat', password: 'old'},
			'unauthorized',
			'docker configuration',
		],
		['ECR without a login', 'ECR, private', undefined, 'unauthorized', 'no credentials were found'],
		[
			'Azure, an identity token that ended',
			'Azure, with an identity token',
			{username: nobodyInParticular, password: '', identitytoken: 'old'},
			'unauthorized',
			'docker configuration',
		],
	] as const)('%s', async (_, name, login, code, words) => {
		const {vendor} = known[name]!;
		const fault = await faultOf(pull({vendor, ...(login === undefined ? {} : {login})}));
		expect(fault.code).toBe(code);
		expect(fault.detail).toContain(words);
	});

	test('ECR says 403 to a login of yesterday, and the fault says whose login it was', async () => {
		const {vendor} = known['ECR, private']!;
		const refusal = (authorization: string) => (authorization === '' ? null : {status: 403});
		const fault = await faultOf(pull({vendor: {...vendor, refusal}, login: {username: 'AWS', password: 'yesterday'}}));
		expect(fault).toMatchObject({code: 'forbidden'});
		expect(fault.detail).toMatch(/DENIED.*docker configuration/);
	});
});

test('ECR Public says 400 to a token that expired: it is renewed', async () => {
	let given = 0;
	let first = 0;
	const {vendor} = known['ECR Public']!;
	const renewing: Vendor = {
		...vendor,
		token: () => ({status: 200, body: {token: `token-${++given}`}}),
		// The first one is good for a single request.
		opens: (authorization) =>
			authorization === 'Bearer token-2' || (authorization === 'Bearer token-1' && first++ === 0),
		refusal: (authorization) => (authorization === '' ? null : {status: 400}),
	};
	const {trail} = await pull({vendor: renewing});
	expect(trail).toEqual([
		'registry nobody',
		'token nobody',
		'registry Bearer',
		'registry Bearer',
		'token nobody',
		'registry Bearer',
		'storage nobody',
	]);
});
