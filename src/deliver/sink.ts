/** A line for the job's log and the pull request's files; plain text, which the sink escapes. */
export type Annotation = {
	readonly level: 'error' | 'warning' | 'notice';
	readonly title: string;
	readonly message: string;
	readonly file?: string;
};

/** Where the runner takes annotations and outputs; the action's face passes the toolkit's. */
export type Sink = {
	readonly annotate: (annotation: Annotation) => void;
	readonly output: (name: string, value: string) => void;
};
