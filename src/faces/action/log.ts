import type {Annotation, Sink} from '../../deliver/sink.ts';
import {formsOf} from '../../bytes/secret-forms.ts';
import type {Log} from '../../world.ts';
import {Masks} from '../masks.ts';
import type {Toolkit} from './toolkit.ts';

/** Milliseconds between two progress lines in a job's log, where no line can be replaced. */
const progressInterval = 15_000;

/**
 * The job's log. The runner reads commands out of plain lines, so none of ours may look like one. It masks too, in its
 * own log alone and in the forms it is told; `masks` holds what no line of ours may show.
 */
export function actionLog(core: Toolkit, now: () => number, masks: Masks = new Masks()): Log {
	let last = Number.NEGATIVE_INFINITY;
	return {
		info: (text) => core.info(harmless(masks.text(text))),
		warn: (text) => core.warning(masks.text(text)),
		debug: (text) => core.debug(masks.text(text)),
		progress(text) {
			if (now() - last < progressInterval) return;
			last = now();
			core.info(harmless(masks.text(text)));
		},
		mask(secret) {
			if (secret.trim().length < leastMasked) return;
			masks.add(secret);
			for (const form of formsOf(secret)) maskSecret(core, form);
		},
	};
}

/** Annotations and outputs through the toolkit, which escapes them. */
export const actionSink = (core: Toolkit): Sink => ({
	annotate({level, title, message, file}: Annotation) {
		core[level === 'notice' ? 'notice' : level](message, file === undefined ? {title} : {title, file});
	},
	output: (name, value) => core.setOutput(name, value),
});

/** A text of one or two characters would mask half the log and tell more than it hides. */
const leastMasked = 3;

function maskSecret(core: Toolkit, secret: string): void {
	for (const part of new Set([secret, ...secret.split(/\r?\n/)]))
		if (part.trim().length >= leastMasked) core.setSecret(part);
}

/**
 * `::command::` counts at the start of a line, blanks before it allowed; `##[command]` anywhere in it (runner:
 * ActionCommand). Other control characters are shown as their codes.
 */
export const harmless = (text: string): string =>
	text
		.replace(/\r\n?/g, '\n')
		.replace(
			/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g,
			(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
		)
		.replaceAll('##[', '# #[')
		.replace(/^(\s*)::/gm, '$1: :');
