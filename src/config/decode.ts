import type {Config, FailOn, SecretGrant, ServiceConfig} from '../model/config.ts';
import {inconsistencies} from './consistency.ts';
import {problemsOf} from './issues.ts';
import {acceptedName, nameRule} from './name.ts';
import type {Problem} from './problem.ts';
import {describeFound, inOrder, nearest, quote} from './problem.ts';
import type {RawService} from './schema.ts';
import {serviceSchema, topSchema} from './schema.ts';
import {serviceOf} from './service.ts';
import type {Located} from './yaml.ts';

/** What the caller knows about a document that the document itself must not say. */
export type Source = {
	/** as messages call it */
	readonly file: string;
	readonly trust: Config['trust'];
	readonly secrets: readonly SecretGrant[];
	/** only these; undefined or empty takes all */
	readonly services?: readonly string[];
	/** the environment where the document names none: that of the deployment event */
	readonly environment?: string | null;
};

export type Decoded = {readonly config: Config} | {readonly problems: readonly Problem[]};

const mostServices = 100;
const topOnly = ['version', 'fail-on', 'services'];

/** Reads a configuration file: a whole configuration, or every problem it has. Never rejects. */
export async function decodeConfig(text: string, source: Source): Promise<Decoded> {
	const {readYaml} = await import('./yaml.ts');
	const document = readYaml(text, source.file);
	return document.value === undefined ? {problems: inOrder(document.problems)} : decodeDocument(document, source);
}

/** The same for a document that was read already, or put together from action inputs. */
export function decodeDocument(document: Located & {readonly problems: readonly Problem[]}, source: Source): Decoded {
	const problems: Problem[] = [...document.problems];
	const stop = (found: string, accepted: string, todo: string, path: string[] = []): Decoded => {
		problems.push({...document.locate(path, 'value'), found, accepted, todo});
		return {problems: inOrder(problems)};
	};
	const top = document.value;
	if (typeof top !== 'object' || top === null || Array.isArray(top))
		return stop(
			describeFound(top),
			'a mapping with `version: 1` and `services`',
			'start from the example in docs/configuration.md',
		);

	const parsedTop = topSchema.safeParse(top);
	if (!parsedTop.success) problems.push(...problemsOf(parsedTop.error.issues, document, []));
	const stated = Object.hasOwn(top, 'services') ? (top as Record<string, unknown>)['services'] : undefined;
	if (typeof stated !== 'object' || stated === null || Array.isArray(stated)) return {problems: inOrder(problems)};
	const names = Object.keys(stated);
	if (names.length === 0)
		return stop('no service', 'at least one service', 'add a service: services: {api: {…}}', ['services']);
	if (names.length > mostServices)
		return stop(
			`${names.length} services`,
			`at most ${mostServices} services in one file`,
			'split the file and name each part with `config`',
			['services'],
		);

	const defaults = Object.fromEntries(Object.entries(top).filter(([key]) => !topOnly.includes(key)));
	const raw = new Map<string, RawService>();
	for (const name of names) {
		const wrong = nameRule(name);
		if (wrong)
			problems.push({
				...document.locate(['services', name], 'key'),
				found: quote(name),
				accepted: acceptedName,
				todo: wrong.todo,
			});
		const parsed = serviceSchema.safeParse((stated as Record<string, unknown>)[name]);
		if (parsed.success) raw.set(name, parsed.data);
		else problems.push(...problemsOf(parsed.error.issues, document, ['services', name]));
		problems.push(...inconsistencies(name, document, defaults, source.trust));
	}
	const wanted = source.services ?? [];
	for (const name of wanted) {
		if (names.includes(name)) continue;
		const meant = nearest(name, names);
		problems.push({
			place: source.file,
			path: 'services',
			found: `no service named ${quote(name)}`,
			accepted: names.slice(0, 20).map(quote).join(', ') + (names.length > 20 ? ', …' : ''),
			todo: meant === null ? 'name a service of the file' : `did you mean ${quote(meant)}?`,
		});
	}
	if (problems.length > 0 || !parsedTop.success) return {problems: inOrder(problems)};

	const {version: _, services: __, 'fail-on': failOn, ...shared} = parsedTop.data;
	const services: ServiceConfig[] = [];
	for (const [name, own] of raw) {
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		services.push(serviceOf(name, {...shared, ...own}, source.environment ?? null));
	}
	return {
		config: {origin: source.file, trust: source.trust, secrets: source.secrets, failOn: failOnOf(failOn), services},
	};
}

/** Each once, drift first. */
export function failOnOf(stated: 'none' | FailOn | readonly FailOn[] | undefined): readonly FailOn[] {
	if (stated === 'none') return [];
	if (stated === undefined) return ['drift', 'inconclusive'];
	const list = typeof stated === 'string' ? [stated] : stated;
	return (['drift', 'inconclusive'] as const).filter((one) => list.includes(one));
}

/** How many problems are shown; a file of nothing but mistakes needs no longer list. */
const shown = 100;

/** The text for a terminal or a job log: one block a problem, hostile characters already escaped. */
export function formatProblems(problems: readonly Problem[]): string {
	const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
	const blocks = problems.slice(0, shown).map((problem) => {
		const head = problem.path === '' ? problem.place : `${problem.place}  ${problem.path}`;
		return `${head}\n  found     ${problem.found}\n  accepted  ${problem.accepted}\n  to do     ${problem.todo}`;
	});
	if (problems.length > shown) blocks.push(`… and ${problems.length - shown} more`);
	return `${count} in the configuration. Nothing was contacted.\n\n${blocks.join('\n\n')}\n`;
}
