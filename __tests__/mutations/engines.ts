import type {Mutation} from './mutation.ts';

const docker = (name: string): Mutation['test'] => ({file: '__tests__/adapters/runtime/docker.test.ts', name});
const command = 'src/adapters/runtime/engine-command.ts';

/** Guards of what an engine tells of its containers. */
export const engineMutations: readonly Mutation[] = [
	{
		theme: 'tag-as-typed-is-no-identity',
		guard: 'image-of-a-container-is-that-of-its-id',
		why: 'a container of the old image passes for the new one once the tag is pulled',
		file: 'src/adapters/runtime/engine-container.ts',
		find: 'const started = imageId === null ? null : (images.get(imageId) ?? null);',
		replace: 'const started = image === null ? null : (images.get(image) ?? null);',
		test: docker('is that of its ID with its repository digests'),
	},
	{
		theme: 'tag-as-typed-is-no-identity',
		guard: 'task-elsewhere-is-known-by-a-digest-alone',
		why: 'the tag in a specification passes for what a node has started',
		file: 'src/adapters/runtime/swarm-replica.ts',
		find: "const pinned = image?.includes('@') ? [image] : [];",
		replace: "const pinned = [image ?? ''];",
		test: {file: '__tests__/adapters/runtime/swarm.test.ts', name: 'that was pinned to no digest is known by none'},
	},
	{
		theme: 'engine-digests-are-a-set',
		guard: 'every-repository-digest-is-kept',
		why: 'an image is not known by the repository it was deployed from',
		file: 'src/adapters/runtime/engine-images.ts',
		find: "...(textsOf(image['RepoDigests'], 100) ?? []), ",
		replace: '',
		test: docker('is that of its ID with its repository digests'),
	},
	{
		theme: 'digests-by-membership',
		guard: 'image-that-came-is-the-one-that-was-asked-for',
		why: 'the digests of one image are told of another',
		file: 'src/adapters/runtime/engine-images.ts',
		find: '(isId.test(name) && bare(name) !== bare(id))',
		replace: 'false',
		test: docker('is not believed to be what came under another ID'),
	},
	{
		theme: 'mounts-hide-files',
		guard: 'tmpfs-is-a-mount',
		why: 'an empty directory over the files of the image is not told',
		file: 'src/adapters/runtime/engine-container.ts',
		find: "const asked = within(raw, 'HostConfig', 'Tmpfs');",
		replace: 'const asked = undefined;',
		test: docker('is kept by names, times, digests and words of state'),
	},
	{
		theme: 'unread-containers-are-unknown',
		guard: 'engine-that-fails-is-no-empty-engine',
		why: 'an engine out of reach passes for one without containers',
		file: command,
		find: 'if (exitCode !== 0) throw engineFault(stderr, {command, ...question});',
		replace: '',
		test: docker('that cannot be asked is a fault and never an answer'),
	},
	{
		theme: 'unread-containers-are-unknown',
		guard: 'copy-that-fails-is-no-copy',
		why: 'the files that came before an engine failed pass for all of them',
		file: command,
		find: 'if (exitCode !== 0) throw engineFault(said, {command, ...question});',
		replace: '',
		test: docker('of an engine that fails in the middle are a fault, whatever came'),
	},
	{
		theme: 'unread-containers-are-unknown',
		guard: 'container-that-is-gone-is-no-missing-file',
		why: 'a container that was replaced while we look has lost its files',
		file: 'src/adapters/runtime/docker-fault.ts',
		find: "return new FaultError('not-running', asked.gone);",
		replace: "return new FaultError('not-found', asked.gone);",
		test: docker('says that nothing is at a path, and tells a path from a container that is gone'),
	},
];
