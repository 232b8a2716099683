import {readFileSync} from 'node:fs';

/** Read from package.json, which stands in `dist/`, above its chunks, and above `src/`. */
export function version(): string {
	for (const place of ['./package.json', '../package.json', '../../package.json']) {
		try {
			const found = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as {
				name?: string;
				version?: string;
			};
			if (found.name === 'deploy-truth' && found.version) return found.version;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		}
	}
	return 'unknown';
}
