import {FaultError} from '../../model/fault.ts';
import {textOfBytes} from '../../model/path.ts';
import {failed, type Git} from './command.ts';
import {type ObjectFormat, readBlobs} from './contents.ts';
import {nulRecords} from './records.ts';
import {readTree} from './tree.ts';

/** Whether any regular file of a commit holds the text. Literal, case counts, binary files too. */
export async function holdsText(git: Git, format: ObjectFormat, commit: string, text: string): Promise<boolean> {
	if (text === '') return true;
	const lines = text.split('\n');
	const line = lines.reduce((longest, next) => (next.length > longest.length ? next : longest));
	// git grep matches within lines, and no argument carries a NUL: then it names candidates, or nothing at all.
	const grep = line === '' || text.includes('\0') ? null : line;
	if (grep !== null && lines.length === 1) return (await run(git, ['-q'], grep, commit)).length > 0;
	const candidates = grep === null ? null : new Set(await run(git, ['-l', '-z'], grep, commit));
	if (candidates?.size === 0) return false;
	const blobs = new Map<string, number>();
	for (const entry of await readTree(git, commit, '')) {
		if (!entry.mode.startsWith('100') || candidates?.has(`${commit}:${entry.path}`) === false) continue;
		if (entry.size === null) throw new FaultError('file-missing', `the clone does not hold ${entry.path}`);
		blobs.set(entry.id, entry.size);
	}
	const requests = [...blobs].map(([id, size]) => ({id, size, texts: [text], keep: false}));
	for await (const blob of readBlobs(git, format, requests)) {
		if ('fault' in blob) throw new FaultError(blob.fault.code, blob.fault.detail);
		if (blob.found.length > 0) return true;
	}
	return false;
}

/** `commit:path` of files with a matching line; under `-q` one empty name stands for a match. */
async function run(git: Git, mode: readonly string[], line: string, commit: string): Promise<string[]> {
	const args = [
		'grep',
		...mode,
		'-F',
		'-a',
		'--no-textconv',
		'--no-recurse-submodules',
		'--no-color',
		'-e',
		line,
		commit,
		'--',
	];
	const stream = git.stream(args);
	stream.end();
	try {
		const names: string[] = [];
		for await (const record of nulRecords(stream.stdout)) names.push(textOfBytes(record));
		const done = await stream.done;
		// 1 with a message is a failure, as when an object cannot be read.
		if (done.exitCode > 1 || (done.exitCode === 1 && /^(?:error|fatal): /m.test(done.stderr)))
			throw failed('grep', done);
		return done.exitCode === 0 && names.length === 0 ? [''] : names;
	} finally {
		stream.kill();
	}
}
