import type {Annotation, Sink} from './sink.ts';

/** Characters of a message that GitHub shows; the rest would only fill the log. */
const messageLimit = 4_000;

/** Shows annotations in their order. Control characters become blanks, so that no text can start a line of its own. */
export function deliverAnnotations(sink: Sink, annotations: readonly Annotation[]): void {
	for (const annotation of annotations)
		sink.annotate({
			...annotation,
			title: oneLine(annotation.title).slice(0, 255),
			message: oneLine(annotation.message).slice(0, messageLimit),
		});
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').toWellFormed();
