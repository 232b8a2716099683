import type {RemedyCode} from '../model/verdict.ts';
import {shellWord} from './escape.ts';
import {code, command, join, name, type Phrase, say} from './phrase.ts';
import type {RemedyContext} from './sentences.ts';

const image = (c: RemedyContext) => (c.image === null ? 'IMAGE' : shellWord(c.image));

/** What to do about a drift of the layer `image`, or about an image that could not be read. */
export const imageRemedies = {
	'rebuild-image-without-cache': (c) =>
		say`Rebuild without cache, push, and recreate the service: ${command(`docker build --no-cache --tag ${image(c)} . && docker push ${image(c)}`)} then, with Compose: ${command(`docker compose pull ${shellWord(c.service)} && docker compose up -d --force-recreate ${shellWord(c.service)}`)}`,
	'push-and-recreate': (c) =>
		say`Push the image, then recreate the service: ${command(`docker push ${image(c)}`)} then, with Compose: ${command(`docker compose pull ${shellWord(c.service)} && docker compose up -d --force-recreate ${shellWord(c.service)}`)}`,
	'name-the-path': (c) =>
		say`Name the directory in the image, beside ${code('from:')} under ${code('files:')}: ${join(
			(c.directories.length === 0 ? ['/the/directory/in/the/image'] : c.directories).map(
				(path) => say`${code(`to: ${path}`)}`,
			),
			' or ',
		)}.`,
	'correct-the-path': ({elsewhere}) => {
		if (elsewhere === null) return say`Correct ${code('to:')} under ${code('files:')}.`;
		const {directories, files, of, from} = elsewhere;
		const each = (write: (path: string) => string): Phrase =>
			join(
				directories.map((path) => say`${code(write(`/${path}`))}`),
				' or ',
			);
		return say`${files} of ${of} ${of === 1 ? 'file' : 'files'} of ${code(from)} ${files === 1 ? 'is' : 'are'} at ${each((path) => path)}: write ${each((path) => `to: ${path}`)}, if that is where the service reads them from. If it is not, correct the step that copies them into the image.`;
	},
	'pin-the-digest': (c) =>
		say`Deploy by digest, so that a tag cannot move: ${code(`image: ${c.imageName ?? 'IMAGE'}@sha256:…`)}, with the digest that the push printed.`,
	'pin-the-base': () =>
		say`Name the base image by the digest it was built on: ${code('base: IMAGE:TAG@sha256:…')}. Or let the build write it into the image: the annotations ${code('org.opencontainers.image.base.name')} and ${code('org.opencontainers.image.base.digest')}.`,
	'give-registry-credentials': (c) =>
		say`Give credentials that may read ${c.imageName === null ? 'the image' : code(c.imageName)}: log in before this step, or set ${code('registry-username')} to a user name and ${code('registry-password-env')} to the variable that holds the token. For a package of the same repository on GitHub: ${code('permissions: packages: read')}.`,
	'look-at-registry': (c) =>
		say`Look at what the registry holds: ${command(`docker buildx imagetools inspect ${image(c)}`)}. Push the image if it is not there, then look again.`,
	'reach-the-registry': () =>
		say`See whether the registry can be reached from here: its host and port, a proxy on the way, its certificate, whether it speaks TLS. Then look again.`,
	'name-the-platform': (c) =>
		say`Set ${code('platform')} of ${name(c.service)} to one that the image is there for, or remove it.`,
} satisfies Partial<Record<RemedyCode, (context: RemedyContext) => Phrase>>;
