/**
 * Node's HTTP clients. An `import` would read every name that they export, and one of them brings up a second client
 * (fetch, WebSocket) of which nothing is used: a third of the time until the first request.
 */
export const http = process.getBuiltinModule('node:http');

/** TLS takes a third of a bare start to load: it is loaded when something is asked for over it. */
export const https = () => process.getBuiltinModule('node:https');
export const tls = () => process.getBuiltinModule('node:tls');
export const crypto = () => process.getBuiltinModule('node:crypto');
export const http2 = () => process.getBuiltinModule('node:http2');
