import {FaultError} from '../model/fault.ts';
import {isProxied} from '../model/proxied.ts';
import type {World} from '../world.ts';
import type {Environment} from './http/agents.ts';
import {agentsFor, proxiesOf, Trusts} from './http/agents.ts';
import type {Running} from './http/course.ts';
import {cancelled} from './http/course.ts';
import {Destinations} from './http/destination.ts';
import {checkSendable} from './http/fields.ts';
import {refuseUnusable} from './http/proxy.ts';
import {exchangeOnce} from './http/http1.ts';
import type {exchangesOver} from './http/http2.ts';

/** The world's HTTP client on Node's own, with the proxy variables of `env`; `signal` ends every exchange. */
export function nodeHttp(env: Environment, signal: AbortSignal): World['http'] {
	const trusts = new Trusts(env);
	const proxies = proxiesOf(env);
	const destinations = new Destinations((url) => isProxied(url, proxies));
	const agents = agentsFor(proxies, trusts);
	let second: Promise<ReturnType<typeof exchangesOver>> | null = null;
	// One listener for all requests: thousands of them share this signal.
	const running: Running = new Set();
	signal.addEventListener('abort', () => {
		for (const course of running) course.cancel();
	});
	const ask: World['http'] = async (request) => {
		const destination = destinations.of(request);
		if (destination.proxied) refuseUnusable(destination, proxies);
		if (signal.aborted || request.signal?.aborted) throw cancelled(destination.where);
		checkSendable(request, destination.where);
		if (request.version === '2') {
			second ??= import('./http/http2.ts').then((module) => module.exchangesOver(trusts));
			return (await second)({request, destination, running});
		}
		// A server may close a kept connection just as we use it. Every such try uses one up, so this ends.
		for (;;) {
			const outcome = await exchangeOnce({request, destination, agents, running, proxies});
			if (outcome !== 'kept-connection-closed') return outcome;
		}
	};
	return (request) =>
		ask(request).catch((error: unknown) => {
			throw untrusted(error, trusts);
		});
}

/** An authority that should have been read may be the one that is missing. */
function untrusted(error: unknown, {stated}: Pick<Trusts, 'stated'>): unknown {
	if (!(error instanceof FaultError) || error.fault.code !== 'tls-untrusted' || stated.trouble === null) return error;
	return new FaultError('tls-untrusted', `${error.fault.detail} (${stated.trouble})`, error.cause);
}
