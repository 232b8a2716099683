import type {Config, FailOn, SecretGrant} from '../model/config.ts';
import type {Decoded, Source} from './decode.ts';
import {decodeDocument, failOnOf} from './decode.ts';
import {parseGrants} from './grant.ts';
import {inputs} from './input-table.ts';
import {acceptedInside, insideRule, plainInside} from './location.ts';
import {acceptedCommit, commitRule} from './name.ts';
import type {GetInput} from './overlay.ts';
import {keysOf, overlay, placeOfInput} from './overlay.ts';
import {bindPassword, halfGiven} from './password.ts';
import type {Problem} from './problem.ts';
import {inOrder, nearest, quote} from './problem.ts';

export const defaultFile = '.github/deploy-truth.yml';

/** What the face knows of the run. */
export type InputContext = {
	readonly trust: Config['trust'];
	/** the configuration file that {@link fileOfInputs} asked for; null: there is none */
	readonly file: {readonly name: string; readonly text: string} | null;
	/** the repository's name, for a service that nobody named */
	readonly service: string | null;
	/** that of the deployment event */
	readonly environment: string | null;
};

type Common = {
	/** of the repository, relative to the workspace; '' is the workspace */
	readonly directory: string;
	/** '' is none */
	readonly githubToken: string;
	readonly comment: boolean;
	/** relative to `directory`: where to write */
	readonly out: string;
};

/** What the action was asked to do, by mode. */
export type Asked =
	| (Common & {
			readonly mode: 'verify';
			readonly config: Config;
			/** whether listings of image layers are kept between runs; null: where there is a secret that proves them */
			readonly cache: boolean | null;
			/** where the last result is remembered beside the comment */
			readonly memory: 'directory' | 'cache';
	  })
	| (Common & {
			readonly mode: 'record' /** relative to `directory` */;
			readonly artifact: string;
			readonly commit: string | null;
	  })
	| (Common & {
			readonly mode: 'report' /** relative to `directory` */;
			readonly evidence: readonly string[];
			readonly failOn: readonly FailOn[];
	  });

export type AskedOrNot = {readonly asked: Asked} | {readonly problems: readonly Problem[]};

type Say = (name: string, found: string, accepted: string, todo: string) => void;

/** Which configuration file to read before {@link decodeInputs}; null: none. A file that is named must exist. */
export function fileOfInputs(get: GetInput): {readonly file: string | null; readonly mustExist: boolean} {
	const named = get('config');
	if (!['', 'verify'].includes(get('mode')) || named === 'none') return {file: null, mustExist: false};
	return named === '' ? {file: defaultFile, mustExist: false} : {file: named, mustExist: true};
}

/** Reads the action's inputs: what was asked, or every problem they have. Never rejects. */
export async function decodeInputs(get: GetInput, context: InputContext): Promise<AskedOrNot> {
	const problems: Problem[] = [];
	const say: Say = (name, found, accepted, todo) =>
		problems.push({place: placeOfInput(name), path: '', found, accepted, todo});
	refuseUnknown(get, say);
	const mode = choice(get('mode') || 'verify', ['verify', 'record', 'report'], 'mode', say);
	const comment = choice(get('comment') || 'true', ['true', 'false'], 'comment', say) === 'true';
	const cache = get('cache') === '' ? null : choice(get('cache'), ['true', 'false'], 'cache', say) === 'true';
	const memory = choice(get('memory') || 'directory', ['directory', 'cache'], 'memory', say);
	const failOn = failOnInput(get('fail-on'), say);
	const grants = parseGrants(get('secrets'), placeOfInput('secrets'));
	problems.push(...grants.problems);
	const inside = (name: string, text: string): string => {
		const wrong = insideRule(text);
		if (wrong) say(name, quote(text), acceptedInside, wrong.todo);
		return plainInside(text);
	};
	const common: Common = {
		directory: inside('working-directory', get('working-directory') || '.'),
		githubToken: get('github-token'),
		comment,
		out: inside('out', get('out') || (mode === 'record' ? '.deploy-truth/record.json' : '.deploy-truth')),
	};
	let asked: Asked | null = null;
	if (mode === 'record') {
		const [artifact, commit] = [get('artifact'), get('commit')];
		if (artifact === '')
			say(
				'artifact',
				'nothing',
				'the directory that the build wrote, such as dist',
				'add `artifact` to the inputs of the step',
			);
		const wrong = commit === '' ? null : commitRule(commit);
		if (wrong) say('commit', quote(commit), acceptedCommit, wrong.todo);
		asked = {...common, mode, artifact: artifact === '' ? '' : inside('artifact', artifact), commit: commit || null};
	} else if (mode === 'report') {
		const evidence = linesOf(get('evidence'));
		if (evidence.length === 0)
			say(
				'evidence',
				'nothing',
				'evidence files or directories, one a line',
				'add `evidence` to the inputs of the step',
			);
		asked = {
			...common,
			mode,
			evidence: evidence.map((path) => inside('evidence', path)),
			failOn: failOn ?? failOnOf(undefined),
		};
	} else if (mode === 'verify') {
		const decoded = await verifyInputs(get, context, grants.grants);
		if ('problems' in decoded) problems.push(...decoded.problems);
		else
			asked = {
				...common,
				mode,
				cache,
				memory: memory === 'cache' ? memory : 'directory',
				config: failOn === null ? decoded.config : {...decoded.config, failOn},
			};
	}
	return asked === null || problems.length > 0 ? {problems: inOrder(problems)} : {asked};
}

/** The configuration: the file with the inputs laid over it, or the inputs as one service. */
async function verifyInputs(get: GetInput, context: InputContext, secrets: readonly SecretGrant[]): Promise<Decoded> {
	const given = await keysOf(get);
	const problems: Problem[] = [...given.problems, ...halfGiven(get)];
	const wanted = linesOf(get('service'));
	const source: Source = {
		file: context.file?.name ?? 'action inputs',
		trust: context.trust,
		secrets,
		services: context.file === null ? [] : wanted,
		environment: context.environment,
	};
	if (context.file === null) {
		if (given.keys.size === 0 && problems.length === 0) return {problems: [nothingGiven]};
		if (wanted.length > 1)
			problems.push({
				place: placeOfInput('service'),
				path: '',
				found: `${wanted.length} names`,
				accepted: 'one name where there is no configuration file',
				todo: `describe several services in ${defaultFile}`,
			});
		const name = wanted[0] ?? context.service ?? 'service';
		const empty = {
			value: {version: 1, services: {[name]: {}}},
			locate: () => ({place: wanted.length > 0 ? placeOfInput('service') : 'action inputs', path: ''}),
		};
		return bindPassword(decodeDocument({...overlay(empty, [name], given), problems}, source), get);
	}
	const {readYaml} = await import('./yaml.ts');
	const file = readYaml(context.file.text, context.file.name);
	if (file.value === undefined) return {problems: [...file.problems, ...problems]};
	const stated = (file.value as {services?: unknown} | null)?.services;
	const all = typeof stated === 'object' && stated !== null && !Array.isArray(stated) ? Object.keys(stated) : [];
	const chosen = wanted.length > 0 ? all.filter((name) => wanted.includes(name)) : all;
	for (const input of inputs)
		if (chosen.length > 1 && input.single && given.keys.has(input.name))
			problems.push({
				place: placeOfInput(input.name),
				path: '',
				found: `\`${input.name}\` for ${chosen.length} services`,
				accepted: 'this input where the run is about one service',
				todo: 'name the service with `service`, or move the key into the file',
			});
	const laid = overlay(file, chosen, given);
	return bindPassword(decodeDocument({...laid, problems: [...file.problems, ...problems]}, source), get);
}

const nothingGiven: Problem = {
	place: 'action inputs',
	path: '',
	found: 'no inputs that describe a service, and no configuration file',
	accepted: `\`image\`, \`files\`, \`probes\` or \`live\` as inputs, or the file ${defaultFile}`,
	todo: `add \`image\` or \`probes\` to the inputs of the step, or write ${defaultFile}; docs/configuration.md has examples of both`,
};

/** The runner passes on inputs that `action.yml` does not have; those that mean something elsewhere must not vanish. */
function refuseUnknown(get: GetInput, say: Say): void {
	if (get('registry-password-env') !== '')
		say(
			'registry-password-env',
			'a key of the configuration file',
			'`registry-password` as an input',
			'give the value as `registry-password: ${{ secrets.NAME }}`',
		);
}

function choice<const T extends string>(text: string, accepted: readonly T[], name: string, say: Say): T | null {
	const found = accepted.find((word) => word === text);
	if (found !== undefined) return found;
	const meant = nearest(text, accepted);
	say(
		name,
		quote(text),
		accepted.join(', '),
		meant === null ? 'write one of the accepted words' : `did you mean ${meant}?`,
	);
	return null;
}

function failOnInput(text: string, say: Say): readonly FailOn[] | null {
	if (text === '') return null;
	if (text === 'none') return [];
	const words = text.split(/[\s,]+/).filter((word) => word !== '');
	const known = words.map((word) => choice(word, ['drift', 'inconclusive'], 'fail-on', say));
	return failOnOf(known.filter((word) => word !== null));
}

const linesOf = (text: string): readonly string[] =>
	text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
