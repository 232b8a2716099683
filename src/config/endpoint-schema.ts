import * as z from 'zod/mini';
import {acceptedOrigin, isAddress, originRule} from './address.ts';
import {acceptedInside, insideRule} from './location.ts';
import {acceptedVariable, variableRule} from './name.ts';
import type {Rule} from './problem.ts';
import {later, mapping, noted, oneOrMore, optional, text, wholeNumber} from './shape.ts';

const acceptedAddress = 'an IP address, such as 203.0.113.7 or 2001:db8::7';
const address: Rule = (value) =>
	isAddress(value) ? null : {todo: 'write the address alone, without port and brackets'};

/** Hosts are judged beside the schema, in `endpoint-consistency.ts`: a problem of a key has its own place. */
export const resolve = later(() =>
	noted(
		{examples: [{'api.example.com': '203.0.113.7'}]},
		z.record(z.string(), oneOrMore(text(acceptedAddress, address), 'IP addresses', 16), {
			error: 'a mapping from host names to IP addresses',
		}),
	),
);

export const tls = later(() =>
	noted(
		{id: 'tls'},
		mapping({
			ca: optional(
				'A PEM file with the certificates of an own authority, relative to the repository, trusted beside the usual ones.',
				text(acceptedInside, insideRule, ['certs/internal.pem']),
			),
			certificate: optional(
				'A PEM file with the certificate that the server wants to see of its clients, relative to the repository.',
				text(acceptedInside, insideRule, ['certs/client.pem']),
			),
			'key-env': optional(
				"The environment variable that holds the certificate's private key, as PEM.",
				text(acceptedVariable, variableRule, ['CLIENT_KEY']),
			),
		}),
	),
);

export const rate = later(() => wholeNumber('a whole number from 1 to 1000: requests a second', 1, 1000));

/** Keys about how requests reach the service: defaults for every service, or of one. */
export const endpointKeys = {
	resolve: optional(
		'IP addresses to connect to in place of what names lead to: host, or host:port, to an address or several. Requests go to the first; all are compared.',
		resolve,
	),
	tls: optional("What the deployed service's TLS needs beyond the usual.", tls),
	origin: optional(
		'Where the same paths are served without the edge (a CDN, a cache) in front: scheme, host and port. Asked under the name of the edge, and only where the edge answers otherwise than expected.',
		text(acceptedOrigin, originRule, ['https://origin.example.com']),
	),
	rate: optional('Requests a second to the deployed service, at most. Default: 50.', rate),
};
