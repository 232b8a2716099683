import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';

/** What is wrong with the files a command is told to write, by their options: asked before anything is contacted. */
export async function destinationProblems(
	world: World,
	files: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
	const problems: string[] = [];
	for (const [option, file] of Object.entries(files)) {
		if (file === undefined) continue;
		if (file === '') problems.push(`${option} is empty: name the file to write`);
		else if (await isDirectory(world, file)) problems.push(`${option} ${file} is a directory: name the file to write`);
	}
	return problems;
}

async function isDirectory(world: World, file: string): Promise<boolean> {
	try {
		return (await world.files.stat(file)).kind === 'directory';
	} catch (error) {
		if (error instanceof FaultError) return false;
		throw error;
	}
}
