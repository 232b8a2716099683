import {pageKindOf} from '../model/error-page.ts';
import type {LiveFile} from '../model/evidence.ts';
import {leadsElsewhere} from './mount.ts';
import {drift, finding, inconclusive, type Opinion} from './opinion.ts';

/**
 * What a file was answered with in place of its bytes, where the answer says so by itself: a server that fails, twice;
 * a page that is refused or sent on; a redirect to a login. Null: something else came.
 */
export function judgeRefusal(file: LiveFile, isPage: boolean): Opinion | null {
	if (file.answer.status !== 'observed' || (file.expected.length === 0 && !isPage)) return null;
	const {status, location, pageOf} = file.answer.value;
	if (status >= 500) {
		// One failure may be a process on its way up; past the cache it was asked again.
		if (file.fresh.status !== 'observed' || file.fresh.value.status < 500) return null;
		const inFront = pageKindOf(pageOf) === 'proxy' || status === 502 || status === 504;
		return drift('server-fails', inFront ? 'look-at-proxy' : 'look-at-application', 'observed', [
			finding('drift', 'server-fails', file.path, {expected: '200', deployed: `${status}`, detail: pageOf}),
		]);
	}
	if (isPage && (status === 401 || status === 403))
		return inconclusive(
			'asset-unread',
			'look-at-the-login',
			[finding('inconclusive', 'asset-unread', file.path, {expected: '200', deployed: `${status}`})],
			'observed',
		);
	if (status < 300 || status >= 400 || status === 304) return null;
	const about = {expected: '200', deployed: `${status}`, detail: location};
	if (leadsElsewhere(file.url, location) === 'redirect-to-login')
		return drift('redirect-to-login', 'look-at-the-login', 'observed', [
			finding('drift', 'redirect-to-login', file.path, about),
		]);
	if (!isPage) return null;
	return inconclusive(
		'page-moved',
		'name-the-page',
		[finding('inconclusive', 'page-moved', file.path, about)],
		'observed',
	);
}
