import {setFlagsFromString} from 'node:v8';

let saving = false;

/**
 * From here on V8 collects as soon as its heap has grown by a third, not when it has doubled or more: beside what half a
 * million names take, as much again of what nobody needs would stand. Costs a run of ordinary size a tenth of its time,
 * so it is asked for only where there is much to hold; it stays, for what was much before is likely to come again.
 */
export function saveMemory(): void {
	if (saving) return;
	saving = true;
	setFlagsFromString('--optimize-for-size');
}
