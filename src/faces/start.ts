import {onLostData} from './lost-output.ts';
import {version} from './version.ts';

/** HTTP through proxy variables and zstd are Node's own since here; an older one would stop at a syntax or import error. */
const oldest = [24, 5] as const;

/**
 * Starts the command line, unless this Node is too old for it or only the version was asked for: neither loads anything
 * else. Exit code 2 for an old Node: it is the user's to change.
 */
export async function start(args: readonly string[], load: () => Promise<(args: readonly string[]) => Promise<void>>) {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
		process.stderr.write(
			`deploy-truth: needs Node ${oldest.join('.')} or newer, and this is Node ${process.versions.node}: install Node 24 (https://nodejs.org) and run it again\n`,
		);
		process.exitCode = 2;
		return;
	}
	if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
		onLostData(process.stdout);
		process.stdout.write(`${version()}\n`);
		return;
	}
	await (await load())(args);
}
