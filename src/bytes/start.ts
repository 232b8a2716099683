import {createHash} from 'node:crypto';

/** How an image says that its process is started, as image-spec config.md and the engines name it. */
const members = ['Env', 'Entrypoint', 'Cmd', 'User', 'WorkingDir', 'ExposedPorts', 'Volumes', 'StopSignal'] as const;

/**
 * One hash, in hex, over how an image's process is started, values of variables included: two images with equal files
 * and an equal hash run alike, and the values themselves go nowhere. Left out, null and empty mean the same.
 */
export function startDigest(config: Readonly<Record<string, unknown>>): string {
	const stated = members.map((name) => {
		const value = Object.hasOwn(config, name) ? config[name] : null;
		if (Array.isArray(value)) return value.length === 0 ? null : value;
		if (typeof value === 'object' && value !== null) {
			const names = Object.keys(value).sort();
			return names.length === 0 ? null : names;
		}
		return value === '' || value === undefined ? null : value;
	});
	return createHash('sha256').update(JSON.stringify(stated)).digest('hex');
}
