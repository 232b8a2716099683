import type {ServiceConfig} from '../model/config.ts';
import {code, join, type Phrase, say} from './phrase.ts';

type Configured = Pick<ServiceConfig, 'image' | 'runtime' | 'live' | 'probes' | 'expect' | 'version'>;

/** What would let the next run see the process, without what is there already. */
export function letItSee({image, runtime, live, probes, expect, version}: Configured): Phrase {
	// A site that is served from nothing but files has no runtime to be named.
	const isSite = image === null && live !== null;
	const ways = [
		runtime === null && !isSite ? say`name what runs it (${code('runtime: docker')})` : [],
		live === null ? say`compare a file that is served (${code('live:')})` : [],
		live !== null && expect.length === 0
			? say`state a text that the commit before does not hold (${code('expect: [{files: assets/index-*.js, contains: …}]')})`
			: [],
		image !== null && image.baseline === null && live !== null
			? say`name the image that was deployed before (${code('baseline:')} under ${code('image:')})`
			: [],
		probes.length === 0 ? say`probe a route that only this commit mounts (${code('probes:')})` : [],
		version === null
			? say`accept what a version endpoint says (${code('accept: [self-reported]')} with ${code('version:')})`
			: [],
	].filter((way) => way.length > 0);
	const next = say`what was seen now is remembered, so the run over the next commit can tell`;
	if (ways.length === 0) return next;
	const last = ways.at(-1)!;
	const listed = ways.length === 1 ? last : say`${join(ways.slice(0, -1), ', ')}, or ${last}`;
	return say`${listed}; ${next}`;
}
