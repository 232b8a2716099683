import type {Config} from '../model/config.ts';

/** Whose word the configuration is, and where it may be read. */
export type Trust = {
	readonly trust: Config['trust'];
	/** `base`: from the commit `revision`, never from the working tree, which may hold somebody else's files */
	readonly readConfigFrom: 'working-tree' | 'base';
	/** a commit or branch of this repository that only people with write access can change; null: none is known */
	readonly revision: string | null;
	/** for messages: what makes the event what it is */
	readonly because: string;
};

/** Events that need write access to start, and whose commit somebody with write access has chosen. */
const trustedEvents = new Set([
	'push',
	'workflow_dispatch',
	'repository_dispatch',
	'schedule',
	'release',
	'create',
	'merge_group',
]);

const trusted = (because: string): Trust => ({
	trust: 'trusted',
	readConfigFrom: 'working-tree',
	revision: null,
	because,
});
const untrusted = (because: string, revision: string | null): Trust => ({
	trust: 'untrusted',
	readConfigFrom: 'base',
	revision,
	because,
});

/**
 * Decides from the event alone. The list of what is trusted is closed: an event that it does not know is untrusted, and
 * so is one whose payload does not say what it should.
 */
export function trustOf(event: string | null, payload: unknown): Trust {
	if (event === null) return trusted('no event: somebody runs it by hand');
	if (trustedEvents.has(event)) return trusted(`the event ${event} takes write access`);
	const branch = textAt(payload, 'repository', 'default_branch');
	const base = branch === null ? null : `refs/remotes/origin/${branch}`;
	switch (event) {
		case 'pull_request':
		case 'pull_request_target':
		case 'pull_request_review':
		case 'pull_request_review_comment':
			return untrusted(
				`the event ${event} brings the files of a pull request`,
				commitAt(payload, 'pull_request', 'base', 'sha') ?? base,
			);
		case 'workflow_run': {
			const here = textAt(payload, 'repository', 'full_name');
			const there = textAt(payload, 'workflow_run', 'head_repository', 'full_name');
			const cause = textAt(payload, 'workflow_run', 'event');
			if (here === null || there === null || here.toLowerCase() !== there.toLowerCase())
				return untrusted('the workflow run was started from another repository', base);
			if (cause === null || !trustedEvents.has(cause))
				return untrusted(`the workflow run was started by ${cause ?? 'an unknown event'}`, base);
			return trusted(`the workflow run was started by ${cause} in this repository`);
		}
		case 'deployment':
		case 'deployment_status': {
			// Preview services deploy the heads of forks too, and then name the commit alone.
			const ref = textAt(payload, 'deployment', 'ref');
			const sha = textAt(payload, 'deployment', 'sha');
			const named =
				ref !== null && ref !== '' && ref !== sha && !/^[0-9a-f]{7,64}$/i.test(ref) && !/^(?:refs\/)?pull\//.test(ref);
			return named
				? trusted(`a branch or tag of this repository was deployed`)
				: untrusted('a commit was deployed that may be of a fork', base);
		}
		default:
			return untrusted(`the event ${event} can be started by an outsider`, base);
	}
}

function textAt(payload: unknown, ...path: string[]): string | null {
	let value = payload;
	for (const key of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
		value = (value as Record<string, unknown>)[key];
	}
	return typeof value === 'string' ? value : null;
}

function commitAt(payload: unknown, ...path: string[]): string | null {
	const text = textAt(payload, ...path);
	return text !== null && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? text : null;
}
