/** One directive of nginx, or of Apache, whose sections are blocks too. `at`: `file:line`. Texts are bytes as characters (latin1). `block`: what stands between its braces. */
export type Directive = {
	readonly name: string;
	readonly args: readonly string[];
	readonly at: string;
	readonly block: readonly Directive[] | null;
};
