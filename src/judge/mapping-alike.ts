import type {Answer, Evidence} from '../model/evidence.ts';
import {contentOf} from '../model/served-content.ts';
import type {OutsideAddress, RouteQuestion} from '../model/mapping.ts';
import type {Finding} from '../model/verdict.ts';
import type {Landing} from './mapping-landing.ts';
import {drift, finding} from './opinion.ts';

/** What one address answers each time; null: not the same each time, so it tells nothing beside the others. */
type Steady = {
	readonly address: string;
	readonly status: number;
	readonly type: string | null;
	readonly validators: string;
	/** null: other bytes each time, as pages with nonces have them */
	readonly bytes: string | null;
};

/**
 * Whether every address of a name answers alike. Only what is the same each time at each address can differ between
 * them. Other bytes alone are drift where a file of the build says which are right, or where one address stands against
 * two that agree and its validators say that it is another file: pages carry nonces, names of hosts, times.
 */
export function judgeAlike(evidence: Evidence, question: RouteQuestion, addresses: readonly OutsideAddress[]): Landing {
	const seen = addresses.map((one) => ({address: one.address, answers: answersOf(one)}));
	const vary = seen.filter(({answers}) => new Set(answers.map(classOf)).size > 1);
	const notes = vary.map(({address, answers}) =>
		finding('note', 'answers-vary', address, {
			deployed: [...new Set(answers.map(({status}) => status))].sort((a, b) => a - b).join(', '),
		}),
	);
	const steady = seen.flatMap(({address, answers}) => steadyOf(address, answers) ?? []);
	const odd = oddOnes(steady, expectedBytes(evidence, question));
	if (odd.length > 0) return {opinions: [drift('addresses-differ', 'correct-the-records', 'observed', odd)], notes};
	const bytes = new Set(steady.map((one) => one.bytes ?? `? ${one.address}`));
	return {
		opinions: [],
		notes:
			bytes.size > 1 ? [...notes, finding('note', 'bytes-vary', question.host, {deployed: `${bytes.size}`})] : notes,
	};
}

const answersOf = ({answers}: OutsideAddress): readonly Answer[] =>
	answers.flatMap((seen) => (seen.status === 'observed' ? [seen.value] : []));

/** A limiter speaks of us, not of the address. */
const classOf = ({status}: Answer): number => (status === 429 ? 0 : Math.floor(status / 100));

function steadyOf(address: string, answers: readonly Answer[]): Steady | null {
	const [first] = answers;
	if (first === undefined || first.status === 429) return null;
	if (answers.some(({status, contentType}) => status !== first.status || contentType !== first.contentType))
		return null;
	// One failure may be of the moment.
	if (first.status >= 500 && answers.length < 2) return null;
	const same = answers.every((one) => !one.truncated && contentOf(one)?.sha256 === contentOf(first)?.sha256);
	const {etag = '', 'last-modified': modified = ''} = first.headers;
	return {
		address,
		status: first.status,
		type: first.contentType,
		validators: `${etag} ${modified}`,
		bytes: same ? (contentOf(first)?.sha256 ?? null) : null,
	};
}

/** What the build has at this very path, where it was compared. */
function expectedBytes({live}: Evidence, {host, path}: RouteQuestion): ReadonlySet<string> {
	const files = live.status === 'observed' ? live.value.files : [];
	const here = files.filter((file) => file.path === path && URL.parse(file.url)?.hostname === host);
	return new Set(here.flatMap(({expected}) => expected.map(({sha256}) => sha256)));
}

function oddOnes(steady: readonly Steady[], expected: ReadonlySet<string>): readonly Finding[] {
	const answers = groups(steady, ({status, type}) =>
		status >= 500 ? '5xx' : `${status} ${status < 300 ? (type ?? '') : ''}`,
	);
	if (answers.length > 1) {
		const [usual] = answers[0]!;
		return answers.slice(1).flatMap((group) =>
			group.map((one) =>
				finding('drift', 'addresses-differ', one.address, {
					expected: shown(usual!, one),
					deployed: shown(one, usual!),
				}),
			),
		);
	}
	const right = steady.filter(({bytes}) => bytes !== null && expected.has(bytes));
	const wrong = steady.filter(({bytes}) => bytes !== null && !expected.has(bytes));
	if (right.length > 0 && wrong.length > 0)
		return wrong.map(({address, bytes}) =>
			finding('drift', 'addresses-differ', address, {expected: right[0]!.bytes, deployed: bytes}),
		);
	const known = steady.filter(({bytes}) => bytes !== null);
	const files = known.length === steady.length ? groups(known, ({bytes}) => bytes!) : [];
	const [usual, odd] = files;
	if (files.length !== 2 || usual!.length < 2 || odd!.length !== 1) return [];
	const [one] = odd!;
	return usual!.some(({validators}) => validators === one!.validators)
		? []
		: [finding('drift', 'addresses-differ', one!.address, {expected: usual![0]!.bytes, deployed: one!.bytes})];
}

const shown = (one: Steady, other: Steady): string =>
	one.status === other.status ? (one.type ?? 'no content type') : `${one.status}`;

/** The largest first, equally large ones by their least status: an error page is the odd one of two. */
function groups(steady: readonly Steady[], key: (one: Steady) => string): readonly (readonly Steady[])[] {
	const found = Map.groupBy(steady, key);
	return [...found.values()].sort((a, b) => b.length - a.length || a[0]!.status - b[0]!.status);
}
