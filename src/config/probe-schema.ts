import * as z from 'zod/mini';
import {acceptedUrl, urlRule} from './address.ts';
import {acceptedHeaderValue, headerValueRule} from './header.ts';
import {acceptedName, acceptedVariable, nameRule, variableRule} from './name.ts';
import type {Rule} from './problem.ts';
import {list, mapping, noted, optional, required, text, wholeNumber, yesOrNo} from './shape.ts';

const acceptedStatus = 'a status from 100 to 599, a class such as 2xx, or a list of them';
const status = z.union(
	[
		wholeNumber(acceptedStatus, 100, 599),
		z.string({error: acceptedStatus}).check(z.regex(/^[1-5]xx$/, {error: acceptedStatus})),
	],
	{error: acceptedStatus},
);

const header = z.union(
	[
		text(acceptedHeaderValue, headerValueRule),
		mapping({
			env: required(
				'The environment variable that holds the value.',
				text(acceptedVariable, variableRule, ['API_TOKEN']),
			),
			prefix: optional('What stands before the value.', text(acceptedHeaderValue, headerValueRule, ['Bearer '])),
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
export const probe = noted(
	{id: 'probe'},
	mapping({
		name: optional(
			'How the report calls it. Default: method and path.',
			text(acceptedName, nameRule, ['workflow list']),
		),
		method: optional('Default: GET.', text(acceptedMethod, method, ['GET'])),
		'unsafe-method': optional(
			'Permits a method that may change something. The request is sent to the deployed service as often as the wait repeats.',
			yesOrNo,
		),
		url: required(
			'What is requested. Redirects are observed, not followed.',
			text(acceptedUrl, urlRule, ['https://api.example.com/workflows']),
		),
		expect: optional(
			'The status codes that are right. Default: none stated; the answer then speaks of the route alone.',
			noted(
				{examples: [200, '2xx', [200, 401]]},
				z.union([status, list(status, 'statuses', 50).check(z.minLength(1, {error: acceptedStatus}))], {
					error: acceptedStatus,
				}),
			),
		),
		headers: optional('Headers to send. A secret is named by its environment variable.', headers),
		'content-type': optional(
			'The media type the answer must have.',
			text(acceptedMediaType, mediaType, ['application/json']),
		),
		control: optional(
			'Sends the same request to a random sibling path too, to tell a mounted route from a catch-all. Default: true.',
			yesOrNo,
		),
	}),
);
