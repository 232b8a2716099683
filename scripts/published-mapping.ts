import * as z from 'zod';
import {jsonTypes} from '../src/model/config.ts';
import {replicaRoles} from '../src/model/runtime.ts';
import {count, fault, observation, sha256, text, time} from './published-parts.ts';

// The shapes of an endpoint's answers and of where a request lands, for others to read.

export const answer = z
	.object({
		status: z.int(),
		headers: z.record(z.string(), text),
		contentType: text.nullable(),
		location: text.nullable(),
		sha256,
		size: count,
		truncated: z.boolean(),
		decoded: z.object({sha256, size: count}).nullable(),
		peer: text.nullable(),
		version: z.enum(['1.1', '2']),
		by: z.array(text),
		pageOf: text.nullable(),
		json: z.array(z.object({type: z.enum(jsonTypes).nullable(), equal: z.boolean().nullable()})).nullable(),
	})
	.meta({id: 'answer'});

const question = z.object({
	scheme: z.enum(['http', 'https']),
	host: text,
	port: count,
	path: text,
	method: text,
	address: text.exactOptional(),
});

const upstream = z.object({
	name: text,
	scheme: z.enum(['http', 'https', 'fastcgi', 'unix', 'other']),
	told: z.enum(['live', 'literal', 'resolved', 'unresolved']),
	addresses: z.array(
		z.object({
			address: text,
			port: count,
			state: z.enum(['up', 'down', 'unknown']),
			weight: count.nullable(),
			backup: z.boolean(),
		}),
	),
	resolvesTo: z.array(text).nullable(),
	kept: z.boolean(),
	keptSince: time.nullable(),
	aliases: z.array(text),
});

const proxyAnswer = z.object({
	where: text,
	version: text.nullable(),
	route: z.object({
		outcome: z.enum(['proxied', 'served', 'answered', 'none']),
		match: z
			.object({
				listener: text.nullable(),
				host: text.nullable(),
				path: text.nullable(),
				how: z.enum(['exact', 'prefix', 'regex', 'wildcard', 'default']),
				at: text.nullable(),
			})
			.nullable(),
		upstreams: z.array(upstream),
		rewritten: text.nullable(),
		host: text.nullable(),
		unsure: z.array(text),
	}),
});

const handshake = z.object({
	protocol: text.nullable(),
	tls: text,
	certificate: z
		.object({
			subject: text,
			issuer: text,
			fingerprint256: text,
			validFrom: time,
			validTo: time,
			altNames: text.nullable(),
		})
		.nullable(),
	untrusted: text.nullable(),
});

export const mapping = z.object({
	question,
	outside: observation(
		z.object({
			addresses: z.array(
				z.object({
					address: text,
					handshake: observation(handshake),
					answers: z.array(observation(answer)),
					instances: z.array(text),
				}),
			),
			more: count,
		}),
	),
	hops: z.array(z.object({proxy: count, question, answer: observation(proxyAnswer)})),
	owners: observation(
		z.array(
			z.object({
				address: text,
				container: z.object({id: text, name: text, image: text.nullable(), startedAt: time.nullable()}).nullable(),
			}),
		),
	),
	trace: observation(
		z.object({
			requests: count,
			waited: count,
			found: z.array(z.object({id: text, name: text, role: z.enum(replicaRoles), requests: count})),
			searched: count,
			unread: z.array(z.object({name: text, fault})),
		}),
	),
});
