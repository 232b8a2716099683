import * as z from 'zod/mini';
import {probeProtocols} from '../model/config.ts';
import {grpcStatusNames} from '../model/grpc.ts';
import {acceptedUrl, urlRule} from './address.ts';
import {acceptedHeaderName, acceptedHeaderValue, headerNameRule, headerValueRule} from './header.ts';
import {jsonSchema} from './json-expectation.ts';
import {acceptedName, acceptedVariable, nameRule, variableRule} from './name.ts';
import type {Rule} from './problem.ts';
import {looksLikeSecret} from './secret.ts';
import {choice, list, mapping, noted, optional, required, text, wholeNumber, yesOrNo} from './shape.ts';

const acceptedStatus = 'a status from 100 to 599, a class such as 2xx, or a list of them; of gRPC a name such as OK';
const statusWord = new RegExp(`^(?:[1-5]xx|${grpcStatusNames.join('|')})$`);
const status = z.union(
	[
		wholeNumber(acceptedStatus, 100, 599),
		z.string({error: acceptedStatus}).check(z.regex(statusWord, {error: acceptedStatus})),
	],
	{error: acceptedStatus},
);

/** A schema that stands in several places is noted in each of them, so each has its own. */
const statuses = (examples: readonly unknown[]) =>
	noted(
		{examples: [...examples]},
		z.union([status, list(status, 'statuses', 50).check(z.minLength(1, {error: acceptedStatus}))], {
			error: acceptedStatus,
		}),
	);

const acceptedExpect = `${acceptedStatus}; or one for each of none, bad, good`;
const expect = () =>
	noted(
		{examples: [200, '2xx', [200, 401], {none: 401, bad: [401, 403], good: 200}]},
		z.union(
			[
				statuses([200, '2xx', [200, 401]]),
				mapping({
					none: optional('What is right without credentials.', statuses([401])),
					bad: optional('What is right with bad credentials.', statuses([[401, 403]])),
					good: optional('What is right with good credentials.', statuses([200])),
				}),
			],
			{error: acceptedExpect},
		),
	);

/** Never shown where it is wrong: a token may have been pasted in its place. */
const acceptedBad = 'credentials that nobody accepts: a text on one line, no secret';
const badRule: Rule = (value) => {
	if (looksLikeSecret(value))
		return {
			found: `a text of ${value.length} characters (not shown: it looks like a secret)`,
			todo: 'write a made-up one, or remove the key; revoke the value if it was real',
		};
	return value === '' ? {todo: 'write something, or remove the key'} : headerValueRule(value);
};

const credentials = () =>
	mapping({
		env: optional(
			'The environment variable that holds the good ones.',
			text(acceptedVariable, variableRule, ['API_TOKEN']),
		),
		header: optional(
			'The header that carries them. Default: Authorization.',
			text(acceptedHeaderName, headerNameRule, ['X-Api-Key']),
		),
		prefix: optional(
			"What stands before them. Default: 'Bearer ' in Authorization, nothing elsewhere.",
			text(acceptedHeaderValue, headerValueRule, ['Bearer ', 'Basic ']),
		),
		bad: optional(
			'What is sent as bad credentials. Default: a fixed invalid value of the right form.',
			text(acceptedBad, badRule),
		),
	});

const header = () =>
	z.union(
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
const headers = () => z.record(z.string(), header(), {error: 'a mapping from header names to values'});

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

const acceptedAnswerHeader = 'the text of the header, at most 256 characters, or any';

/** One request to the deployed service. */
export const probe = () =>
	noted(
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
				'The status codes that are right; or `{none, bad, good}`: which are right without credentials, with bad and with good ones, each asked. Default: none stated; the answer then speaks of the route alone.',
				expect(),
			),
			credentials: optional('What is sent as bad and as good credentials, for `expect` by credentials.', credentials()),
			headers: optional('Headers to send. A secret is named by its environment variable.', headers()),
			'content-type': optional(
				'The media type the answer must have.',
				text(acceptedMediaType, mediaType, ['application/json']),
			),
			json: optional(
				'What a JSON answer holds: dotted paths → string, number, boolean, object, array, null, any, or {equals: VALUE}. No value of an answer is shown.',
				jsonSchema,
			),
			'answer-headers': optional(
				'Headers the answer must have: name → its text, or `any`.',
				z.record(
					z.string(),
					z.string({error: acceptedAnswerHeader}).check(z.maxLength(256, {error: acceptedAnswerHeader})),
					{error: 'a mapping from header names to texts'},
				),
			),
			protocol: optional(
				'How it is asked. `http` (default): HTTP/1.1. `http2`. `grpc`: an empty message to a method; `url` is its address. `websocket`: asks for the upgrade; 101 is right unless `expect` says otherwise.',
				choice(probeProtocols),
			),
			control: optional(
				'Sends the same request to a random sibling path too, to tell a mounted route from a catch-all. Default: true, and false for a method that may change something.',
				yesOrNo,
			),
		}),
	);

export type RawProbe = z.infer<ReturnType<typeof probe>>;
