import type {SecretGrant} from '../model/config.ts';
import {acceptedHost, parseHost} from './address.ts';
import type {Problem} from './problem.ts';
import {quote} from './problem.ts';

/** Where the runner puts the action input `registry-password` (runner: ScriptHandler sets `INPUT_` and the name in capitals). */
export const passwordInputVariable = 'INPUT_REGISTRY-PASSWORD';

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
