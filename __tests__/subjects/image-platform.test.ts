import {describe, expect, test} from '@jest/globals';
import {parsePlatform} from '../../src/model/platform.ts';
import type {Descriptor} from '../../src/subjects/image-manifest.ts';
import type {Candidate} from '../../src/subjects/image-platform.ts';
import {fitsPlatform, selectPlatform} from '../../src/subjects/image-platform.ts';
import {faultOf} from '../adapters/registry/asking.ts';

const platformOf = (text: string) => parsePlatform(text)!;

/** Candidates of an index, each with a digest of its own. */
const offering = (...platforms: string[]): Candidate[] =>
	platforms.map((text, at) => ({
		platform: platformOf(text),
		descriptor: {digest: `sha256:${at.toString().repeat(64)}`} as unknown as Descriptor,
	}));
const select = (offered: Candidate[], asked: string | null): number =>
	offered.indexOf(selectPlatform(offered, asked === null ? null : platformOf(asked)));
const refusal = (offered: Candidate[], asked: string | null) => faultOf((async () => select(offered, asked))());

describe('which image of an index is meant', () => {
	test.each([
		['linux/amd64', 'linux/amd64/V1'],
		['linux/amd64/v1', 'linux/amd64/V1'],
		['linux/amd64/v2', 'linux/amd64/V2'],
		['linux/arm64', 'linux/arm64/8'],
		['linux/arm64/v8', 'linux/arm64/V8'],
		['linux/arm/v7', 'linux/arm/7'],
		['linux/arm', 'linux/arm/7'],
		['linux/arm/v6', 'linux/arm/6'],
		['linux/386', 'linux/i386/v2'],
	])('%s and %s are the same to containerd, so that neither is guessed', async (asked, other) => {
		const offered = [other, asked].map((text, at): Candidate => {
			const [os, architecture, variant] = text.split('/');
			const platform = {os: os!, architecture: architecture!, ...(variant === undefined ? {} : {variant})};
			return {...offering('linux/amd64')[0]!, platform, descriptor: {digest: `sha256:${at}`} as unknown as Descriptor};
		});
		expect((await refusal(offered, asked)).code).toBe('platform-ambiguous');
	});
	test.each([
		['linux/amd64', ['linux/arm64', 'linux/amd64'], 1],
		['linux/arm64', ['linux/amd64', 'linux/arm64/v8'], 1],
		['linux/arm64/v8', ['linux/amd64', 'linux/arm64'], 1],
		['linux/arm', ['linux/arm/v6', 'linux/arm/v7'], 1],
		['linux/arm/v6', ['linux/arm/v7', 'linux/arm/v6'], 1],
		['linux/amd64', ['linux/amd64/v3', 'linux/amd64'], 1],
		['linux/amd64', ['windows/amd64', 'linux/amd64/v3'], 1],
		[null, ['linux/s390x'], 0],
	])('asked for %s among %j', (asked, offered, at) => {
		expect(select(offering(...offered), asked)).toBe(at);
	});
	test.each([
		['linux/arm/v5', ['linux/arm/v6', 'linux/arm/v7'], 'platform-missing'],
		['linux/riscv64', ['linux/amd64'], 'platform-missing'],
		['windows/amd64', ['linux/amd64'], 'platform-missing'],
		['linux/arm', ['linux/arm/v5', 'linux/arm/v6'], 'platform-ambiguous'],
		['windows/amd64', ['windows/amd64', 'windows/amd64'], 'platform-ambiguous'],
		[null, ['linux/amd64', 'linux/arm64'], 'platform-ambiguous'],
		[null, [], 'platform-missing'],
	])('asked for %s among %j there is no answer: %s', async (asked, offered, code) => {
		const fault = await refusal(offering(...offered), asked);
		expect(fault.code).toBe(code);
		for (const platform of offered.slice(0, 12)) expect(fault.detail).toContain(platform);
	});
	test('the same image listed twice is one image', () => {
		const [one] = offering('linux/amd64');
		expect(selectPlatform([one!, {...one!}], null).descriptor).toBe(one!.descriptor);
	});
});

test.each([
	['linux/arm64', 'linux/arm64/v8', true],
	['linux/arm/v6', 'linux/arm', true],
	['linux/arm/v6', 'linux/arm/v7', false],
	['linux/amd64', 'linux/arm64', false],
	['linux/amd64', 'windows/amd64', false],
])('an image asked for as %s whose configuration says %s fits: %s', (asked, actual, fits) => {
	expect(fitsPlatform(platformOf(asked), platformOf(actual))).toBe(fits);
});
