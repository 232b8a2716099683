import {proxyContract} from '../adapters/proxy/contract.ts';
import {nginxSetup} from '../adapters/proxy/nginx-setup.ts';
import {httpOf, runNginx, topOf} from './nginx.ts';
import {Backends, landing} from './proxy-backends.ts';

proxyContract({
	name: 'nginx 1.22',
	features: [
		'host',
		'wildcard-host',
		'path',
		'exact-path',
		'regex-path',
		'default-server',
		'answer',
		'include',
		'weights',
		'backup',
		'dead',
		'dead-member',
		'strip',
	],
	stage: async (setup) => {
		const backends = new Backends();
		for (const {backend, dead} of Object.values(setup.upstreams).flat()) await backends.start(backend, dead);
		const nginx = await runNginx((directory, port) =>
			nginxSetup(setup, `127.0.0.1:${port}`, backends.addresses, topOf(directory), httpOf(directory)),
		);
		return {
			port: nginx.port,
			addresses: backends.addresses,
			ask: (question) => nginx.asked.route(question),
			request: ({host, path, method, port}) => landing(port, host, path, method),
			[Symbol.asyncDispose]: async () => {
				await nginx[Symbol.asyncDispose]();
				await backends[Symbol.asyncDispose]();
			},
		};
	},
});
