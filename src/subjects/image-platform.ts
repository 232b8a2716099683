import {FaultError} from '../model/fault.ts';
import type {Platform} from '../model/platform.ts';
import {formatPlatform} from '../model/platform.ts';
import type {Descriptor} from './image-manifest.ts';
import {isConfigType} from './image-manifest.ts';

/** A manifest that somebody could run, and what it runs on. */
export type Candidate = {readonly descriptor: Descriptor; readonly platform: Platform};

/** The variant that a bare architecture means (image-index.md; containerd normalises the same way). */
const plainVariant = new Map([
	['arm64', 'v8'],
	['arm', 'v7'],
	['amd64', 'v1'],
]);

const variantOf = (platform: Platform): string => platform.variant ?? plainVariant.get(platform.architecture) ?? '';

// Other names that containerd takes an architecture by (containerd/platforms, database.go); whose index has both is ambiguous.
const otherNames = new Map<string, Omit<Platform, 'os'>>([
	['x86_64', {architecture: 'amd64'}],
	['x86-64', {architecture: 'amd64'}],
	['i386', {architecture: '386'}],
	['aarch64', {architecture: 'arm64'}],
	['armhf', {architecture: 'arm', variant: 'v7'}],
	['armel', {architecture: 'arm', variant: 'v6'}],
]);

// And a variant (the same place); `v8` in full is what a bare arm64 means.
const otherVariants = new Map([
	['arm64', new Map([['8', 'v8']])],
	['arm', new Map(['5', '6', '7', '8'].map((digit) => [digit, `v${digit}`]))],
]);

/** A platform as the specification names it: lower case, each architecture and variant by one name; i386 has none. */
function named(platform: Platform): Platform {
	const os = platform.os.toLowerCase();
	const written = platform.architecture.toLowerCase();
	const {architecture, variant: implied} = otherNames.get(written) ?? {architecture: written};
	if (written === 'i386') return {os, architecture};
	const stated = platform.variant?.toLowerCase();
	const variant = implied ?? otherVariants.get(architecture)?.get(stated ?? '') ?? stated;
	return variant === undefined ? {os, architecture} : {os, architecture, variant};
}

/** Whether both run on the same machines: linux/arm64 is linux/arm64/v8. */
export function samePlatform(one: Platform, other: Platform): boolean {
	const [a, b] = [named(one), named(other)];
	return a.os === b.os && a.architecture === b.architecture && variantOf(a) === variantOf(b);
}

/**
 * Whether an image that says `actual` may be what `asked` means: a variant that one side leaves open contradicts
 * nothing, since many builders write none into the configuration.
 */
export function fitsPlatform(asked: Platform, actual: Platform): boolean {
	if (samePlatform(asked, actual)) return true;
	const [a, b] = [named(asked), named(actual)];
	return (a.variant === undefined || b.variant === undefined) && a.os === b.os && a.architecture === b.architecture;
}

/** BuildKit's platform of attestations, which stand in an index beside the images they speak of: no machine is one. */
export const isNoPlatform = (platform: Platform | null): boolean =>
	platform?.os === 'unknown' && platform.architecture === 'unknown';

/** Whether an index calls it a companion. A word only: runtimes take a manifest by its platform, whatever it is called. */
export const isCalledCompanion = ({annotations, artifactType}: Descriptor): boolean =>
	annotations.has('vnd.docker.reference.type') ||
	(artifactType !== null && artifactType !== '' && !isConfigType(artifactType));

/**
 * The one manifest that is meant. Without a platform asked for there must be only one to run: this machine's own
 * platform says nothing about the machine that was deployed to.
 *
 * @throws FaultError `platform-missing`, `platform-ambiguous`
 */
export function selectPlatform(candidates: readonly Candidate[], asked: Platform | null): Candidate {
	const distinct = [...new Map(candidates.map((candidate) => [candidate.descriptor.digest, candidate])).values()];
	const offered = list(distinct);
	if (distinct.length === 0) throw new FaultError('platform-missing', 'the image index holds no image that can be run');
	if (asked === null) {
		if (distinct.length === 1) return distinct[0]!;
		throw new FaultError('platform-ambiguous', `the image index holds ${offered}: say which platform is deployed`);
	}
	const same = distinct.filter(({platform}) => samePlatform(asked, platform));
	if (same.length === 1) return same[0]!;
	if (same.length > 1) {
		throw new FaultError(
			'platform-ambiguous',
			`the image index holds ${same.length} images for ${formatPlatform(asked)}`,
		);
	}
	// `linux/riscv64` asked, one variant of it there: that is the one. Two: the asker must choose.
	const kin = asked.variant === undefined ? distinct.filter(({platform}) => fitsPlatform(asked, platform)) : [];
	if (kin.length === 1) return kin[0]!;
	if (kin.length > 1)
		throw new FaultError('platform-ambiguous', `${formatPlatform(asked)} is one of ${list(kin)}: name the variant`);
	throw new FaultError('platform-missing', `the image index holds no ${formatPlatform(asked)}, but ${offered}`);
}

function list(candidates: readonly Candidate[]): string {
	const names = candidates.map(({platform}) => formatPlatform(platform));
	return names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
}
