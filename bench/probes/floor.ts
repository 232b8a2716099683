// Node's own client with kept connections: the same requests, the bodies read, nothing made of them.
import {Agent, request} from 'node:http';
import {concurrency, measured, probes} from './measured.ts';

await measured(async (base) => {
	const agent = new Agent({keepAlive: true, maxSockets: concurrency});
	const headers = {'User-Agent': 'deploy-truth', Accept: '*/*', 'Accept-Encoding': 'identity'};
	const one = (path: string): Promise<number> =>
		new Promise((resolve, reject) => {
			const sent = request(`${base}${path}`, {agent, headers}, (answer) => {
				let bytes = 0;
				answer.on('data', (chunk: Buffer) => {
					bytes += chunk.length;
				});
				answer.on('end', () => resolve(bytes));
				answer.on('error', reject);
			});
			sent.on('error', reject);
			sent.end();
		});
	let next = 0;
	let bytes = 0;
	const work = async (): Promise<void> => {
		while (next < probes) {
			const read = await one(`/probe/${next++}`);
			bytes += read;
		}
	};
	await Promise.all(Array.from({length: concurrency}, work));
	return bytes;
});
