import "./rolldown-runtime-CLxXEZnf.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
// src/faces/stdin.ts
/** Standard input as it comes, read as fast as its reader is; a person at a terminal has nothing to give. */
async function* standardInput(signal) {
	const { stdin } = process;
	if (stdin.isTTY) throw new FaultError("file-unreadable", "standard input is a terminal: pipe or redirect into it");
	const stop = () => void stdin.destroy(new FaultError("cancelled", "stopped while standard input was read"));
	if (signal.aborted) stop();
	signal.addEventListener("abort", stop, { once: true });
	try {
		for await (const chunk of stdin) yield chunk;
	} catch (error) {
		if (error instanceof FaultError) throw error;
		const reason = error.code ?? error.message;
		throw new FaultError("file-unreadable", `standard input: ${reason}`, error);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
export { standardInput };
