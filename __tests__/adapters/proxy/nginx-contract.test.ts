import {askNginx} from './nginx-fake.ts';
import {nginxSetup} from './nginx-setup.ts';
import {proxyContract} from './contract.ts';

proxyContract({
	name: 'nginx, by what nginx -T prints',
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
		const names = [
			...new Set(
				Object.values(setup.upstreams)
					.flat()
					.map(({backend}) => backend),
			),
		];
		const addresses = Object.fromEntries(
			names.map((name, index) => [name, {address: `10.0.0.${index + 1}`, port: 3_001 + index}]),
		);
		const files = nginxSetup(setup, '8080', addresses);
		return {
			port: 8080,
			addresses,
			ask: (question) => askNginx(files, question),
			request: null,
			[Symbol.asyncDispose]: async () => {},
		};
	},
});
