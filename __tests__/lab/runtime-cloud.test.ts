import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {openRuntime, type Runtime} from '../../src/adapters/runtime/runtime.ts';
import {type RuntimeConfig, runtimeOfKind} from '../../src/model/config.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {testWorld} from '../builders/world.ts';
import {type Apis, apis} from '../fakes/cloud/apis.ts';
import * as cloudRun from '../fakes/cloud/cloud-run.ts';
import * as ecs from '../fakes/cloud/ecs.ts';
import type {Staged} from '../fakes/cloud/program.ts';
import {cloud} from '../fakes/cloud/stand-in.ts';
import {installed, temporary} from './commands.ts';

const room = temporary();
afterAll(() => room[Symbol.dispose]());
const ids = Array.from({length: 230}, (_, at) => `${at + 1}a`);
const staged: Staged = {
	services: {},
	tasks: [],
	definitions: {},
	says: [],
	...ecs.small({tasks: ids.map((id) => ecs.task(id, [ecs.container(id, 'api')]))}),
	resources: {...cloudRun.small().resources},
};

/** The vendor's own command line, which is led to loopback and knows nobody's login. */
function open(kind: 'ecs' | 'cloud-run', {port}: Apis, more: Partial<RuntimeConfig> = {}): Promise<Runtime> {
	const token = join(room.path, 'token');
	writeFileSync(token, 'nobody');
	const env = {
		PATH: process.env['PATH'],
		HOME: process.env['HOME'],
		AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
		AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/EXAMPLEKEY',
		AWS_CONFIG_FILE: '/dev/null',
		AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
		AWS_MAX_ATTEMPTS: '1',
		AWS_ENDPOINT_URL_ECS: `http://127.0.0.1:${port}`,
		CLOUDSDK_CONFIG: join(room.path, 'gcloud'),
		CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
		// It puts the region before the host, so that only a proxy can lead it here.
		CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN: 'http://run.example/',
		CLOUDSDK_PROXY_TYPE: 'http_no_tunnel',
		CLOUDSDK_PROXY_ADDRESS: '127.0.0.1',
		CLOUDSDK_PROXY_PORT: String(port),
	};
	const place = {cluster: 'production', project: 'shop', region: kind === 'ecs' ? 'eu-central-1' : 'europe-west1'};
	const config = {...runtimeOfKind(kind, 60_000), service: 'api', ...place, ...more};
	return openRuntime(testWorld({env}), config, {timeout: 60_000, repository: '.', image: null});
}

for (const [kind, command, permission] of [
	['ecs', 'aws', 'ecs:DescribeServices'],
	['cloud-run', 'gcloud', 'run.services.get'],
] as const)
	(installed(command) ? describe : describe.skip)(`${command} itself`, () => {
		test('asks what the stand-in is asked, page after page, and is understood alike', async () => {
			await using server = await apis(staged);
			using stand = cloud(kind, staged);
			const real = await (await open(kind, server)).replicas();
			expect(real).toEqual(await (await stand.open()).replicas());
			expect(real.replicas).toHaveLength(kind === 'ecs' ? ids.length : 1);
			expect(server.asked.filter((one) => one === 'ListTasks')).toHaveLength(kind === 'ecs' ? 3 : 0);
		});

		test('says of a service that is not there, and of a permission that is missing, what the stand-in says', async () => {
			await using server = await apis(staged);
			expect(await faultOf((await open(kind, server, {service: 'web'})).replicas())).toMatchObject({code: 'not-found'});
			server.refuse(true);
			expect(await faultOf((await open(kind, server)).replicas())).toEqual({
				code: 'forbidden',
				detail: expect.stringContaining(`it takes the IAM permission ${permission} (`),
			});
		});
	});
