import type {Config, SecretGrant, ServiceConfig} from '../model/config.ts';
import {acceptedHost, parseHost} from './address.ts';
import type {Problem} from './problem.ts';
import {quote} from './problem.ts';

/** Where the runner puts the action input `registry-password` (runner: ScriptHandler sets `INPUT_` and the name in capitals). */
export const passwordInputVariable = 'INPUT_REGISTRY-PASSWORD';

/**
 * Whether the value of an environment variable may be sent to a URL.
 *
 * A grant binds whoever wrote the configuration: a variable that is granted to hosts goes to these and nowhere else.
 * Without a grant, a trusted configuration may send the variables that it names itself; an untrusted one may send none.
 */
export function mayRead(variable: string, url: string, config: Config): boolean {
	const target = URL.parse(url);
	if (target === null || (target.protocol !== 'https:' && target.protocol !== 'http:')) return false;
	const grants = config.secrets.filter((grant) => grant.variable === variable);
	if (grants.length > 0) {
		if (!grants.some((grant) => sameHost(grant.host, target))) return false;
		// An outsider's run must not put a secret on the wire in the clear.
		return config.trust === 'trusted' || target.protocol === 'https:' || isLoopback(target.hostname);
	}
	return config.trust === 'trusted' && config.services.some((service) => names(service, variable));
}

function sameHost(granted: string, target: URL): boolean {
	// A port that is the scheme's own is no part of a URL's host, and may be written in the grant.
	const withPort = URL.parse(`${target.protocol}//${granted}/`);
	return withPort !== null && registryHost(withPort.host) === registryHost(target.host);
}

/** Docker Hub is one registry with three names. */
const registryHost = (host: string): string =>
	host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;

const isLoopback = (hostname: string): boolean =>
	hostname === 'localhost' || hostname === '[::1]' || /^127\.[0-9]+\.[0-9]+\.[0-9]+$/.test(hostname);

const names = (service: ServiceConfig, variable: string): boolean =>
	service.image?.credentials?.passwordVariable === variable ||
	service.probes.some((probe) =>
		probe.headers.some((header) => 'env' in header.value && header.value.env === variable),
	);

/** Reads the allow-list: one `VARIABLE=host[:port]` a line; blank lines and lines that start with # are left out. */
export function parseGrants(
	text: string,
	label: string,
): {grants: readonly SecretGrant[]; problems: readonly Problem[]} {
	const grants: SecretGrant[] = [];
	const problems: Problem[] = [];
	for (const [index, line] of text.split(/\r?\n/).entries()) {
		const stated = line.trim();
		if (stated === '' || stated.startsWith('#')) continue;
		const equals = stated.indexOf('=');
		const variable = stated.slice(0, Math.max(equals, 0)).trim();
		const host = parseHost(stated.slice(equals + 1).trim());
		if (/^registry-password$/i.test(variable) && host !== null) grants.push({variable: passwordInputVariable, host});
		else if (
			/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(variable) &&
			!/^(?:ACTIONS|INPUT|RUNNER)_/i.test(variable) &&
			host !== null
		)
			grants.push({variable, host});
		else
			problems.push({
				place: `${label}:${index + 1}:1`,
				path: '',
				// Somebody may have written the secret itself after the equals sign.
				found:
					host === null
						? 'a line whose end is no host (not shown: it may be a secret)'
						: `${quote(variable)}, which is no variable that may be sent`,
				accepted: `VARIABLE=HOST: the name of a variable (or registry-password), and ${acceptedHost}`,
				todo: 'write the name of the variable and the one host that may receive it, such as API_TOKEN=api.example.com',
			});
	}
	return {grants, problems};
}
