import {readDockerArchive} from '../../src/subjects/docker-archive.ts';
import {readOciArchive} from '../../src/subjects/oci-archive.ts';
import type {ReadOptions, SubjectRead} from '../../src/subjects/subject.ts';
import type {Members} from '../builders/archive.ts';
import {packed} from '../builders/archive.ts';
import {chunksOf} from '../builders/chunks.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';

type Piped = Uint8Array | Members;

const worldWith = (archive: Piped, cut?: number) => {
	const bytes = archive instanceof Uint8Array ? archive : packed(archive);
	return testWorld({stdin: () => chunksOf(bytes, cut)});
};

/** Reads an archive from standard input, whole or as the members it is packed from. */
export const readSavedImage = (
	archive: Piped,
	tag: string | null = null,
	options: Partial<ReadOptions> & {cut?: number} = {},
): Promise<SubjectRead> => readDockerArchive(worldWith(archive, options.cut), '-', tag, readOptions(options));

export const readLayoutImage = (
	archive: Piped,
	tag: string | null = null,
	options: Partial<ReadOptions> & {cut?: number} = {},
): Promise<SubjectRead> => readOciArchive(worldWith(archive, options.cut), '-', tag, readOptions(options));

export const pathsOf = ({manifest}: SubjectRead): readonly string[] => manifest.entries.map(({path}) => path);
export const gapsOf = ({manifest}: SubjectRead): readonly string[] => manifest.gaps.map(({fault}) => fault.code);
