// Loaded into the command before its own code: on its way out it leaves the most memory it ever held, in KiB.
import {readFileSync, writeFileSync} from 'node:fs';

process.on('exit', () => {
	let peak = process.resourceUsage().maxRSS;
	try {
		// Elsewhere the number counts from the process that started this one.
		peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
	} catch {}
	writeFileSync(process.env.PEAK_FILE, String(peak));
});
