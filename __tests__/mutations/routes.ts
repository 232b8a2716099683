import type {Mutation} from './mutation.ts';

const doubtsTest = '__tests__/observe/probe-doubts.test.ts';
const liveTest = '__tests__/observe/live-named.test.ts';
const reading = 'src/judge/reading.ts';
const doubts = 'src/observe/probe-doubts.ts';

/** Guards of what is asked where an answer leaves a doubt, and of what is made of it. */
export const routeMutations: readonly Mutation[] = [
	{
		theme: 'control-tells-the-route',
		guard: 'proxys-404-is-no-absence',
		why: 'a repaired rule of a proxy is called a deployment',
		file: 'src/judge/absence.ts',
		find: "if (kind === 'proxy' || kind === 'either') return undefined;",
		replace: '',
		test: {file: '__tests__/judge/running.test.ts', name: 'and not where a proxy wrote it, or may have'},
	},
	{
		theme: 'control-tells-the-route',
		guard: 'page-is-of-the-build-whose-scripts-it-loads',
		why: 'the old page is called live because a new style lies beside it',
		file: 'src/judge/live.ts',
		find: "if (stranger === 'excused') return [];",
		replace: 'if (stranger !== null) return [];',
		test: {
			file: '__tests__/observe/live-page.test.ts',
			name: 'in place of the build’s own is another build’s page, though its style is new',
		},
	},
	{
		theme: 'control-tells-the-route',
		guard: 'page-of-the-build-may-load-what-is-made-later',
		why: 'a healthy site is called another build because a script is made when its service starts',
		file: 'src/judge/live-page.ts',
		find: 'if (own !== undefined && servedAs(own) !== null) return strangers;',
		replace: '',
		test: {
			file: '__tests__/observe/live-page.test.ts',
			name: 'is the build’s page where its bytes are: the build meant it to',
		},
	},
	{
		theme: 'caches-are-asked-past',
		guard: 'cached-right-answer-is-confirmed',
		why: 'a cache hides for hours that the origin broke',
		file: reading,
		find: 'if (cacheOf(answer) === null || !isSafe(probe.method)) return true;',
		replace: 'if (probe !== null) return true;',
		test: {file: doubtsTest, name: 'that answers rightly over an origin that broke since is not believed'},
	},
	{
		theme: 'caches-are-asked-past',
		guard: 'replica-is-no-cache',
		why: 'a cache is purged because two replicas answer in turn',
		file: doubts,
		find: "if (cache !== null || fresh.status !== 'observed' || isWrong(probe, fresh.value)) return fresh;",
		replace: 'if (fresh !== null) return fresh;',
		test: {file: doubtsTest, name: 'is not blamed for replicas that answer in turn'},
	},
	{
		theme: 'caches-are-asked-past',
		guard: 'stale-origin-is-no-cache',
		why: 'a cache is purged because the origin serves the deployment before',
		file: 'src/judge/live.ts',
		find: 'if (isExpected(file, fresh)) return',
		replace: "if (fresh.status === 'observed') return",
		test: {file: liveTest, name: 'that come past the cache as well are not the cache’s'},
	},
	{
		theme: 'not-everything-is-asked-again',
		guard: 'unsafe-is-asked-once',
		why: 'a request that changes something is sent twice more',
		file: doubts,
		find: "if (seen.answer.status !== 'observed' || !isSafe(probe.method) || !isHttp(probe)) return nothing;",
		replace: "if (seen.answer.status !== 'observed') return nothing;",
		test: {file: doubtsTest, name: 'and one that may have changed something is asked nothing more, whatever it is'},
	},
	{
		theme: 'not-everything-is-asked-again',
		guard: 'open-endpoint-is-asked-once',
		why: 'an endpoint that is open to everyone is reported as a stale cache',
		file: doubts,
		find: 'if (isOpen(probe, answer)) return nothing;',
		replace: '',
		test: {file: doubtsTest, name: 'and an endpoint that is open where a refusal is expected is not asked again'},
	},
	{
		theme: 'control-tells-the-route',
		guard: 'options-for-every-path',
		why: 'a route that is not there is reported as a wrong method, since CORS answers OPTIONS everywhere',
		file: reading,
		find: '|| isAlike(other.value, control.value)',
		replace: '',
		test: {file: doubtsTest, name: 'that every path answers tell nothing'},
	},
	{
		theme: 'control-tells-the-route',
		guard: 'every-path-is-redirected',
		why: 'a redirect to https is told as an answer of every path, with the advice to state a media type',
		file: 'src/judge/mount.ts',
		find: "if (isRedirect(seen.status) && !expected && staysWithin(probe.url, seen.location)) return 'moved';",
		replace: '',
		test: {file: doubtsTest, name: 'of every path to https is no word on the route'},
	},
	{
		theme: 'bombs-end-at-a-limit',
		guard: 'files-that-name-each-other',
		why: 'two styles that import each other are fetched five hundred times',
		file: 'src/observe/live-named.ts',
		find: 'if (known.has(address.href) || !isOurs(address)) continue;',
		replace: 'if (!isOurs(address)) continue;',
		test: {file: liveTest, name: 'is fetched as far as the build has it, each file once, and compared'},
	},
];
