import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {ecsMisfits, runMisfits} from './described.ts';
import type {Staged} from './program.ts';

/** The APIs of both vendors on loopback, for their own command lines; an answer that they would not give throws. */
export type Apis = AsyncDisposable & {
	readonly port: number;
	/** operations and paths, in the order in which they were asked */
	readonly asked: string[];
	/** what is refused, with the vendors' own codes */
	readonly refuse: (refused: boolean) => void;
};

type Body = {services?: string[]; tasks?: string[]; taskDefinition?: string; nextToken?: string};

/** API reference, ListTasks: at most 100 on a page. */
const pageSize = 100;

export async function apis(staged: Staged): Promise<Apis> {
	const asked: string[] = [];
	let refused = false;
	const ecs = (operation: string, body: Body): unknown => {
		switch (operation) {
			case 'DescribeServices':
				return {
					services: body.services!.flatMap((name) => staged.services[name] ?? []),
					failures: body.services!.flatMap((name) =>
						name in staged.services ? [] : {arn: `arn:aws:ecs:eu-central-1:1:service/${name}`, reason: 'MISSING'},
					),
				};
			case 'ListTasks': {
				const from = Number(body.nextToken ?? 0);
				const more = from + pageSize < staged.tasks.length ? {nextToken: String(from + pageSize)} : {};
				return {taskArns: staged.tasks.slice(from, from + pageSize).map(({taskArn}) => taskArn), ...more};
			}
			case 'DescribeTasks':
				return {tasks: staged.tasks.filter(({taskArn}) => body.tasks!.includes(taskArn)), failures: []};
			default:
				return {taskDefinition: staged.definitions[body.taskDefinition!]};
		}
	};
	const server = createServer(async (request, response) => {
		const chunks: Uint8Array[] = [];
		for await (const chunk of request) chunks.push(chunk as Uint8Array);
		const operation = request.headers['x-amz-target']?.toString().split('.')[1];
		const path = new URL(request.url!, 'http://run.example').pathname;
		const named = /\/(services|revisions)\/([^/]+)$/.exec(path);
		asked.push(operation ?? path);
		const send = (status: number, body: unknown): void => {
			response.writeHead(status, {'Content-Type': operation ? 'application/x-amz-json-1.1' : 'application/json'});
			response.end(JSON.stringify(body));
		};
		if (operation !== undefined) {
			if (refused) {
				const message = `User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecs:${operation}`;
				return send(400, {__type: 'AccessDeniedException', message});
			}
			const answer = ecs(operation, JSON.parse(Buffer.concat(chunks).toString()) as Body);
			const misfits = ecsMisfits(operation, answer);
			return misfits.length > 0 ? send(400, {__type: 'ServerException', message: misfits[0]}) : send(200, answer);
		}
		const failed = (code: number, status: string, message: string): void =>
			send(code, {error: {code, message, status}});
		const what = `run.${named?.[1]}.get`;
		if (refused) return failed(403, 'PERMISSION_DENIED', `Permission '${what}' denied on resource '${path}'`);
		const found = staged.resources[`${named?.[1]}/${named?.[2]}`];
		if (found === undefined) return failed(404, 'NOT_FOUND', `Resource '${named?.[2]}' does not exist.`);
		const misfits = runMisfits(named?.[1] === 'services' ? 'Service' : 'Revision', found);
		return misfits.length > 0 ? failed(400, 'FAILED_PRECONDITION', misfits[0]!) : send(200, found);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		asked,
		refuse: (now) => void (refused = now),
		async [Symbol.asyncDispose]() {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}
