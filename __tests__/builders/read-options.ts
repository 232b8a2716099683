import type {ReadOptions} from '../../src/subjects/subject.ts';

/** What a reader is told when nothing special is asked. */
export const readOptions = (changes: Partial<ReadOptions> = {}): ReadOptions => ({
	blobs: false,
	search: null,
	platform: null,
	plainHttp: false,
	credentials: null,
	timeouts: {connect: 5_000, answer: 5_000, stall: 5_000, request: 20_000},
	publicOnly: false,
	ca: null,
	assurance: 'any',
	layers: null,
	only: null,
	repository: process.cwd(),
	...changes,
});
