import {FaultError} from '../../model/fault.ts';
import type {FileKind, World} from '../../world.ts';

/** What is wrong with the files a command is told to write, by their options: asked before anything is contacted. */
export async function destinationProblems(
	world: World,
	files: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
	const problems: string[] = [];
	for (const [option, file] of Object.entries(files)) {
		if (file === undefined) continue;
		if (file === '') problems.push(`${option} is empty: name the file to write`);
		else {
			const what = unfit[await kindAt(world, file)];
			if (what !== undefined) problems.push(`${option} ${file} is ${what}: name the file to write`);
		}
	}
	return problems;
}

const unfit: Readonly<Record<string, string | undefined>> = {
	directory: 'a directory',
	block: 'a block device',
	socket: 'a socket',
};

/** Of the entry, or of the directory that a link leads to. */
async function kindAt(world: World, file: string): Promise<FileKind | 'nothing'> {
	try {
		const {kind} = await world.files.stat(file);
		return kind === 'symlink' ? (await world.files.stat(`${file}/.`)).kind : kind;
	} catch (error) {
		if (error instanceof FaultError) return 'nothing';
		throw error;
	}
}
