export const mount = (routes) =>
	routes.set('/api/health', (_request, response) =>
		response.writeHead(200, {'content-type': 'application/json'}).end('{"ok":true}'),
	);
