// Stands in for aws and gcloud: it answers from a file, takes the options that they take, and fails in their words, as
// said by aws 1.45 and gcloud 528 to a server that answered what the services answer.
import {appendFileSync, readFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';

/** What is there. `says`: commands, by a pattern over their words, that are answered otherwise. */
export type Staged = {
	/** answers of `aws ecs`, by operation and by what they are asked about */
	readonly services: Readonly<Record<string, unknown>>;
	readonly tasks: readonly {readonly taskArn: string}[];
	readonly definitions: Readonly<Record<string, unknown>>;
	/** what `gcloud run` describes, by kind and name */
	readonly resources: Readonly<Record<string, unknown>>;
	readonly says: readonly {match: string; stdout?: string; stderr?: string; code: number}[];
};

const place = process.env['CLOUD_STAND_IN']!;
const [program, ...args] = process.argv.slice(2);
appendFileSync(join(place, 'asked'), `${JSON.stringify([program, ...args])}\n`);
const staged = JSON.parse(readFileSync(join(place, 'staged.json'), 'utf8')) as Staged;

function end(code: number, stdout: string, stderr = ''): never {
	for (const [descriptor, said] of [
		[1, stdout],
		[2, stderr],
	] as const)
		for (let rest = Buffer.from(said); rest.length > 0; ) rest = rest.subarray(writeSync(descriptor, rest));
	process.exit(code);
}

/** Values of the options, each of which must be one of those that are known. */
function options(words: readonly string[], known: readonly string[], unknown: (option: string) => never) {
	const values = new Map<string, string[]>();
	let at = '';
	for (const word of words) {
		const [option, value] = word.startsWith('--') ? word.split(/=(.*)/s) : [null, word];
		if (option !== null) {
			if (!known.includes(option!)) unknown(option!);
			values.set((at = option!), value === undefined ? [] : [value]);
		} else values.get(at)?.push(word);
	}
	return values;
}

const told = staged.says.find(({match}) => new RegExp(match).test([program, ...args].join(' ')));
if (told !== undefined) end(told.code, told.stdout ?? '', told.stderr);
if (program === 'aws') aws();
else gcloud();

function aws(): never {
	const [, operation, ...words] = args;
	const refuse = (name: string, code: string, message: string): never =>
		end(255, '', `\nAn error occurred (${code}) when calling the ${name} operation: ${message}\n`);
	const given = options(
		words,
		[
			...['--region', '--output', '--cluster'],
			...({
				'describe-services': ['--services'],
				'list-tasks': ['--service-name', '--desired-status'],
				'describe-tasks': ['--tasks'],
				'describe-task-definition': ['--task-definition'],
			}[operation!] ?? []),
		],
		(option) =>
			end(255, '', `usage: aws [options] <command> <subcommand> [parameters]\n\nUnknown options: ${option}\n`),
	);
	if (given.get('--output')?.[0] !== 'json') end(255, '', 'the answer would be a table\n');
	const cluster = given.get('--cluster')?.[0] ?? 'production';
	if (cluster !== 'production' && operation !== 'describe-task-definition')
		refuse('DescribeServices', 'ClusterNotFoundException', 'Cluster not found.');
	const missing = (kind: string, name: string): unknown => ({
		arn: `arn:aws:ecs:eu-central-1:123456789012:${kind}/${cluster}/${name}`,
		reason: 'MISSING',
	});
	switch (operation) {
		case 'describe-services': {
			const names = given.get('--services')!;
			return end(
				0,
				JSON.stringify({
					services: names.flatMap((name) => staged.services[name] ?? []),
					failures: names.flatMap((name) => (name in staged.services ? [] : [missing('service', name)])),
				}),
			);
		}
		case 'list-tasks': {
			const name = given.get('--service-name')![0]!;
			if (!(name in staged.services)) refuse('ListTasks', 'ServiceNotFoundException', 'Service not found.');
			return end(0, JSON.stringify({taskArns: staged.tasks.map(({taskArn}) => taskArn)}));
		}
		case 'describe-tasks': {
			const arns = given.get('--tasks')!;
			if (arns.length > 100)
				refuse('DescribeTasks', 'InvalidParameterException', 'Tasks cannot be described in batches of more than 100.');
			return end(0, JSON.stringify({tasks: staged.tasks.filter(({taskArn}) => arns.includes(taskArn)), failures: []}));
		}
		case 'describe-task-definition': {
			const arn = given.get('--task-definition')![0]!;
			if (!(arn in staged.definitions))
				refuse('DescribeTaskDefinition', 'ClientException', 'Unable to describe task definition.');
			return end(0, JSON.stringify({taskDefinition: staged.definitions[arn], tags: []}));
		}
		default:
			return end(255, '', `aws: error: argument operation: Invalid choice: ${operation}\n`);
	}
}

function gcloud(): never {
	const [, what, verb, name, ...words] = args;
	const command = `gcloud.run.${what}.${verb}`;
	const given = options(words, ['--region', '--project', '--format'], (option) =>
		end(2, '', `ERROR: (${command}) unrecognized arguments: ${option}\n`),
	);
	if (given.get('--format')?.[0] !== 'json') end(1, '', 'the answer would be YAML\n');
	if (!given.has('--region'))
		end(
			1,
			'',
			`ERROR: (${command}) You must specify a region. Either use the \`--region\` flag or set the run/region property.\n`,
		);
	const found = staged.resources[`${what}/${name}`];
	if (found === undefined) end(1, '', `ERROR: (${command}) Cannot find ${what!.replace(/s$/, '')} [${name}]\n`);
	end(0, JSON.stringify(found));
}
