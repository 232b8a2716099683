import type {RuntimeConfig} from '../../model/config.ts';
import type {FaultCode} from '../../model/fault.ts';
import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import {asked, mostMatched, objectPrinted} from './cloud-answer.ts';
import type {Answered} from './engine-answer.ts';
import {firstSaid} from './said.ts';

/** What is described, and the permission that IAM checks for it. */
const permissions = {services: 'run.services.get', revisions: 'run.revisions.get'} as const;

export type Gcloud = (what: keyof typeof permissions, name: string) => Promise<Answered>;

/** It neither asks nor offers to enable an API, which would change the project. */
const environment = {
	CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
	CLOUDSDK_CORE_SHOULD_PROMPT_TO_ENABLE_API: 'false',
	CLOUDSDK_CORE_DISABLE_COLOR: '1',
};

/** The user's own `gcloud`, with its account and its configuration. */
export const gcloudRun =
	(world: World, {project, region}: RuntimeConfig, timeout: number): Gcloud =>
	async (what, name) => {
		const place = [
			...(region === null ? [] : [`--region=${region}`]),
			...(project === null ? [] : [`--project=${project}`]),
		];
		const done = await asked(
			world,
			'gcloud',
			['run', what, 'describe', name, ...place, '--format=json'],
			{env: environment, timeout},
			'Google Cloud Run is asked with it',
		);
		if (done.exitCode !== 0) throw gcloudFault(world, done.stderr, permissions[what]);
		return objectPrinted(done.stdout, `gcloud run ${what} describe ${name}`);
	};

/** In this order: a token that cannot be renewed for want of a network is a matter of the network. */
const causes: readonly (readonly [RegExp, FaultCode, string])[] = [
	[
		/max retries exceeded|NameResolutionError|failed to resolve|connection (?:refused|reset|aborted)|network is unreachable|unable to find the server|\bConnectionError\b|timed out/i,
		'unreachable',
		'Google Cloud does not answer',
	],
	[
		/\bUNAUTHENTICATED\b|active account selected|refreshing your current auth tokens|reauthentication|invalid_grant|invalid authentication credentials|gcloud auth login|HTTPError 401/i,
		'unauthorized',
		'Google Cloud does not know who asks: log in, or renew the credentials',
	],
	[
		/cannot find (?:service|revision) \[|\bNOT_FOUND\b|HTTPError 404/i,
		'not-found',
		'Cloud Run has none of that name there',
	],
	[
		/\bRESOURCE_EXHAUSTED\b|HTTPError 429|rateLimitExceeded|quota exceeded/i,
		'rate-limited',
		'Google Cloud is asked too often',
	],
	[/\b(?:UNAVAILABLE|INTERNAL)\b|HTTPError 5\d\d/, 'server-error', 'Cloud Run failed'],
];

function gcloudFault(world: World, stderr: string, permission: string): FaultError {
	// Warnings and notices come before it, and a traceback or advice behind.
	const error = /^ERROR: .*$/m.exec(stderr)?.[0];
	const said = firstSaid(world, error ?? stderr);
	const whole = (error === undefined ? stderr : stderr.slice(stderr.indexOf(error))).slice(0, mostMatched);
	if (/\bPERMISSION_DENIED\b|HTTPError 403|does not have permission/i.test(whole))
		return forbidden(whole, said, permission);
	for (const [form, code, meaning] of causes) if (form.test(whole)) return new FaultError(code, `${meaning} (${said})`);
	return new FaultError('command-failed', `gcloud: ${said || 'it failed without a word'}`);
}

/** An API that is off refuses with the same code, and no permission would help. */
function forbidden(whole: string, said: string, permission: string): FaultError {
	if (/\bSERVICE_DISABLED\b|it is disabled/.test(whole))
		return new FaultError('forbidden', `the Cloud Run Admin API is not enabled in the project (${said})`);
	const [, missing] = /permission '?([a-z]+\.[A-Za-z]+\.[A-Za-z]+)'? denied/i.exec(whole) ?? [];
	return new FaultError('forbidden', `it takes the IAM permission ${missing ?? permission} (${said})`);
}
