import {join} from 'node:path';
import {openProxy} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, ProxyRoute, RouteQuestion} from '../../../src/model/mapping.ts';
import type {World} from '../../../src/world.ts';
import {plant, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {access} from './nginx-fake.ts';

/** A program `apachectl` that names its files and modules as Apache does; the main file is `httpd.conf`. */
export async function askApache(
	files: Readonly<Record<string, string>>,
	question: Partial<RouteQuestion> = {},
	overrides: Partial<World> = {},
): Promise<ProxyAnswer> {
	using place = room();
	const paths = Object.keys(files).map((name) => join(place.path, name));
	const said = `Included configuration files:\n  (*) ${paths[0]}\n${paths
		.slice(1)
		.map((path) => `    (1) ${path}\n`)
		.join(
			'',
		)}ServerRoot: "${place.path}"\nDefine: DUMP_INCLUDES\nDefine: STAGE\nLoaded Modules:\n core_module (static)\n proxy_module (shared)\n`;
	plant(place.path, {
		...files,
		said,
		'bin/apachectl': {
			executable: `#!/bin/sh\n[ "$1" = -v ] && { echo "Server version: Apache/2.4.62 (Unix)"; exit 0; }\ncat ${place.path}/said\n`,
		},
	});
	const world = testWorld({env: {PATH: `${place.path}/bin:${process.env['PATH']}`}, ...overrides});
	const proxy = await openProxy(world, {...access, kind: 'apache'});
	return await proxy.route({scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET', ...question});
}

/** What a configuration outside of virtual hosts does with a request. */
export const route = async (
	text: string,
	question: Partial<RouteQuestion> = {},
	overrides: Partial<World> = {},
): Promise<ProxyRoute> => (await askApache({'httpd.conf': `Listen 80\n${text}\n`}, question, overrides)).route;
