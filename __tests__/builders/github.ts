import {githubRequest} from '../../src/faces/github.ts';
import type {GithubRequest, World} from '../../src/world.ts';
import type {FakeGithub} from '../fakes/github/server.ts';
import {testWorld} from './world.ts';

/** The real client, pointed at a fake; what it would have waited is noted instead. */
export function clientOf(github: FakeGithub, signal?: AbortSignal): {request: GithubRequest; waits: number[]} {
	const waits: number[] = [];
	const request = githubRequest({
		token: github.token,
		baseUrl: github.url,
		signal: signal ?? new AbortController().signal,
		sleep: async (milliseconds) => void waits.push(milliseconds),
		userAgent: 'test',
	});
	return {request, waits};
}

export const githubWorld = (github: FakeGithub): World =>
	testWorld({github: clientOf(github).request, sleep: async () => {}});
