/** What one status code speaks of. */
export function statusMeaning(status: number | null): string {
	if (status === null) return 'nothing answers';
	const known = meanings[status];
	if (known !== undefined) return known;
	if (status < 200) return 'the answer is no final one';
	if (status < 300) return 'the route answers';
	if (status < 400) return 'the answer redirects';
	if (status < 500) return 'the request is refused';
	if (status >= 520 && status <= 530) return 'the edge cannot reach the origin';
	if (status < 600) return 'the application, a dependency, its configuration or the upstream fails';
	return 'the status is not one of HTTP';
}

const meanings: Readonly<Record<number, string>> = {
	101: 'the upgrade is agreed to',
	304: 'a cache says nothing changed',
	400: 'the route is reached and finds the request malformed',
	401: 'the answer speaks of authentication',
	402: 'a quota or subscription is used up',
	403: 'authenticated, but not allowed',
	404: 'the answer speaks of route, artifact, mount or proxy',
	405: 'the path is known, the method is not taken',
	406: 'the route is reached and has no such content type to give',
	407: 'a proxy on the way asks for credentials',
	408: 'the server did not wait for the request, which says nothing about the change',
	409: 'the handler is reached and finds a conflict',
	410: 'the server says that it is gone for good',
	411: 'the server wants to know the length of the request',
	412: 'the handler is reached and a condition does not hold',
	413: 'a limit on the size of requests ends it on the way',
	414: 'a limit on the length of addresses ends it on the way',
	415: 'the route is reached and does not take this content type',
	421: 'the host is not served over this connection: look at the proxy',
	422: 'the route is reached and finds the request invalid',
	425: 'the server does not take early data, which says nothing about the change',
	426: 'the path is known, another protocol is wanted',
	428: 'the handler is reached and wants a condition stated',
	429: 'the rate is limited, which says nothing about the change',
	431: 'a limit on headers ends it on the way',
	451: 'the answer is withheld for legal reasons',
	499: 'a proxy gave the request up, which says nothing about the change',
	500: 'the application fails',
	501: 'the server does not know this method',
	502: 'the proxy gets no valid answer from the upstream',
	503: 'the application or its upstream is not ready',
	504: 'the upstream does not answer the proxy in time',
	507: 'the handler is reached and has no room left',
	508: 'the request goes in a circle between proxies',
};
