/** What setTimeout takes; anything longer would fire at once. */
const longest = 2 ** 31 - 1;

/** A timer that can be started over cheaply and cleared more than once; `idle`: it keeps no process alive. */
export function timerOf(milliseconds: number, ring: () => void, idle = false): {again: () => void; clear: () => void} {
	const timer = setTimeout(ring, Math.min(Math.max(milliseconds, 1), longest));
	if (idle) timer.unref();
	let over = false;
	return {
		again: () => {
			if (!over) timer.refresh();
		},
		clear: () => {
			over = true;
			clearTimeout(timer);
		},
	};
}
