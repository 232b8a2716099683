import {type Context, OpenAPIBackend} from 'openapi-backend';
import {description, shape} from './shape.ts';

/** What is answered, before it becomes HTTP. */
export type Reply = {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: unknown;
};

export const notFound: Reply = {status: 404, body: shape('basic-error', {message: 'Not Found', status: '404'})};

/** An operation of the description by its id. */
export type Handlers = Readonly<Record<string, (context: Context) => Reply>>;
/** What the handlers of one fake are, and where it notes what does not fit. */
export type Playing = {readonly handlers: Handlers; readonly misfits: string[]};

let compiled: Promise<OpenAPIBackend> | null = null;

/** GitHub's description, compiled once for all fakes of a test file. */
export const describedGithub = (): Promise<OpenAPIBackend> => (compiled ??= compile());

async function compile(): Promise<OpenAPIBackend> {
	const operations = Object.values(description.paths as Record<string, Record<string, {operationId: string}>>)
		.flatMap((methods) => Object.values(methods))
		.map(({operationId}) => operationId);
	const api = new OpenAPIBackend({
		definition: description,
		ajvOpts: {strict: false},
		customizeAjv: (ajv) => {
			ajv.addFormat('uri', (text: string) => URL.canParse(text));
			ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
			ajv.addFormat('email', /^[^@\s]+@[^@\s]+$/);
			ajv.addFormat('int64', {type: 'number', validate: Number.isSafeInteger});
			return ajv;
		},
		handlers: {
			...Object.fromEntries(
				operations.map((name) => [name, (c: Context, playing: Playing): Reply => playing.handlers[name]!(c)]),
			),
			validationFail: (c: Context, {misfits}: Playing): Reply => {
				misfits.push(`${c.request.method} ${c.request.path}: ${JSON.stringify(c.validation.errors)}`);
				return {status: 422, body: shape('validation-error', {message: 'does not fit the description'})};
			},
			notFound: (c: Context, {misfits}: Playing): Reply => {
				misfits.push(`${c.request.method} ${c.request.path}: no operation of the description in use`);
				return notFound;
			},
			postResponseHandler: (c: Context, {misfits}: Playing): Reply => {
				const reply = c.response as Reply;
				if (c.operation !== undefined && reply.body !== undefined && reply.status in (c.operation.responses ?? {})) {
					const checked = c.api.validateResponse(reply.body, c.operation, reply.status);
					if (checked.errors) misfits.push(`answer of ${c.operation.operationId}: ${JSON.stringify(checked.errors)}`);
				}
				return reply;
			},
		},
	});
	await api.init();
	return api;
}
