// Runs a script on Node 24.5 or newer, whatever Node started this, and installs what the run needs first.
// `npm test` and `npm run demo` both pass through here, so a fresh clone needs git, node 20 and npm alone.
//
//   node scripts/on-node-24.mjs [node flags] FILE [arguments]
//   node scripts/on-node-24.mjs --bin TOOL [arguments]     (a program of node_modules/.bin)
import {spawn, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {delimiter, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text) => process.stderr.write(`deploy-truth set-up: ${text}\n`);

const node = node24();
const path = `${dirname(node)}${delimiter}${join(top, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
const env = {...process.env, PATH: path};
installDependencies();

let args = process.argv.slice(2);
let program = node;
if (args[0] === '--bin') {
	program = join(top, 'node_modules', '.bin', `${args[1]}${process.platform === 'win32' ? '.cmd' : ''}`);
	args = args.slice(2);
}
const child = spawn(program, args, {stdio: 'inherit', env, shell: process.platform === 'win32'});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
	say(`cannot start ${program}: ${error.message}`);
	process.exit(4);
});
child.on('exit', (code, signal) =>
	process.exit(signal ? 128 + ({SIGINT: 2, SIGTERM: 15, SIGHUP: 1}[signal] ?? 9) : code),
);

function isNew(version) {
	const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
	return major > 24 || (major === 24 && minor >= 5);
}

/** The path of a Node that is new enough; brought from npm into .node24/ where this one is not. */
function node24() {
	if (isNew(process.version)) return process.execPath;
	const room = join(top, '.node24');
	const names = [`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`, 'node'];
	const file = process.platform === 'win32' ? 'node.exe' : 'node';
	const found = () => names.map((name) => join(room, 'node_modules', name, 'bin', file)).find(runs);
	const present = found();
	if (present) return present;
	for (const name of names) {
		say(`Node ${process.version} is older than 24.5: installing ${name}@24 into .node24/ (about 120 MB unpacked)`);
		rmSync(room, {recursive: true, force: true});
		mkdirSync(room, {recursive: true});
		writeFileSync(join(room, 'package.json'), '{"private": true}\n');
		const done = npm(
			['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', `${name}@24`],
			room,
			process.env,
		);
		const brought = done && found();
		if (brought) return brought;
	}
	say(
		'no Node 24 for this platform on npm. Install Node 24.5 or newer (https://nodejs.org) and run the command again.',
	);
	process.exit(4);
}

function runs(file) {
	if (!existsSync(file)) return false;
	const asked = spawnSync(file, ['--version'], {encoding: 'utf8'});
	return asked.status === 0 && isNew(asked.stdout.trim());
}

/** `npm ci`, only when the lock file is not the one that was installed last. */
function installDependencies() {
	const stamp = join(top, 'node_modules', '.deploy-truth-lock');
	const lock = createHash('sha256')
		.update(readFileSync(join(top, 'package-lock.json')))
		.digest('hex');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
	say('installing the locked dependencies (npm ci)');
	if (!npm(['ci', '--no-audit', '--no-fund'], top, env)) {
		say('npm ci failed; its message is above. Nothing else was run.');
		process.exit(4);
	}
	writeFileSync(stamp, lock);
}

/** npm's own output goes to stderr: stdout belongs to the command that is run. */
function npm(args, cwd, environment) {
	const tool = process.platform === 'win32' ? 'npm.cmd' : 'npm';
	const done = spawnSync(tool, args, {
		cwd,
		env: environment,
		stdio: ['ignore', 2, 2],
		shell: process.platform === 'win32',
	});
	return done.status === 0;
}
