import {replicaRoles} from './runtime.ts';
import {answer} from './saved-answer.ts';
import {fault, observation} from './saved-parts.ts';
import {count, date, list, nullable, object, oneOf, optional, text, truth} from './shape.ts';

const question = object({
	scheme: oneOf('http', 'https'),
	host: text,
	port: count,
	path: text,
	method: text,
	address: optional(text),
});

const upstream = object({
	name: text,
	scheme: oneOf('http', 'https', 'fastcgi', 'unix', 'other'),
	told: oneOf('live', 'literal', 'resolved', 'unresolved'),
	addresses: list(
		object({
			address: text,
			port: count,
			state: oneOf('up', 'down', 'unknown'),
			weight: nullable(count),
			backup: truth,
		}),
	),
	resolvesTo: nullable(list(text)),
	kept: truth,
	keptSince: nullable(date),
	aliases: list(text),
});

const proxyAnswer = object({
	where: text,
	version: nullable(text),
	route: object({
		outcome: oneOf('proxied', 'served', 'answered', 'none'),
		match: nullable(
			object({
				listener: nullable(text),
				host: nullable(text),
				path: nullable(text),
				how: oneOf('exact', 'prefix', 'regex', 'wildcard', 'default'),
				at: nullable(text),
			}),
		),
		upstreams: list(upstream),
		rewritten: nullable(text),
		host: nullable(text),
		unsure: list(text),
	}),
});

const handshake = object({
	protocol: nullable(text),
	tls: text,
	certificate: nullable(
		object({
			subject: text,
			issuer: text,
			fingerprint256: text,
			validFrom: text,
			validTo: text,
			altNames: nullable(text),
		}),
	),
	untrusted: nullable(text),
});

/** Where a request lands, as saved evidence holds it. */
export const mappingShape = object({
	question,
	outside: observation(
		object({
			addresses: list(
				object({
					address: text,
					handshake: observation(handshake),
					answers: list(observation(answer)),
					instances: list(text),
				}),
			),
			more: count,
		}),
	),
	hops: list(object({proxy: count, question, answer: observation(proxyAnswer)})),
	owners: observation(
		list(
			object({
				address: text,
				container: nullable(object({id: text, name: text, image: nullable(text), startedAt: nullable(date)})),
			}),
		),
	),
	trace: observation(
		object({
			requests: count,
			waited: count,
			found: list(object({id: text, name: text, role: oneOf(...replicaRoles), requests: count})),
			searched: count,
			unread: list(object({name: text, fault})),
		}),
	),
});
