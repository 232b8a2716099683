import * as z from 'zod';
import {acceptedUrl, urlRule} from './address.ts';
import {acceptedHeaderValue, headerValueRule} from './header.ts';
import {acceptedName, acceptedVariable, nameRule, variableRule} from './name.ts';
import type {Rule} from './problem.ts';
import {list, mapping, text, yesOrNo} from './shape.ts';

const acceptedStatus = 'a status from 100 to 599, a class such as 2xx, or a list of them';
const status = z.union(
	[
		z.int({error: acceptedStatus}).min(100, {error: acceptedStatus}).max(599, {error: acceptedStatus}),
		z.string({error: acceptedStatus}).regex(/^[1-5]xx$/, {error: acceptedStatus}),
	],
	{error: acceptedStatus},
);

const header = z.union(
	[
		text(acceptedHeaderValue, headerValueRule),
		mapping({
			env: text(acceptedVariable, variableRule, ['API_TOKEN']).describe(
				'The environment variable that holds the value.',
			),
			prefix: text(acceptedHeaderValue, headerValueRule, ['Bearer '])
				.optional()
				.describe('What stands before the value.'),
		}),
	],
	{error: acceptedHeaderValue},
);

/** Names and literal secrets are judged beside the schema, in `header.ts`: a value of the wrong shape must not hide them. */
const headers = z.record(z.string(), header, {error: 'a mapping from header names to values'});

const acceptedMethod = 'GET, HEAD or OPTIONS; with `unsafe-method: true` also another method in capitals, such as POST';
const method: Rule = (value) => {
	if (!/^[A-Z][A-Z-]{0,19}$/.test(value))
		return {todo: /^[a-z]+$/i.test(value) ? `write ${value.toUpperCase().slice(0, 20)}` : 'write one method'};
	return value === 'CONNECT' || value === 'TRACE' ? {todo: `remove it: ${value} is never sent`} : null;
};

const acceptedMediaType = 'a media type without parameters, such as application/json';
const mediaType: Rule = (value) => {
	if (/^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i.test(value)) return null;
	return {todo: value.includes(';') ? "remove ';' and what follows" : 'write type/subtype'};
};

/** One request to the deployed service. */
export const probe = mapping({
	name: text(acceptedName, nameRule, ['workflow list'])
		.optional()
		.describe('How the report calls it. Default: method and path.'),
	method: text(acceptedMethod, method, ['GET']).optional().describe('Default: GET.'),
	'unsafe-method': yesOrNo
		.optional()
		.describe(
			'Permits a method that may change something. The request is sent to the deployed service as often as the wait repeats.',
		),
	url: text(acceptedUrl, urlRule, ['https://api.example.com/workflows']).describe(
		'What is requested. Redirects are observed, not followed.',
	),
	expect: z
		.union([status, list(status, 'statuses', 50).min(1, {error: acceptedStatus})], {error: acceptedStatus})
		.meta({examples: [200, '2xx', [200, 401]]})
		.optional()
		.describe('The status codes that are right. Default: none stated; the answer then speaks of the route alone.'),
	headers: headers.optional().describe('Headers to send. A secret is named by its environment variable.'),
	'content-type': text(acceptedMediaType, mediaType, ['application/json'])
		.optional()
		.describe('The media type the answer must have.'),
	control: yesOrNo
		.optional()
		.describe(
			'Sends the same request to a random sibling path too, to tell a mounted route from a catch-all. Default: true.',
		),
}).meta({id: 'probe'});
