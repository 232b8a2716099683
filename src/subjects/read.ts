import type {World} from '../world.ts';
import type {ReadOptions, Subject, SubjectRead} from './subject.ts';

/** Reads a subject's files; each kind's reader is loaded when it is first needed. Rejects with FaultError. */
export async function readSubject(world: World, subject: Subject, options: ReadOptions): Promise<SubjectRead> {
	switch (subject.kind) {
		case 'dir':
			return (await import('./dir.ts')).readDirectory(world, subject.path, options);
		case 'git':
			return (await import('./git.ts')).readGitTree(world, subject.revision, subject.path, options);
		case 'registry':
			return (await import('./registry.ts')).readRegistry(world, subject.reference, options);
		case 'oci-dir':
			return (await import('./oci-dir.ts')).readOciDir(world, subject.path, subject.tag, options);
		case 'docker':
			return (await import('./docker.ts')).readEngineImage(world, subject.reference, options);
		case 'oci-archive':
			return (await import('./oci-archive.ts')).readOciArchive(world, subject.path, subject.tag, options);
		case 'docker-archive':
			return (await import('./docker-archive.ts')).readDockerArchive(world, subject.path, subject.tag, options);
		case 'container':
		case 'pod':
			return (await import('./running.ts')).readRunning(world, subject, options);
		case 'file': {
			const {record: _, ...read} = await (await import('./file.ts')).readFileSubject(world, subject.path);
			return read;
		}
	}
}
