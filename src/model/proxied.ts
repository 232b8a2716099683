/** Whether the environment sends this address through a proxy; the same variables and order as Node's own agents have. */
export function isProxied(url: URL, env: Readonly<Record<string, string | undefined>>): boolean {
	const proxy =
		url.protocol === 'https:' ? env['https_proxy'] || env['HTTPS_PROXY'] : env['http_proxy'] || env['HTTP_PROXY'];
	if (!proxy || !/^https?:\/\//.test(proxy)) return false;
	const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
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
