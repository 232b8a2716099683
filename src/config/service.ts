import type {FilesConfig, ImageConfig, LiveConfig, ServiceConfig, Timeouts, WaitConfig} from '../model/config.ts';
import {parsePlatform} from '../model/platform.ts';
import {parseDuration} from './duration.ts';
import {waysOf} from './endpoint.ts';
import {plainAbsolute, plainInside} from './location.ts';
import {proxiesOf, traceOf} from './proxy.ts';
import {probeOf} from './probe.ts';
import {collectedOf, runtimeOf} from './runtime.ts';
import type {RawService} from './schema.ts';

/** Milliseconds. A registry or an application that starts cold answers late; a connection that needs longer will not come. */
export const defaultTimeouts: Timeouts = {connect: 10_000, answer: 30_000, stall: 30_000, request: 120_000};
const defaultInterval = 5_000;
const defaultRounds = 2;
const defaultEnvironment = 'production';

/** The service as the line knows it, every default written out. The raw service has passed schema and consistency. */
export function serviceOf(service: string, raw: RawService, environment: string | null): ServiceConfig {
	return {
		service,
		environment: raw.environment ?? environment ?? defaultEnvironment,
		commit: raw.commit ?? null,
		image: imageOf(raw),
		files: (raw.files ?? []).map(filesOf),
		expect: (raw.expect ?? []).map((one) => ({files: one.files, contains: listOf(one.contains)})),
		runtime: runtimeOf(service, raw.runtime),
		replicas: collectedOf(raw.replicas),
		proxies: proxiesOf(raw.proxy),
		upstream: raw.upstream ?? null,
		trace: traceOf(raw.trace),
		probes: (raw.probes ?? []).map(probeOf),
		live: raw.live === undefined ? null : liveOf(raw.live),
		version: raw.version === undefined ? null : {url: raw.version.url, field: raw.version.field ?? null},
		...waysOf(raw),
		accept: listOf(raw.accept),
		wait: waitOf(raw.wait),
		timeouts: timeoutsOf(raw.timeouts),
	};
}

function imageOf(raw: RawService): ImageConfig | null {
	if (raw.image === undefined) return null;
	const [username, passwordVariable] = [raw['registry-username'], raw['registry-password-env']];
	return {
		reference: raw.image,
		platform: raw.platform === undefined ? null : parsePlatform(raw.platform),
		plainHttp: raw['plain-http'] ?? false,
		credentials: username === undefined || passwordVariable === undefined ? null : {username, passwordVariable},
		baseline: raw.baseline ?? null,
		base: raw.base ?? null,
		assurance: raw.assurance ?? 'any',
		ca: raw['registry-ca'] === undefined ? null : plainInside(raw['registry-ca']),
	};
}

function filesOf(raw: NonNullable<RawService['files']>[number]): FilesConfig {
	return {
		from: plainInside(raw.from),
		to: raw.to === undefined ? null : plainAbsolute(raw.to),
		kind: raw.kind ?? 'artifact',
		ignore: raw.ignore ?? [],
		modes: raw.modes ?? 'executable',
		extra: raw.extra ?? 'note',
	};
}

function liveOf(raw: NonNullable<RawService['live']>): LiveConfig {
	const paths = raw.paths ?? [];
	return {
		base: raw.base,
		root: raw.root === undefined ? null : plainInside(raw.root),
		paths,
		page: raw.page ?? (paths.length === 0 ? '/' : null),
	};
}

function waitOf(raw: RawService['wait']): WaitConfig | null {
	if (raw === undefined || raw === 'none') return null;
	const stated = typeof raw === 'string' ? {for: raw} : raw;
	const deadline = milliseconds(stated.for);
	// A short deadline still leaves room for the rounds it asks for.
	const interval = stated.every === undefined ? Math.min(defaultInterval, deadline) : milliseconds(stated.every);
	return {deadline, interval, rounds: stated.rounds ?? defaultRounds};
}

function timeoutsOf(raw: RawService['timeouts']): Timeouts {
	const stated = (key: keyof Timeouts): number =>
		raw?.[key] === undefined ? defaultTimeouts[key] : milliseconds(raw[key]);
	return {connect: stated('connect'), answer: stated('answer'), stall: stated('stall'), request: stated('request')};
}

/** Of a text that the schema accepted. */
function milliseconds(text: string): number {
	const duration = parseDuration(text);
	if (duration === null) throw new TypeError('a duration passed the schema and is none');
	return duration;
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
	value === undefined ? [] : Array.isArray(value) ? value : [value as T];
