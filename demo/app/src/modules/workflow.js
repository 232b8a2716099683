// The feature of the pull request. Only signed-in people may list workflows.
export const mount = (routes) =>
	routes.set('/api/workflow', (request, response) => {
		if (!request.headers.authorization) {
			response
				.writeHead(401, {'content-type': 'application/json', 'www-authenticate': 'Bearer'})
				.end('{"error":"sign in first"}');
			return;
		}
		response.writeHead(200, {'content-type': 'application/json'}).end('{"workflows":[]}');
	});
