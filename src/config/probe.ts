import type {HeaderValue, ProbeConfig} from '../model/config.ts';
import {isSafe} from '../model/method.ts';
import {credentialsOf} from './credentials.ts';
import {jsonOf} from './json-expectation.ts';
import type {RawProbe} from './probe-schema.ts';
import {isByCredentials, statusesOf} from './statuses.ts';

/** The probe as the line knows it. The raw one has passed schema and consistency. */
export function probeOf(raw: RawProbe): ProbeConfig {
	const protocol = raw.protocol ?? 'http';
	const method = methodOf(raw);
	return {
		name: probeName(raw) ?? `${method} /`,
		method,
		url: raw.url,
		expect: expectedOf(raw),
		headers: Object.entries(raw.headers ?? {}).map(([name, value]) => ({name, value: headerOf(value)})),
		contentType: raw['content-type']?.toLowerCase() ?? null,
		// Nobody asked for a second request that may change something.
		control: raw.control ?? (isSafe(method) || protocol === 'grpc'),
		protocol,
		credentials: credentialsOf(raw),
		json: jsonOf(raw.json ?? {}),
		answerHeaders: Object.entries(raw['answer-headers'] ?? {}).map(([name, value]) => ({
			name: name.toLowerCase(),
			value: value === 'any' ? null : value.trim(),
		})),
	};
}

/** Where something is expected by credentials, each of its requests has its own. */
function expectedOf({expect, protocol}: RawProbe): readonly number[] | null {
	if (isByCredentials(expect)) return null;
	if (expect !== undefined) return statusesOf(expect);
	return protocol === 'websocket' ? [101] : null;
}

const headerOf = (value: NonNullable<RawProbe['headers']>[string]): HeaderValue =>
	typeof value === 'string' ? {literal: value} : {env: value.env, prefix: value.prefix ?? ''};

type Raw = Readonly<Record<string, unknown>>;

/** gRPC asks by POST alone (grpc: PROTOCOL-HTTP2.md). */
export const methodOf = (probe: Raw): string =>
	typeof probe['method'] === 'string' ? probe['method'] : probe['protocol'] === 'grpc' ? 'POST' : 'GET';

/** How a probe is called: its name, or method and path. Null where neither can be told. */
export function probeName(probe: Raw): string | null {
	if (typeof probe['name'] === 'string') return probe['name'];
	const url = typeof probe['url'] === 'string' ? URL.parse(probe['url']) : null;
	if (!url || Object.hasOwn(probe, 'name')) return null;
	const name = `${methodOf(probe)} ${url.pathname}`;
	// The limit of a name; the end of a path says more than its beginning.
	return name.length <= 100 ? name : `${name.slice(0, 40)}…${name.slice(-59)}`;
}
