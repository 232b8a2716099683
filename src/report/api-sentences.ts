/** What the layer `api` says: each clause for headline and ladder, then what is wrong in full. */
export const apiReasons = {
	'as-expected': ['every answer is as expected', ''],
	'open-to-everyone': [
		'the endpoint is open to everyone',
		'A request without credentials succeeded where the expectation is a refusal.',
	],
	'bad-credential-accepted': [
		'the endpoint accepts made-up credentials',
		'A request with credentials that nobody gave out succeeded: the endpoint asks for credentials and does not look whether they are right.',
	],
	'authentication-required': [
		'the endpoint asks for authentication',
		'The route is reachable and answers 401: the credentials are missing, wrong or no longer accepted.',
	],
	'not-allowed': [
		'the credentials are not allowed here',
		'The endpoint answers 403: it refuses this caller, or a rule in front of it (a firewall, a list of addresses) refuses whoever asks.',
	],
	'malformed-request': [
		'the endpoint finds the request malformed',
		'The endpoint answers 400: the request reached something that reads it and cannot make sense of it. A proxy says so too, of plain HTTP sent to a TLS port or of headers it does not take.',
	],
	'payment-required': [
		'the endpoint asks for payment',
		'The endpoint answers 402: a quota or a subscription of this account is used up, and the route itself is there.',
	],
	'not-acceptable': [
		'the endpoint has no such content type to give',
		'The endpoint answers 406: the route is reached and has nothing of the type that the Accept header names.',
	],
	'proxy-authentication': [
		'a proxy on the way asks for credentials',
		'The answer is 407, which a proxy between here and the service gives: the request never left for it.',
	],
	'request-timed-out': [
		'the request took too long for the server',
		'The answer is 408: the server waited for the request and closed. It says nothing about the change.',
	],
	conflict: [
		'the request conflicts with what is there',
		'The endpoint answers 409: the handler was reached, and what it holds does not agree with the request.',
	],
	'length-required': [
		'the server wants to know the length of the request',
		'The endpoint answers 411: something in front of the handler does not take a request without Content-Length.',
	],
	'precondition-failed': [
		'a condition of the request does not hold',
		'The endpoint answers 412: the request states a condition (If-Match, If-Unmodified-Since) that what is there does not meet.',
	],
	'request-too-large': [
		'the request is too large for the server',
		'The endpoint answers 413: a limit on the size of requests, mostly the proxy’s, ends this one before the handler.',
	],
	'address-too-long': [
		'the address is too long for the server',
		'The endpoint answers 414: a limit on the length of addresses, mostly the proxy’s, ends this one before the handler.',
	],
	'unsupported-type': [
		'the endpoint does not take this content type',
		'The endpoint answers 415: the route is reached and does not read a body of the type that the request states.',
	],
	misdirected: [
		'the host is not served over this connection',
		'The endpoint answers 421: the server that took the connection does not serve this host. Its certificate covers hosts of another server, or the name leads to the wrong one.',
	],
	'invalid-request': [
		'the handler finds the request invalid',
		'The endpoint answers as a handler does that was reached and refuses what it was asked (422; of gRPC also NOT_FOUND): route and authentication stand.',
	],
	'too-early': [
		'the server does not take early data',
		'The answer is 425: the request came before the handshake was finished, and the server wants it again. It says nothing about the change.',
	],
	'upgrade-required': [
		'the endpoint wants another protocol',
		'The endpoint answers 426: it takes the request over another protocol alone, which its Upgrade header names.',
	],
	'precondition-required': [
		'the endpoint wants a condition stated',
		'The endpoint answers 428: the handler takes this request with a condition such as If-Match alone.',
	],
	'headers-too-large': [
		'the headers are too large for the server',
		'The endpoint answers 431: a limit on headers, mostly the proxy’s, ends this request before the handler. A long token or cookie is enough.',
	],
	'withheld-by-law': [
		'the answer is withheld for legal reasons',
		'The endpoint answers 451: whoever answers here must not serve this, perhaps only to where this check runs.',
	],
	'request-given-up': [
		'a proxy gave the request up',
		'The answer stands for a client that hung up (499, CANCELLED): something between here and the handler gave up first. It says nothing about the change.',
	],
	'server-error': [
		'the application fails',
		'The endpoint answers with a server error: the application, one of its dependencies, its configuration or the upstream fails.',
	],
	'not-implemented': [
		'the server does not know this method',
		'The endpoint answers 501: nothing there takes this method, for any path.',
	],
	'upstream-error': [
		'the proxy gets no valid answer from the upstream',
		'The proxy answers in place of the application: its upstream refuses the connection, closes it, or answers what is no HTTP. The application may not run, or not where the proxy looks for it.',
	],
	'service-unavailable': [
		'the service is not available',
		'The endpoint answers 503: the application is not ready, is in maintenance or refuses load, or the proxy knows no upstream that is healthy.',
	],
	'upstream-timed-out': [
		'the upstream does not answer the proxy in time',
		'The proxy answers in place of the application (504): it reached the upstream or tried to, and no answer came in its time.',
	],
	'storage-full': [
		'the server has no room left',
		'The endpoint answers 507: the handler was reached and cannot store what it should.',
	],
	'loop-detected': [
		'the request goes in a circle',
		'The endpoint answers 508: proxies send the request to each other, or the application to itself.',
	],
	'edge-error': [
		'the edge cannot reach the origin',
		'The answer is of the CDN (520 to 530 are Cloudflare’s own): it met an error between itself and the origin. 521 and 523 say that nothing is there, 522 and 524 that nothing came in time, 525 and 526 that TLS failed, 530 that the name leads nowhere.',
	],
	'unexpected-status': [
		'the status is not the expected one',
		'The endpoint answers with a status that the probe does not accept.',
	],
	'wrong-content-type': [
		'the content type is not the expected one',
		'The status is right and the content type is not: something else than the route may have answered.',
	],
	'wrong-json': [
		'the answer does not hold what it should',
		'The status is right and the JSON is not as stated: another version of the handler may have answered. Values are not shown, only their types.',
	],
	'wrong-header': [
		'a header of the answer is not as stated',
		'The status is right, and a header that should be there is missing or says something else: a proxy may have removed or replaced it.',
	],
	'answer-unread': [
		'the answer was not read whole',
		'The answer is longer than what is read, or encoded though plain bytes were asked for, so what it holds cannot be told.',
	],
	'not-grpc': [
		'the answer is not of gRPC',
		'The status is a success and there is no status of gRPC: a page was served in its place, or a proxy on the way dropped the trailers.',
	],
	'upgrade-not-passed': [
		'the upgrade does not reach the application',
		'The endpoint answers as if no upgrade had been asked for: a proxy in front of it does not pass Upgrade and Connection on, or the handler takes no WebSocket at this path.',
	],
	'wrong-upgrade': [
		'whoever agrees to the upgrade has not read the request',
		'The answer is 101 without the proof that belongs to this request (Sec-WebSocket-Accept, RFC 6455): something that is no WebSocket server answers.',
	],
	'not-serving': [
		'the gRPC server says that it does not serve',
		'The health check was answered, and what it says is not SERVING: the server runs, and it or something it needs is not ready.',
	],
	'variable-missing': [
		'a variable that the check needs is missing',
		'Nothing was asked of the endpoint: a variable that the configuration names could not be read, so it tells nothing of the deployment.',
	],
	'address-refused': [
		'the endpoint was not asked, since its address is private',
		'Nothing was asked of the endpoint: somebody who may not deploy could have written this configuration, and such a one reaches no private address.',
	],
	'rate-limited': ['the endpoint limits our rate', 'The endpoint answers 429, which says nothing about the change.'],
	'behind-404': ['nothing to judge behind a 404', ''],
	'no-expectation': [
		'no expectation is stated',
		'The probe states no accepted status, so its answer is neither right nor wrong.',
	],
} as const satisfies Readonly<Record<string, readonly [clause: string, explanation: string]>>;

/** What a finding of the layer says of its subject. */
export const apiFindings = {
	'no-difference': 'with good credentials the same as without: they may not arrive, or nobody looks at them',
	guarded: 'asks for authentication',
} as const satisfies Readonly<Record<string, string>>;
