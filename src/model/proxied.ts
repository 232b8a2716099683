type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that names a proxy for this address, in the order of Node's own agents, and what it holds with a scheme, as curl takes one without. */
export function proxyVariable(
	{protocol}: URL,
	env: Environment,
): {readonly name: string; readonly value: string} | null {
	const names = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
	const name = names.find((one) => env[one]);
	return name === undefined ? null : {name, value: withScheme(env[name]!)};
}

export const withScheme = (proxy: string): string =>
	/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;

/** Whether the environment sends this address through a proxy. This machine is never asked through one, as docker and Go have it. */
export function isProxied(url: URL, env: Environment): boolean {
	if (proxyVariable(url, env) === null) return false;
	const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
	if (host === 'localhost' || host === '::1' || /^127\.[0-9.]+$/.test(host)) return false;
	const port = url.port || (url.protocol === 'https:' ? '443' : '80');
	const exempt = (env['no_proxy'] || env['NO_PROXY'] || '').toLowerCase().split(/[\s,]+/);
	return !exempt.some((entry) => {
		if (entry === '*') return true;
		if (entry === '') return false;
		if (entry === host || entry === `${host}:${port}`) return true;
		const suffix = entry.startsWith('*.') ? entry.slice(1) : entry;
		return suffix.startsWith('.') && host.endsWith(suffix);
	});
}
