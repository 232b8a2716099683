import type {Config, ServiceConfig, Target} from '../model/config.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import {withCredentials} from './credentials.ts';

/**
 * What to look at for one service. `nonce` gives text nobody can guess, fresh for each run: it names the control
 * probes' paths, so that no answer can be prepared for them. Drawn where there is a path to name: what draws it takes
 * a fifth of a bare start to load.
 */
export function planService(
	service: ServiceConfig,
	config: Pick<Config, 'trust' | 'secrets'>,
	target: Target,
	nonce: () => string,
): Plan {
	let drawn: string | null = null;
	const controlOf = (url: string): string | null => controlUrlOf(url, (drawn ??= nonce()));
	return {
		service,
		target,
		trust: config.trust,
		secrets: config.secrets,
		skipped: skippedLayers(service),
		probes: service.probes
			.flatMap(withCredentials)
			.map((probe): PlannedProbe => ({...probe, controlUrl: probe.control ? controlOf(probe.url) : null})),
	};
}

function skippedLayers(service: ServiceConfig): Plan['skipped'] {
	const skipped: {-readonly [Layer in keyof Plan['skipped']]: 'not-configured'} = {};
	if (service.proxies.length === 0 && service.upstream === null && service.trace === null)
		skipped.mapping = 'not-configured';
	if (service.runtime === null && service.replicas === null) skipped.container = 'not-configured';
	if (!service.files.some((files) => files.kind === 'artifact')) skipped.artifact = 'not-configured';
	if (service.image === null) skipped.image = 'not-configured';
	if (service.probes.length === 0) {
		skipped.api = 'not-configured';
		if (service.live === null) skipped.route = 'not-configured';
	}
	return skipped;
}

/**
 * A sibling that nobody mounts: the last path segment replaced, query and fragment dropped; below '/' a child. A
 * trailing slash stays, because frameworks treat the two forms as two routes. Null for what is no URL.
 */
export function controlUrlOf(url: string, nonce: string): string | null {
	if (!URL.canParse(url)) return null;
	const control = new URL(url);
	const path = control.pathname;
	const slashed = path.length > 1 && path.endsWith('/');
	const trimmed = slashed ? path.slice(0, -1) : path;
	const directory = trimmed.slice(0, trimmed.lastIndexOf('/') + 1);
	control.pathname = `${directory}deploy-truth-control-${encodeURIComponent(nonce)}${slashed ? '/' : ''}`;
	control.search = '';
	control.hash = '';
	return control.href;
}
