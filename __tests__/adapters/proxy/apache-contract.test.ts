import {askApache} from './apache-fake.ts';
import {apacheFeatures, apacheOtherwise, apacheSetup} from './apache-setup.ts';
import {proxyContract} from './contract.ts';

proxyContract({
	name: 'Apache httpd, by the files that apachectl names',
	features: apacheFeatures,
	otherwise: apacheOtherwise,
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
		const files = apacheSetup(setup, 8080, addresses, 'Listen 8080\n');
		return {
			port: 8080,
			addresses,
			ask: (question) => askApache(files, question),
			request: null,
			[Symbol.asyncDispose]: async () => {},
		};
	},
});
