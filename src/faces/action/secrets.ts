import {passwordInputVariable} from '../../config/grant.ts';
import type {Config} from '../../model/config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Values that must never be shown: whatever the configuration lets us send, by the variables that hold it. */
export function secretsOf(config: Config, env: Environment): readonly string[] {
	const names = new Set<string>(config.secrets.map((grant) => grant.variable));
	for (const service of config.services) {
		if (service.image?.credentials) names.add(service.image.credentials.passwordVariable);
		for (const {headers, credentials} of service.probes) {
			for (const {value} of headers) if ('env' in value) names.add(value.env);
			if (credentials !== null && credentials.variable !== null) names.add(credentials.variable);
		}
	}
	return [...names].map((name) => env[name] ?? '').filter((value) => value !== '');
}

/** Tokens of the runner, and what the cache's listings are sealed under: no configuration may send them anywhere. */
const ours = /^(?:ACTIONS_(?:RUNTIME_TOKEN|ID_TOKEN_REQUEST_TOKEN)|DEPLOY_TRUTH_CACHE_SECRET)$/i;

/** What the run may read: everything but what is ours alone and the inputs, save the one a registry is sent. */
export const readable = (env: Environment): Environment =>
	only(env, (name) => name === passwordInputVariable || !(ours.test(name) || /^INPUT_/i.test(name)));

/** What commands such as git and credential helpers inherit: none of the inputs. */
export const inherited = (env: Environment): Environment =>
	only(env, (name) => !ours.test(name) && !/^INPUT_/i.test(name));

const only = (env: Environment, may: (name: string) => boolean): Environment =>
	Object.fromEntries(Object.entries(env).filter(([name]) => may(name)));
