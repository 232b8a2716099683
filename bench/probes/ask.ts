// One question after the other, as everything asks that looks at an endpoint.
import {ask, probeCap} from '../../src/adapters/endpoint/ask.ts';
import {bounded} from '../../src/observe/bounded.ts';
import {concurrency, measured, probes} from './measured.ts';
import {world} from './world.ts';

const timeouts = {connect: 5_000, answer: 30_000, stall: 60_000, request: 300_000};
await measured(async (base) => {
	const here = world();
	const paths = Array.from({length: probes}, (_, index) => `${base}/probe/${index}`);
	const question = {method: 'GET', timeouts, publicOnly: false, cap: probeCap};
	const replies = await bounded(paths, concurrency, (url) => ask(here, {...question, url}));
	return replies.reduce((sum, {answer}) => sum + answer.size, 0);
});
