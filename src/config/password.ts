import type {Config, ServiceConfig} from '../model/config.ts';
import {parseReference} from '../model/reference.ts';
import type {Decoded} from './decode.ts';
import {passwordInputVariable} from './grant.ts';
import type {GetInput} from './overlay.ts';
import {placeOfInput} from './overlay.ts';
import type {Problem} from './problem.ts';

const problem = (name: string, found: string, accepted: string, todo: string): Problem => ({
	place: placeOfInput(name),
	path: '',
	found,
	accepted,
	todo,
});

/** Whether both halves of the registry's credentials are given. */
export function halfGiven(get: GetInput): readonly Problem[] {
	const [username, password] = [get('registry-username'), get('registry-password')];
	if (password !== '' && username === '')
		return [
			problem(
				'registry-password',
				'`registry-password` without `registry-username`',
				'both or neither',
				'add `registry-username`; for ghcr.io it is ${{ github.actor }}',
			),
		];
	if (username !== '' && password === '')
		return [
			problem(
				'registry-username',
				'`registry-username` without `registry-password`',
				'both or neither',
				'add `registry-password`; a secret that is not set, or not passed to this event, arrives empty',
			),
		];
	if (username !== '' && !/^[\x21-\x39\x3b-\x7e]{1,200}$/.test(username))
		return [
			problem(
				'registry-username',
				`a text of ${username.length} characters (not shown)`,
				'a user name without blanks and colons',
				'write the user name alone',
			),
		];
	return [];
}

/**
 * Gives the credentials of the inputs to the images they are meant for: those without credentials of their own, in the
 * one registry that they share or that `secrets` names. The grant goes with them, so that the password can travel
 * nowhere else. Where an outsider can start the run, only the workflow's own words count: `image` or `secrets`.
 */
export function bindPassword(decoded: Decoded, get: GetInput): Decoded {
	const [username, password] = [get('registry-username'), get('registry-password')];
	if ('problems' in decoded || username === '' || password === '') return decoded;
	const {config} = decoded;
	const open = config.services.filter((service) => service.image !== null && service.image.credentials === null);
	const registries = [...new Set(open.map(registryOf))];
	const granted = config.secrets
		.filter((grant) => grant.variable === passwordInputVariable)
		.map((grant) => canonical(grant.host));
	if (granted.length > 0) return {config: withCredentials(config, username, (registry) => granted.includes(registry))};
	if (registries.length === 1) {
		const [registry] = registries as [string];
		if (config.trust === 'untrusted' && get('image') === '')
			return {
				problems: [
					problem(
						'registry-password',
						'a password for an image that the workflow does not name, on an event that an outsider can start',
						'`image` as an input, or a line in `secrets`',
						`add \`registry-password=${registry}\` to the input \`secrets\``,
					),
				],
			};
		const bound = withCredentials(config, username, () => true);
		return {config: {...bound, secrets: [...bound.secrets, {variable: passwordInputVariable, host: registry}]}};
	}
	return {
		problems: [
			registries.length === 0
				? problem(
						'registry-password',
						'a password and no image to use it for',
						'an `image` without credentials of its own',
						'add `image`, or remove `registry-username` and `registry-password`',
					)
				: problem(
						'registry-password',
						`one password and images in ${registries.length} registries`,
						'a line in `secrets` that says which registry it is for',
						`add \`registry-password=${registries[0]}\` to the input \`secrets\`, or name variables in the file with \`registry-password-env\``,
					),
		],
	};
}

function withCredentials(config: Config, username: string, isMeant: (registry: string) => boolean): Config {
	const services = config.services.map((service) =>
		service.image === null || service.image.credentials !== null || !isMeant(registryOf(service))
			? service
			: {...service, image: {...service.image, credentials: {username, passwordVariable: passwordInputVariable}}},
	);
	return {...config, services};
}

function registryOf(service: ServiceConfig): string {
	const parsed = parseReference(service.image?.reference ?? '');
	return typeof parsed === 'string' ? '' : canonical(parsed.registry);
}

const canonical = (host: string): string =>
	host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host.toLowerCase();
