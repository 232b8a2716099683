import {defaultTimeouts} from '../../config/service.ts';
import {type ModesPolicy, modesPolicies} from '../../model/manifest.ts';
import {type Path, pathOf} from '../../model/path.ts';
import {parsePlatform} from '../../model/platform.ts';
import {parseSubject} from '../../subjects/parse.ts';
import type {ReadOptions, Subject} from '../../subjects/subject.ts';
import type {World} from '../../world.ts';

/** What `manifest` and `diff` are told beside their subjects, as the user wrote it. */
export type ReadingArguments = {
	readonly path?: string;
	readonly platform?: string;
	readonly modes?: string;
	readonly assurance?: string;
	readonly plainHttp?: boolean;
	readonly blobs?: boolean;
	/** directory of the git repository for `git:` subjects */
	readonly repo?: string;
};

export type Reading = {
	readonly subjects: readonly Subject[];
	readonly below: Path;
	readonly modes: ModesPolicy;
	readonly options: ReadOptions;
};

/** Every problem at once, or what is to be read. Nothing is contacted. */
export function readingOf(
	world: World,
	texts: readonly string[],
	args: ReadingArguments,
): Reading | {readonly problems: readonly string[]} {
	const problems: string[] = [];
	const subjects: Subject[] = [];
	for (const text of texts) {
		const subject = parseSubject(text);
		if (typeof subject === 'string') problems.push(subject);
		else subjects.push(subject);
	}
	const platform = args.platform === undefined ? null : parsePlatform(args.platform);
	if (args.platform !== undefined && platform === null) {
		problems.push(`--platform ${args.platform}: write os/architecture or os/architecture/variant, as linux/arm64/v8`);
	}
	const stated = args.modes ?? 'executable';
	const modes = modesPolicies.find((policy) => policy === stated);
	if (modes === undefined) problems.push(`--modes ${stated}: accepted are ${modesPolicies.join(', ')}`);
	const assurance = args.assurance ?? 'any';
	const known = assurance === 'any' || assurance === 'verified';
	if (!known) problems.push(`--assurance ${assurance}: accepted are any, verified`);
	const below = pathOf(args.path ?? '');
	if (below.clamped) problems.push(`--path ${args.path}: leaves the subject`);
	if (problems.length > 0 || modes === undefined || !known) return {problems};
	const options: ReadOptions = {
		blobs: args.blobs ?? false,
		search: null,
		platform,
		plainHttp: args.plainHttp ?? false,
		credentials: null,
		timeouts: defaultTimeouts,
		publicOnly: false,
		ca: null,
		assurance,
		layers: null,
		only: null,
		repository: args.repo ?? world.files.cwd,
	};
	return {subjects, below: below.path, modes, options};
}

export function complainAbout(world: World, problems: readonly string[]): void {
	for (const problem of problems) world.log.info(`deploy-truth: ${problem}`);
}
