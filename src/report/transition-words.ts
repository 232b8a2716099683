import type {CredentialKind} from '../model/config.ts';
import {isGuard, type Zone, zoneOf} from '../model/zone.ts';
import {statusMeaning} from './status-meaning.ts';

/** What is known of a probe beside its statuses. */
export type Intent = {
	/** accepted statuses; null: none stated, a success is meant */
	readonly expect: readonly number[] | null;
	readonly credential: CredentialKind | null;
	/** what the route layer found of the answer now: every path gets it, or it leads to a login */
	readonly found: 'fallback' | 'login' | null;
};

/** A change of one probe's answer in words: what was gained or lost, and what the answer speaks of now. */
export function transitionMeaning(from: number | null, to: number | null, intent: Intent): string {
	if (from === to && intent.found === null) return `unchanged: ${stateOf(to, intent)}`;
	if (intent.found === 'fallback') return fallbackWords(to);
	const {gained, whole} = changeOf(from, to, intent);
	if (to !== null && isExpected(to, intent) && whole) return `${gained}, as expected`;
	return [gained, whole ? '' : stateOf(to, intent)].filter((words) => words !== '').join('; ');
}

/** A path that nobody mounts gets the same. */
const fallbackWords = (to: number | null): string =>
	zoneOf(to) === 'success'
		? 'a page that every path gets: whether the route is mounted is not seen'
		: `every path gets this answer, so it tells nothing of the route; ${statusMeaning(to)}`;

const isExpected = (status: number, {expect}: Intent): boolean =>
	expect === null ? zoneOf(status) === 'success' : expect.includes(status);

function stateOf(status: number | null, intent: Intent): string {
	if (status === null) return statusMeaning(null);
	const zone = zoneOf(status);
	if (isExpected(status, intent))
		return intent.expect === null ? meant(status, intent) : `${meant(status, intent)}, as expected`;
	if (zone === 'success' && isGuard(intent.expect))
		return intent.credential === 'bad'
			? 'made-up credentials are let in, where a refusal is expected'
			: 'it is open, where a refusal is expected';
	if (zone === 'success') return `${meant(status, intent)}, with another status than stated`;
	return meant(status, intent);
}

/** 401 and 403 speak of who asked. */
function meant(status: number, {credential, found}: Intent): string {
	if (found === 'login') return 'the answer leads to a login';
	if (status === 401 && credential === 'good') return 'the credentials are missing on the way, wrong or expired';
	if (status === 401 && credential === 'bad') return 'made-up credentials are refused';
	if (status === 403 && (credential === 'none' || credential === null))
		return 'the request is refused, whoever asks or because of who asks';
	if (status === 403 && credential === 'bad') return 'made-up credentials are refused';
	return statusMeaning(status);
}

/** What is gained or lost between two answers. `whole`: that says what the answer is now too. */
type Change = {readonly gained: string; readonly whole: boolean};
const whole = (gained: string): Change => ({gained, whole: true});
const part = (gained: string): Change => ({gained, whole: false});

function changeOf(from: number | null, to: number | null, intent: Intent): Change {
	const [then, now] = [zoneOf(from), zoneOf(to)];
	if (to === null || now === 'nobody') return whole('it no longer answers');
	if (then === now && from !== null) return withinGuard(from, to, intent.credential);
	switch (now) {
		case 'limit':
			return part(then === 'nobody' ? 'something answers now' : '');
		case 'front':
			if (then === 'nobody') return part('something in front of it answers now');
			return then === 'gone' || then === 'limit'
				? part('')
				: whole(lost[to] ?? 'the edge no longer reaches the origin');
		case 'gone':
			return part(goneAfter[then] ?? 'the route is gone');
		case 'broken':
			return to === 500 ? whole(brokenAfter[then] ?? 'it fails now') : part(brokenAfter[then] ?? 'it fails now');
		case 'redirect': {
			const where = intent.found === 'login' ? 'to a login' : 'elsewhere';
			return whole(`${redirectAfter[then] ?? 'it sends'} ${where}${then in redirectAfter ? '' : ' now'}`);
		}
		default:
			return part(reachedAfter(then, now, to, intent));
	}
}

type Words = Readonly<Partial<Record<Zone, string>>>;

/** Where something in front answers now. */
const lost: Readonly<Record<number, string>> = {
	407: 'a proxy on the way asks for credentials now',
	421: 'another server takes the connection now: the host is not served over it',
	502: 'the proxy no longer gets a valid answer from the upstream',
	503: 'it is no longer available: the application or its upstream is not ready',
	504: 'the upstream no longer answers the proxy in time',
	508: 'the request goes in a circle between proxies now',
};
const goneAfter: Words = {
	nobody: 'it answers now',
	front: 'the error is gone, and no route is there',
	limit: 'no route is there',
	redirect: 'it no longer redirects, and no route is there',
};
const brokenAfter: Words = {
	nobody: 'it answers now, and fails',
	front: 'it is reached now, and fails',
	gone: 'the route is mounted now, and fails',
	method: 'it takes the request now, and fails',
};
const redirectAfter: Words = {
	nobody: 'it answers now, and sends',
	front: 'the error is gone, and it sends',
	broken: 'it no longer fails, and sends',
	limit: 'the limit no longer stands in the way, and it sends',
};

/** Where a method, a guard, a handler or a success answers now. */
function reachedAfter(then: Zone, now: Zone, to: number, {expect}: Intent): string {
	switch (then) {
		case 'nobody':
			return 'it answers now';
		case 'front':
			return 'the error is gone';
		case 'limit':
			return 'the limit no longer stands in the way';
		case 'gone':
			return now === 'method' ? '' : 'the route is mounted now';
		case 'method':
			return 'it takes the method now';
		case 'broken':
			return now === 'method' ? '' : 'it no longer fails';
		case 'redirect':
			return 'it answers itself now';
		case 'guard':
			if (now === 'method') return '';
			return isGuard(expect) ? 'it no longer refuses' : 'it lets the request through now';
		default:
			if (now === 'guard') return to === 401 ? 'it asks for authentication now' : 'it refuses the request now';
			return now === 'success' ? 'it takes the request now' : 'it no longer takes the request';
	}
}

/** Whether it knows who asks shows only with credentials that it should know. */
function withinGuard(from: number, to: number, credential: CredentialKind | null): Change {
	if (from === 401 && to === 403)
		return credential === 'good'
			? whole('it knows who asks now, and refuses')
			: part('it asked for authentication before');
	if (from === 403 && to === 401)
		return credential === 'good'
			? part('it no longer knows who asks')
			: part('it asks for authentication where it refused');
	return part('');
}
