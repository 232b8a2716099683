import {FaultError} from '../../model/fault.ts';
import {proxyVariable} from '../../model/proxied.ts';
import type {Environment} from './agents.ts';
import type {Destination} from './destination.ts';

const unreached: Readonly<Record<string, string | undefined>> = {
	ECONNREFUSED: 'refused the connection',
	ENOTFOUND: 'has a name that leads nowhere',
	EAI_AGAIN: 'has a name that nobody could look up',
	EHOSTUNREACH: 'cannot be reached',
	ENETUNREACH: 'cannot be reached',
	ETIMEDOUT: 'cannot be reached',
};

/** FaultError `proxy-refused` where the variable's proxy is of a kind that is not spoken; its user name and password stay out. */
export function refuseUnusable({url, where}: Pick<Destination, 'url' | 'where'>, proxies: Environment): void {
	const proxy = proxyVariable(url, proxies);
	if (proxy === null || /^https?:\/\//i.test(proxy.value)) return;
	const scheme = proxy.value.slice(0, proxy.value.indexOf(':')).slice(0, 20);
	throw new FaultError(
		'proxy-refused',
		`${where}: ${proxy.name} names a ${scheme}:// proxy, and only http:// and https:// are understood`,
	);
}

/** The fault of a proxy that could not be connected to, which is not the server's; null: the error tells of something else. */
export function unreachedProxy(
	error: Error & {code?: string | undefined; errors?: readonly {code?: string}[]},
	where: string,
	url: URL,
	proxies: Environment,
): FaultError | null {
	const words = unreached[error.code ?? error.errors?.[0]?.code ?? ''];
	const proxy = proxyVariable(url, proxies);
	if (words === undefined || proxy === null) return null;
	const address = URL.parse(proxy.value)?.host ?? '';
	return new FaultError('proxy-refused', `${where}: the proxy ${address} of ${proxy.name} ${words}`, error);
}
