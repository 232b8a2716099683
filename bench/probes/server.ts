// The server of the bench, in a process of its own: a small JSON document for every path. Prints its port.
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

const body = JSON.stringify({status: 'ok', items: Array.from({length: 40}, (_, id) => ({id, name: `item ${id}`}))});
const server = createServer((_, response) => {
	response.writeHead(200, {
		'Content-Type': 'application/json; charset=utf-8',
		'Content-Length': String(body.length),
		'Cache-Control': 'no-cache',
		ETag: '"0123456789abcdef"',
		Server: 'bench',
	});
	response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
