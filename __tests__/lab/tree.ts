import {spawnSync} from 'node:child_process';
import type {FileManifest} from '../../src/model/manifest.ts';
import {bytesOfText} from '../../src/model/path.ts';

const bytes = (text: string): string => Buffer.from(bytesOfText(text)).toString('latin1');

function fields(command: string, directory: string): string[] {
	const done = spawnSync('sh', ['-c', command], {cwd: directory, maxBuffer: 1 << 30});
	if (done.status !== 0) throw new Error(done.stderr.toString());
	return done.stdout.toString('latin1').split('\0').slice(0, -1);
}

/**
 * What lies below a directory as `find`, `stat` and `sha256sum` tell it, one line a name: nothing of ours takes part.
 * Names as Latin-1, so that they need not be UTF-8.
 */
export function treeOf(directory: string): string[] {
	const hashes = new Map<string, string>();
	for (const line of fields("find . -type f -printf '%P\\0' | xargs -0 -r sha256sum --zero --", directory))
		hashes.set(line.slice(66), line.slice(0, 64));
	const numbers = new Map<string, string>();
	for (const line of fields(
		"find . \\( -type c -o -type b \\) -printf '%P\\0' | xargs -0 -r stat --printf '%t:%T %n\\0' --",
		directory,
	)) {
		const [major = '', minor = ''] = line.slice(0, line.indexOf(' ')).split(':');
		numbers.set(line.slice(line.indexOf(' ') + 1), `${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}`);
	}
	const seen = fields("find . -mindepth 1 -printf '%y %m %P\\0%l\\0'", directory);
	const lines: string[] = [];
	for (let i = 0; i < seen.length; i += 2) {
		const [kind = '', mode = ''] = seen[i]!.split(' ', 2);
		const path = seen[i]!.slice(kind.length + mode.length + 2);
		const octal = mode.padStart(4, '0');
		if (kind === 'f') lines.push(`${path}\tfile ${octal} ${hashes.get(path)}`);
		else if (kind === 'l') lines.push(`${path}\tsymlink ${seen[i + 1]}`);
		else if (kind === 'd') lines.push(`${path}\tdirectory ${octal}`);
		else lines.push(`${path}\t${kind} ${octal} ${numbers.get(path) ?? ''}`);
	}
	return lines.sort();
}

/** A file manifest in the same words. */
export function linesOfManifest({entries}: FileManifest): string[] {
	return entries
		.map((entry) => {
			const path = bytes(entry.path);
			switch (entry.type) {
				case 'file':
					return `${path}\tfile ${entry.mode} ${entry.sha256}`;
				case 'symlink':
					return `${path}\tsymlink ${bytes(entry.target)}`;
				case 'directory':
					return `${path}\tdirectory ${entry.mode}`;
				case 'device':
					return `${path}\t${entry.kind === 'character' ? 'c' : 'b'} ${entry.mode} ${entry.major}:${entry.minor}`;
				case 'fifo':
					return `${path}\tp ${entry.mode} `;
				default:
					return `${path}\t${entry.type}`;
			}
		})
		.sort();
}

// What a Docker engine puts into every container (moby, daemon/initlayer): not of the image.
const engineMade =
	/^(?:\.dockerenv|dev|dev\/(?:console|pts|shm)|etc|etc\/(?:hostname|hosts|mtab|resolv\.conf)|proc|sys)\t/;

/** Both without what a Docker engine makes by itself. */
export const withoutEngineMade = (lines: readonly string[]): string[] => lines.filter((line) => !engineMade.test(line));
