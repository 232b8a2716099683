/** Of an engine's address only scheme, host and port: what stands before the last `@`, in a path or a query may be a secret. */
export function withoutCredentials(address: string): string {
	const [, scheme, rest] = /^([a-z]+:\/\/)(.*)$/is.exec(address) ?? [];
	if (scheme === undefined || rest === undefined || scheme === 'unix://') return address;
	return `${scheme}${rest.slice(rest.lastIndexOf('@') + 1).split(/[/?#]/, 1)[0]}`;
}

/** A proxy's address with its password, or a header, as an engine may repeat them in what it complains of. */
export const withoutLogins = (said: string): string =>
	said.replace(/\/\/[^\s/@]+@/g, '//…@').replace(/\b(Basic|Bearer)\s+\S+/gi, '$1 …');
