const modes = new Map<number, string>();

/** Four octal digits; the same string each time, for images hold few modes and many files. */
export function octalMode(mode: number): string {
	let text = modes.get(mode);
	if (text === undefined) modes.set(mode, (text = mode.toString(8).padStart(4, '0')));
	return text;
}
