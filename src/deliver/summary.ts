import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';

/** Bytes of UTF-8 that one step's summary may have ("Workflow commands", job summaries: 1 MiB a step). */
export const summaryLimit = 1 << 20;

/**
 * Adds to the job summary; false where there is none (older Enterprise Servers). The text has to fit: cutting Markdown
 * blindly could hide the verdict, so that is the report's work, and what is too large is refused as `too-large`.
 */
export async function deliverSummary(world: World, markdown: string): Promise<boolean> {
	const file = world.env['GITHUB_STEP_SUMMARY'];
	if (file === undefined || file === '') return false;
	const text = markdown.endsWith('\n') ? markdown : `${markdown}\n`;
	const bytes = new TextEncoder().encode(text).length;
	if (bytes > summaryLimit)
		throw new FaultError('too-large', `the job summary has ${bytes} bytes; GitHub takes ${summaryLimit}`);
	await world.files.append(file, text);
	return true;
}
