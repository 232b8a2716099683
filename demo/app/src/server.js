// The service of the demo: mounts every module it finds beside it, serves the page, answers 404 to the rest.
import {readdirSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {dirname, extname, join, normalize} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const routes = new Map();
for (const name of readdirSync(join(here, 'modules'))) {
	const {mount} = await import(`./modules/${name}`);
	mount(routes);
}

const types = {'.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css'};

const server = createServer((request, response) => {
	const path = new URL(request.url, 'http://service').pathname;
	const route = routes.get(path);
	if (route) return route(request, response);
	const file = join(here, 'public', normalize(path === '/' ? '/index.html' : path));
	try {
		const body = readFileSync(file);
		response.writeHead(200, {'content-type': types[extname(file)] ?? 'application/octet-stream'}).end(body);
	} catch {
		response.writeHead(404, {'content-type': 'application/json'}).end('{"error":"not found"}');
	}
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`listening ${server.address().port}`));
