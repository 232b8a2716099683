/** KiB ever held at once, from which on V8's collector has had work; a bare Node holds half of it. */
const much = 96 * 1024;
/** Milliseconds; what V8 compiles beside us is done in a few. */
const patience = 25;

/**
 * Ends the process, with the loop turning a moment longer after a run that held much. V8 compiles on threads of its own;
 * one of them that finds no room waits for this thread to collect, and a thread that is on its way out waits for the
 * other first: the process stood there for good, its work done and told, about once in a hundred runs over large images
 * (nodejs/node#54918, open since 2024). The loop serves it while nothing runs that would have more compiled.
 */
export async function leave(code: number): Promise<never> {
	if (process.resourceUsage().maxRSS > much) await new Promise((resolve) => setTimeout(resolve, patience));
	process.exit(code);
}
