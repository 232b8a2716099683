import {acceptedDuration, parseDuration} from '../../config/duration.ts';
import {defaultTimeouts} from '../../config/service.ts';
import {FaultError} from '../../model/fault.ts';
import {alikeRules, type Ignorable, ignorables} from '../../model/ignorable.ts';
import {type ModesPolicy, modesPolicies} from '../../model/manifest.ts';
import {type Path, pathOf} from '../../model/path.ts';
import {parsePlatform} from '../../model/platform.ts';
import {readAuthority} from '../../subjects/authority.ts';
import {parseSubject} from '../../subjects/parse.ts';
import {placeOf} from '../../subjects/place.ts';
import {isPiped, type ReadOptions, type Subject} from '../../subjects/subject.ts';
import type {World} from '../../world.ts';
import {layersBetweenRuns} from './cache.ts';

/** What `manifest` and `diff` are told beside their subjects, as the user wrote it. */
export type ReadingArguments = {
	readonly path?: string;
	readonly platform?: string;
	readonly modes?: string;
	readonly assurance?: string;
	readonly plainHttp?: boolean;
	readonly blobs?: boolean;
	/** differences that do not count, each a word or several with commas between them */
	readonly ignore?: readonly string[];
	/** file with PEM certificates of a registry's own authority */
	readonly ca?: string;
	/** longest silence of a registry, as `10s` */
	readonly timeout?: string;
	/** directory where listings of image layers are kept between runs, or `none` */
	readonly cache?: string;
	/** directory of the git repository for `git:` subjects */
	readonly repo?: string;
};

export type Reading = {
	readonly subjects: readonly Subject[];
	readonly below: Path;
	readonly modes: ModesPolicy;
	readonly ignore: readonly Ignorable[];
	readonly options: ReadOptions;
};

/** Time limits where a registry may be silent this long (milliseconds). A blob has more time for a whole request, by its size. */
const silenceOf = (limit: number): ReadOptions['timeouts'] => ({
	connect: limit,
	answer: limit,
	stall: limit,
	request: 4 * limit,
});

/** Every problem at once, or what is to be read. No host is contacted. */
export async function readingOf(
	world: World,
	texts: readonly string[],
	args: ReadingArguments,
): Promise<Reading | {readonly problems: readonly string[]}> {
	const problems: string[] = [];
	const subjects: Subject[] = [];
	for (const text of texts) {
		const subject = parseSubject(text);
		if (typeof subject === 'string') problems.push(subject);
		else subjects.push(subject);
	}
	const piped = subjects.filter(isPiped);
	if (piped.length > 1) problems.push('only one subject can come from standard input');
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
	const timeout = args.timeout === undefined ? null : parseDuration(args.timeout);
	if (args.timeout !== undefined && timeout === null)
		problems.push(`--timeout ${args.timeout}: write ${acceptedDuration}`);
	const ca = args.ca === undefined ? null : await authorityOf(world, args.ca, problems);
	const ignore = ignoredBy(args.ignore ?? [], problems);
	const below = pathOf(args.path ?? '');
	if (below.clamped) problems.push(`--path ${args.path}: leaves the subject`);
	if (problems.length > 0 || modes === undefined || !known) return {problems};
	const options: ReadOptions = {
		blobs: args.blobs ?? false,
		search: null,
		platform,
		plainHttp: args.plainHttp ?? false,
		credentials: null,
		timeouts: timeout === null ? defaultTimeouts : silenceOf(timeout),
		publicOnly: false,
		ca,
		assurance,
		layers: layersBetweenRuns(world, args.cache),
		only: null,
		alike: alikeRules(ignore),
		repository: args.repo ?? world.files.cwd,
	};
	return {subjects, below: below.path, modes, ignore, options};
}

function ignoredBy(lists: readonly string[], problems: string[]): readonly Ignorable[] {
	const words = lists.flatMap((list) => list.split(',')).map((word) => word.trim());
	for (const word of new Set(words))
		if (!ignorables.some((rule) => rule === word))
			problems.push(`--ignore ${word === '' ? "''" : word}: accepted are ${ignorables.join(', ')}`);
	return ignorables.filter((rule) => words.includes(rule));
}

async function authorityOf(world: World, path: string, problems: string[]): Promise<string | null> {
	try {
		return await readAuthority(world, placeOf(world, path), `--ca ${path}`);
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		problems.push(error.fault.detail);
		return null;
	}
}

export function complainAbout(world: World, problems: readonly string[]): void {
	for (const problem of problems) world.log.info(`deploy-truth: ${problem}`);
}
