import {apacheFeatures, apacheOtherwise, apacheSetup} from '../adapters/proxy/apache-setup.ts';
import {proxyContract} from '../adapters/proxy/contract.ts';
import {runApache, topOf} from './apache.ts';
import {Backends, landing} from './proxy-backends.ts';

proxyContract({
	name: 'Apache httpd 2.4',
	features: apacheFeatures,
	otherwise: apacheOtherwise,
	stage: async (setup) => {
		const backends = new Backends();
		for (const {backend, dead} of Object.values(setup.upstreams).flat()) await backends.start(backend, dead);
		const apache = await runApache((directory, port) =>
			apacheSetup(setup, port, backends.addresses, topOf(directory, port)),
		);
		return {
			port: apache.port,
			addresses: backends.addresses,
			ask: (question) => apache.asked.route(question),
			request: ({host, path, method, port}) => landing(port, host, path, method),
			[Symbol.asyncDispose]: async () => {
				await apache[Symbol.asyncDispose]();
				await backends[Symbol.asyncDispose]();
			},
		};
	},
});
