import type {Mutation} from './mutation.ts';

const containerTest = '__tests__/judge/container.test.ts';
const filesTest = '__tests__/judge/container-files.test.ts';
const stateTest = '__tests__/judge/container-state.test.ts';
const image = 'src/judge/replica-image.ts';
const files = 'src/judge/replica-files.ts';
const replica = 'src/judge/replica.ts';
const state = 'src/judge/replica-state.ts';
const settings = 'src/judge/replica-settings.ts';

/** Guards of how it is judged what runs. */
export const containerMutations: readonly Mutation[] = [
	{
		theme: 'tag-as-typed-is-no-identity',
		guard: 'restart-is-no-new-container',
		why: 'a restart is taken for a deployment that went wrong in another way',
		file: image,
		find: 'return created! < since! && since! < started!;',
		replace: 'return created! > started!;',
		test: {
			file: containerTest,
			name: 'a container that was restarted but not recreated still runs the image it was made from',
		},
	},
	{
		theme: 'tag-as-typed-is-no-identity',
		guard: 'index-of-platforms-decides-nothing',
		why: 'an image for another platform passes by the digest of the index above both',
		file: image,
		find: 'same.some(({platforms}) => platforms === 1)',
		replace: 'same.some(({platforms}) => platforms > 0)',
		test: {file: containerTest, name: 'does not say which of its images runs'},
	},
	{
		theme: 'tag-as-typed-is-no-identity',
		guard: 'contradiction-is-no-proof',
		why: 'a replica that names two images passes by the one of them',
		file: image,
		find: "if (foreign || content === false) return whole ? 'unknown' : 'another';",
		replace: "if (content === false) return whole ? 'unknown' : 'another';",
		test: {
			file: containerTest,
			name: 'a digest of the image and one of another in one replica contradict each other',
		},
	},
	{
		theme: 'tag-as-typed-is-no-identity',
		guard: 'absence-from-a-capped-index',
		why: 'the right image is called another because the list of its names was cut',
		file: image,
		find: 'named && image.members.length < mostMembers',
		replace: 'named',
		test: {file: containerTest, name: 'whose members were not all kept proves nothing by absence'},
	},
	{
		theme: 'engine-files-are-no-change',
		guard: 'engine-files',
		why: 'every container is drift, because engines write its hosts file',
		file: files,
		find: '!ignored(path) && !ofEngine.some((directory) => isWithin(whole(path), directory))',
		replace: '!ignored(path)',
		test: {file: filesTest, name: 'that every engine makes anew are no change'},
	},
	{
		theme: 'engine-files-are-no-change',
		guard: 'deployed-below-tmp',
		why: 'an application below /tmp is never compared',
		file: files,
		find: 'engineMade.filter((path) => path !== at && isWithin(path, at))',
		replace: 'engineMade',
		test: {file: filesTest, name: 'are compared in /tmp where that is where they belong'},
	},
	{
		theme: 'mounts-hide-files',
		guard: 'mount-is-named',
		why: 'a hidden image is told as a changed container, and recreating it helps nobody',
		file: files,
		find: 'const [first] = hiding;',
		replace: 'const [first] = [...hiding].slice(1);',
		test: {file: filesTest, name: 'a bind mount over the artifact’s directory serves the host’s files'},
	},
	{
		theme: 'mounts-hide-files',
		guard: 'unseen-below-a-mount',
		why: 'the word for the image stands for files that nobody looked at and the image does not hold',
		file: files,
		find: "if (over.length === 0) return {status: 'skipped'",
		replace: "if (over.length >= 0) return {status: 'skipped'",
		test: {file: filesTest, name: 'a mount over files that nobody looked at leaves open what is served'},
	},
	{
		theme: 'unread-containers-are-unknown',
		guard: 'replica-not-looked-into',
		why: 'a container without tar passes because its neighbor was read',
		file: files,
		find: "if (seen.status === 'unavailable') return unread(replica, seen.fault.code);",
		replace: "if (seen.status === 'unavailable') return {...unread(replica, seen.fault.code), status: 'skipped'};",
		test: {file: filesTest, name: 'were not seen whole where the container has no tar'},
	},
	{
		theme: 'unread-containers-are-unknown',
		guard: 'cut-list-of-differences',
		why: 'a thousand ignored differences hide the one that counts',
		file: files,
		find: 'const left = seen.moreChanges + seen.moreNewer;',
		replace: 'const left = seen.moreNewer;',
		test: {file: filesTest, name: 'were not seen whole where differences had no more room'},
	},
	{
		theme: 'unread-containers-are-unknown',
		guard: 'equal-to-nothing',
		why: 'files that were compared with an image nobody has any more pass',
		file: files,
		find: "if (evidence.image.status !== 'observed') return null;",
		replace: "if (evidence.image.status !== 'observed') return {assurance: 'verified', entries: [], gaps: []};",
		test: {file: containerTest, name: 'files that were equal to an image nobody has any more are equal to nothing'},
	},
	{
		theme: 'unread-containers-are-unknown',
		guard: 'process-older-than-its-files',
		why: 'files copied over a running process pass for what it runs',
		file: files,
		find: "if (old.length > 0) return {status: 'drift'",
		replace: "if (old.length < 0) return {status: 'drift'",
		test: {
			file: filesTest,
			name: 'that are right and younger than the process leave the process with what it loaded before',
		},
	},
	{
		theme: 'every-replica-counts',
		guard: 'mixed-replicas',
		why: 'one old replica of three is not told from three',
		file: replica,
		find: "drift(mixed ? 'mixed-replicas' : worst",
		replace: 'drift(worst',
		test: {file: containerTest, name: 'one of three replicas is old'},
	},
	{
		theme: 'every-replica-counts',
		guard: 'sidecars-serve-nobody',
		why: 'a sidecar of another image is drift, or stands for a service that does not run',
		file: state,
		find: "const service = seen.replicas.filter(({replica}) => replica.role === 'service');",
		replace: 'const service = seen.replicas;',
		test: {file: containerTest, name: 'other roles than the service’s do not count'},
	},
	{
		theme: 'every-replica-counts',
		guard: 'replicas-beyond-the-cap',
		why: 'the five hundred first replicas speak for all',
		file: state,
		find: '...(seen.more === 0 ? [] : [unseen(seen)])',
		replace: '...(seen.more >= 0 ? [] : [unseen(seen)])',
		test: {file: containerTest, name: 'replicas beyond those that are kept were not seen'},
	},
	{
		theme: 'every-replica-counts',
		guard: 'arguments-stay-home',
		why: 'a token on a command line is written into a pull request',
		file: settings,
		find: 'expected: first[0] ?? null,',
		replace: "expected: first.join(' '),",
		test: {file: stateTest, name: 'no argument of a command is ever told, only which'},
	},
];
