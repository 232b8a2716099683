import type {RemedyCode} from '../model/verdict.ts';
import {again} from './api-remedies.ts';
import {code, name, type Phrase, say} from './phrase.ts';
import type {RemedyContext} from './sentences.ts';

/** What the layer `route` says: each clause for headline and ladder, then what is wrong in full. */
export const routeReasons = {
	mounted: ['the route is mounted', ''],
	'not-mounted': [
		'the route is not mounted',
		'The endpoint answers 404. That speaks of the route, the artifact, a mount or the proxy, and not yet of authentication.',
	],
	'proxy-404': [
		'the request did not reach the application',
		'The endpoint answers 404, and the page is the proxy’s own, or that of a server that has no such file: no rule leads this host and path to the application.',
	],
	'soft-404': [
		'the answer is the fallback page',
		'The answer to this route equals the answer to a path nobody mounts: a catch-all page says 200 to everything.',
	],
	'catch-all': [
		'the answer does not tell this route from any other',
		'A path nobody mounts gets the same status, so the status alone does not show that the route exists.',
	],
	redirected: [
		'the answer is a redirect',
		'The endpoint redirects. Redirects are not followed: what lies behind is another address.',
	],
	'redirect-to-login': [
		'the answer is a redirect to a login',
		'The endpoint redirects to a login page, whether or not the route exists.',
	],
	moved: [
		'every path is sent on to another address',
		'The endpoint redirects this path as it does any other (to https, to a slash, to a language), so the answer says nothing of the route. Redirects are not followed.',
	],
	'stale-cache': [
		'a cache serves an old answer',
		'Past the cache, by a query that nobody has asked before, the answer is the expected one; what everybody gets is what a cache kept.',
	],
	'edge-differs-from-origin': [
		'the edge answers otherwise than the origin',
		'At the configured origin the answer is the expected one; the edge in front of it (a CDN, a cache, a proxy) gives another.',
	],
	'cached-answer': [
		'only a cache is known to answer so',
		'The answer is the expected one and comes from a cache; past the cache the same was not to be had, so the origin may have gone back or broken since.',
	],
	'no-answer': ['the endpoint did not answer', 'No answer came from the endpoint.'],
	'served-bytes-match': ['the served bytes are this commit’s', ''],
	'served-bytes-differ': [
		'other bytes are served',
		'What the endpoint serves differs from the file that was built: another deployment answers, or a cache does.',
	],
	'mixed-answers': [
		'not every answer is this deployment’s',
		'The same request, asked again on connections of their own and at each address of the name, got other answers too: more than one deployment answers, or not every instance does.',
	],
	'earlier-deployment-served': [
		'the previous deployment is still served',
		'What is served are the bytes of an earlier deployment: this build was not published there, or not all of it.',
	],
	'page-of-another-build': [
		'the page of another build is served',
		'The page loads scripts or styles that this build does not have, in place of its own: the previous deployment is still served, or only some files of this build were published.',
	],
	'page-moved': [
		'the page is sent on to another address',
		'The address of the page answers with a redirect. Redirects are not followed, so its files are not known.',
	],
	'server-fails': [
		'the server answers with an error',
		'In place of a file came an error of the server, and again when it was asked once more.',
	],
	'asset-missing': [
		'a file of this build is not served',
		'A file that the build holds is not there: the answer is 404, or a page (the start page, as a fallback) in its place.',
	],
	'asset-unread': [
		'a served file could not be read',
		'A served file did not come whole, so its bytes could not be compared.',
	],
	'asset-unknown': [
		'a served file matches no file of the build',
		'No file of the build has this name, so there was nothing to compare the served bytes with.',
	],
	'asset-ambiguous': [
		'the served file may be any of several of the build',
		'Several directories or builds have a file for this address, and it is not stated which one is served here: the bytes of one would hide that another is meant.',
	],
	'page-unread': ['the page could not be read', 'The page whose assets should be compared did not come.'],
	'wrong-method': ['the route does not take this method', 'The endpoint knows the path and refuses the method.'],
	'control-unread': [
		'the control probe got no answer',
		'Without the answer to a path nobody mounts, a catch-all cannot be told from a mounted route.',
	],
	'version-differs': [
		'the process reports another commit',
		'The version endpoint names another commit than the one that should be live.',
	],
	'version-unread': ['the version endpoint gave no commit', 'The version endpoint did not answer with a commit.'],
} as const;

/** What its findings say of their subject. */
export const routeFindings = {
	'not-served': 'not served',
	'earlier-bytes': 'the bytes of an earlier deployment',
	'files-left': 'more files than are fetched',
} as const;

/** Where an upgrade is not passed on, the application is asked for a page that it need not have. */
const upgradeWords = ({probe}: RemedyContext): Phrase =>
	probe?.protocol === 'websocket'
		? say` A WebSocket has no page: where a proxy in front does not pass ${code('Upgrade')} and ${code('Connection')} on, the application answers 404 too. In nginx: ${code('proxy_http_version 1.1;')} ${code('proxy_set_header Upgrade $http_upgrade;')} ${code('proxy_set_header Connection "upgrade";')}.`
		: [];

/** What to do next. */
export const routeRemedies = {
	'mount-the-route': (c) =>
		say`Look for the route where the running application registers it, and for the proxy’s rule for this path.${upgradeWords(c)}${again(c)}`,
	'purge-cache': (c) =>
		c.image === null && c.runtime === null
			? say`Purge the cache in front of ${name(c.service)}, then look again.${again(c)}`
			: say`Purge the cache in front of ${name(c.service)}, then look again; if the bytes stay the same, recreate the service.${again(c)}`,
	'look-behind-the-cache': (c) =>
		say`Ask the origin of ${name(c.service)} past the cache, then look at why it answers otherwise. If it refuses a query that it does not know, probe an address that takes one, or one that no cache keeps.${again(c)}`,
	'probe-where-it-leads': (c) =>
		say`Probe the address that it redirects to: write ${c.leads === null ? say`that` : say`${code(c.leads.url)}`} under ${code('url:')}. If the redirect itself is what is expected, state its status with ${code('expect:')}.`,
	'look-at-the-login': (c) =>
		say`Look why a login is asked for${c.leads === null ? '' : say` (it redirects to ${code(c.leads.url)})`}: a proxy in front may ask for it, or the application. If that is right, state the redirect in a probe (${code('expect: 302')}); else send credentials that pass, or check an address that is not behind the login.${again(c)}`,
	'compare-the-page': (c) =>
		say`Compare the page as it is served with the one that was built: a CDN may rewrite pages (hidden e-mail addresses, scripts for analytics, shorter HTML). Switch that off for this page, or leave the page out with ${code('ignore:')} under ${code('files:')} and compare what it loads.${again(c)}`,
	'name-the-page': (c) =>
		c.leads === null
			? say`Name the address that it redirects to: ${code('page:')} and ${code('base:')} under ${code('live:')}.`
			: c.leads.path === null
				? say`It redirects to ${code(c.leads.url)}: write that under ${code('live:')}, as ${code('base:')} and ${code('page:')}.`
				: say`It redirects to ${code(c.leads.url)}: write ${code(`page: ${c.leads.path}`)} under ${code('live:')}.`,
	'excuse-what-is-added': (c) =>
		say`If the host or a proxy adds this file to the page, or it is made when the service starts, name it with ${code('ignore:')} under ${code('files:')}. If it is of an earlier build, publish this one to where ${name(c.service)} is served from.${again(c)}`,
	'state-the-root': () =>
		say`State which directory of what was built is served at ${code('base:')}, as ${code('root:')} under ${code('live:')}; of several builds, make a service of each.`,
	'publish-the-build': (c) =>
		say`Publish the build output of this commit to where ${name(c.service)} is served from, and see that the upload replaced what was there.${again(c)}`,
	'publish-assets': (c) =>
		say`Publish the missing files beside the page that names them, or roll the page and its files out together.${again(c)}`,
	'look-at-proxy': (c) =>
		say`Look at the proxy’s rule for this host and path, and at the upstream it names.${again(c)}`,
	'state-a-content-type': (c) =>
		say`State the media type the route answers with (${code('content-type: application/json')} under the probe), so that a fallback page cannot pass for it. If it is a page that the application shows by itself at every path (a deep link), leave the control out (${code('control: false')}) and compare the page under ${code('live:')}.${again(c)}`,
} as const satisfies Readonly<Partial<Record<RemedyCode, (context: RemedyContext) => Phrase>>>;
