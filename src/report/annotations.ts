import type {ServiceReport} from '../model/report.ts';
import {line} from './escape.ts';
import {openLayer} from './open-layer.ts';
import {textOf} from './phrase.ts';
import {tally, worstFirst} from './several.ts';
import {shapeWords} from './shape-words.ts';
import {storyOf} from './story.ts';
import {trace} from './trace.ts';

/** A line in the job's log and beside the pull request's files. Plain text of one line; the toolkit escapes it for the log. */
export type Annotation = {
	readonly level: 'error' | 'warning' | 'notice';
	readonly title: string;
	readonly message: string;
	/** path in the repository */
	readonly file?: string;
};

/** GitHub shows this many annotations of one level and step. */
export const annotationLimit = 10;

const levels = {drift: 'error', inconclusive: 'warning', live: 'notice'} as const;

/** Each service's verdict, then the pull request's files it concerns; the last one says what is left out. */
export function annotationsOf(reports: readonly ServiceReport[]): readonly Annotation[] {
	const sorted = worstFirst(reports);
	const all = [...sorted.map(verdictLine), ...sorted.flatMap(fileLines)];
	if (all.length <= annotationLimit) return all;
	const {status, headline} = tally(reports);
	const left = all.length - annotationLimit + 1;
	return [
		...all.slice(0, annotationLimit - 1),
		{level: levels[status], title: textOf(headline), message: `${left.toLocaleString('en-US')} more in the report.`},
	];
}

const placeOf = ({verdict}: ServiceReport): string => line(`${verdict.service} in ${verdict.environment}`);

function verdictLine(report: ServiceReport): Annotation {
	const story = storyOf(report);
	const next = story.opened?.next ?? story.letItSee;
	const layer = openLayer(report.verdict);
	const shape = layer === null ? '' : textOf(shapeWords(layer));
	return {
		level: levels[story.status],
		title: textOf(story.headline),
		message: `${textOf(story.identity)}${shape === '' ? '' : `. ${shape.replace(/\.$/, '')}`}${next === null ? '' : `. ${story.opened?.next ? 'Do next' : 'To let it see'}: ${textOf(next)}`}`,
	};
}

function fileLines(report: ServiceReport): readonly Annotation[] {
	const layer = openLayer(report.verdict);
	if (report.verdict.status !== 'drift' || layer === null) return [];
	const title = placeOf(report);
	if (layer.layer === 'image')
		return (trace(report)?.traced ?? [])
			.filter((file) => !file.inImage)
			.map(({source, path}) => ({
				level: 'error',
				title,
				message: line(`Not in the deployed image as this commit has it: ${path}`),
				file: source.path,
			}));
	const {commit} = report.evidence;
	const pull = commit.status === 'observed' ? commit.value.pullRequest : null;
	if (layer.layer !== 'source' || pull?.status !== 'observed') return [];
	return pull.value.changed
		.filter((file) => file.inCommit === 'absent' || file.inCommit === 'other')
		.map((file) => ({
			level: 'error',
			title,
			message: file.inCommit === 'absent' ? 'Not in the expected commit.' : 'The expected commit holds other bytes.',
			file: file.path,
		}));
}
