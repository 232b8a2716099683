/** Bytes of V8's heap from which on its collector is busy enough for the wait below to be worth a fiftieth of a second. */
const much = 64 * 2 ** 20;
/** Milliseconds; what V8 compiles beside us is done in a few. */
const patience = 20;

/**
 * Ends the process, with the loop turning a moment longer after a run that held much. V8 compiles on threads of its own;
 * one of them that finds no room waits for this thread to collect, and a thread that is on its way out joins the other
 * before it would: the process would stand there for good, its work done and told (nodejs/node#54918, open since 2024).
 */
export async function leave(code: number): Promise<never> {
	if (process.memoryUsage().heapTotal > much) await new Promise((resolve) => setTimeout(resolve, patience));
	process.exit(code);
}
