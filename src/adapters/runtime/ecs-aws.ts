import type {RuntimeConfig} from '../../model/config.ts';
import type {FaultCode} from '../../model/fault.ts';
import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import {asked, mostMatched, objectPrinted} from './cloud-answer.ts';
import type {Answered} from './engine-answer.ts';
import {firstSaid} from './said.ts';

/** What is asked, and the permission that IAM checks for it. */
const permissions = {
	'describe-services': 'ecs:DescribeServices',
	'list-tasks': 'ecs:ListTasks',
	'describe-tasks': 'ecs:DescribeTasks',
	'describe-task-definition': 'ecs:DescribeTaskDefinition',
} as const;

export type Aws = (operation: keyof typeof permissions, args: readonly string[]) => Promise<Answered>;

/** The user's own `aws`, with its profile and its login. Version 1 refuses `--no-cli-pager`; the variable is for 2. */
export const awsEcs =
	(world: World, {region}: RuntimeConfig, timeout: number): Aws =>
	async (operation, args) => {
		const place = region === null ? [] : ['--region', region];
		const done = await asked(
			world,
			'aws',
			['ecs', operation, ...args, ...place, '--output', 'json'],
			{env: {AWS_PAGER: ''}, timeout},
			'Amazon ECS is asked with it',
		);
		if (done.exitCode !== 0) throw awsFault(world, done.stderr, permissions[operation]);
		return objectPrinted(done.stdout, `aws ecs ${operation}`);
	};

/** Codes of AWS, with the service's own and those that are common to all; and words of the command line itself. */
const causes: readonly (readonly [RegExp, FaultCode, string])[] = [
	[
		/\((?:ExpiredToken(?:Exception)?|RequestExpired|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature(?:Exception)?|MissingAuthenticationToken(?:Exception)?|InvalidIdentityToken(?:Exception)?)\)|unable to locate credentials|partial credentials found|config profile \(.*\) could not be found|error (?:when |while )?(?:retrieving|loading) (?:credentials|token|sso token)|SSO session|(?:token|session|credentials?) (?:has|have|is|are) expired|\baws (?:sso )?login\b/i,
		'unauthorized',
		'AWS does not know who asks: log in, or renew the credentials',
	],
	[
		/\((?:ClusterNotFoundException|ServiceNotFoundException)\)|unable to describe task definition/i,
		'not-found',
		'Amazon ECS has none of that name there',
	],
	[
		/\((?:Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|LimitExceededException)\)|rate exceeded/i,
		'rate-limited',
		'AWS is asked too often',
	],
	[
		/\((?:ServerException|InternalFailure|InternalError|InternalServer\w*|ServiceUnavailable\w*)\)/,
		'server-error',
		'Amazon ECS failed',
	],
	[/SSL validation failed/i, 'tls-untrusted', 'the certificate of AWS is not trusted here'],
	[
		/could not connect to the endpoint|connect timeout|read timeout|failed to connect to proxy|connection was closed|connection (?:refused|reset)|name or service not known|network is unreachable/i,
		'unreachable',
		'AWS does not answer',
	],
];

function awsFault(world: World, stderr: string, permission: string): FaultError {
	const said = firstSaid(world, stderr);
	const whole = stderr.slice(0, mostMatched);
	const [, missing] = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(whole) ?? [];
	if (missing !== undefined || /\((?:AccessDenied(?:Exception)?|UnauthorizedOperation|NotAuthorized)\)/.test(whole))
		return new FaultError('forbidden', `it takes the IAM permission ${missing ?? permission} (${said})`);
	for (const [form, code, meaning] of causes) if (form.test(whole)) return new FaultError(code, `${meaning} (${said})`);
	return new FaultError('command-failed', `aws: ${said || 'it failed without a word'}`);
}
