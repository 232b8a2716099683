import type {Mutation} from './mutation.ts';

const way = '__tests__/judge/mapping.test.ts';
const outside = '__tests__/judge/mapping-outside.test.ts';
const landing = 'src/judge/mapping-landing.ts';
const trace = 'src/judge/mapping-trace.ts';

/** Guards of what is made of the way of a request. */
export const mappingMutations: readonly Mutation[] = (
	[
		{
			guard: 'address-of-another-is-drift',
			why: 'requests go to another container, and the containers of the service match',
			file: landing,
			find: "if (of('another').length > 0) return",
			replace: "if (of('another').length > 999) return",
			test: {file: way, name: 'an address of another container: drift upstream-of-another'},
		},
		{
			guard: 'unseen-replica-is-no-stranger',
			why: 'a replica beyond those that are kept passes for another container',
			file: landing,
			find: 'if (container !== null && !unseen)',
			replace: 'if (container !== null)',
			test: {file: way, name: 'a container that may be a replica which was not kept: inconclusive landing-unknown'},
		},
		{
			guard: 'moving-names-are-no-stale-address',
			why: 'every balancer whose name leads to many machines in turn is an alarm',
			file: landing,
			find: 'resolvesTo.some((address) => service.some((replica) => isOf(address, replica)))',
			replace: 'resolvesTo.length > 0',
			test: {file: way, name: 'an address of a name that leads to many machines in turn: inconclusive landing-unknown'},
		},
		{
			guard: 'addresses-in-one-notation',
			why: 'a replica is a stranger at its own IPv6 address',
			file: landing,
			find: 'canonicalAddress(one) === canonicalAddress(address)',
			replace: 'one === address',
			test: {file: way, name: 'the replica, by another notation of its address: match lands-on-replicas'},
		},
		{
			guard: 'log-beside-is-no-landing',
			why: 'a sidecar that logs every request proves that the service got it',
			file: trace,
			find: "found.filter(({role}) => role === 'service')",
			replace: 'found.filter(({role}) => role !== undefined)',
			test: {file: way, name: 'found beside the service alone proves nothing'},
		},
		{
			guard: 'trace-settles-one-doubt',
			why: 'an address whose owner was lost becomes a match',
			file: trace,
			find: 'opinion.findings.every(({code}) => settles.has(code))',
			replace: 'opinion.findings.some(({code}) => settles.has(code))',
			test: {file: way, name: 'settles a rule that may decide otherwise, and no other doubt'},
		},
		{
			guard: 'every-way-is-followed',
			why: 'the way that was not followed leads to the old deployment',
			file: 'src/judge/mapping-hops.ts',
			find: 'if (!due.every(',
			replace: 'if (due.length > 0 && !due.some(',
			test: {file: way, name: 'one of two ways to the second was not followed: inconclusive mapping-unread'},
		},
		{
			guard: 'no-ipv6-here-is-no-dead-address',
			why: 'every name with an IPv6 address is an alarm on a hosted runner',
			file: 'src/judge/mapping-outside.ts',
			find: 'faultsOf(one).some((fault) => isOfNoWay(one.address, fault)));',
			replace: 'false);',
			test: {file: outside, name: 'an IPv6 address, from a machine without IPv6: skipped not-configured'},
		},
		{
			guard: 'nonces-are-no-other-deployment',
			why: 'pages with the name of their host are an alarm',
			file: 'src/judge/mapping-alike.ts',
			find: 'usual!.length < 2',
			replace: 'usual!.length < 1',
			test: {file: outside, name: 'two pages with the name of their host: skipped not-configured'},
		},
		{
			guard: 'certificate-has-dates',
			why: 'a certificate that is over passes where the chain is of an own authority',
			file: 'src/judge/mapping-certificate.ts',
			find: 'to < now || ',
			replace: '',
			test: {file: outside, name: 'that ended, whatever OpenSSL calls it: drift certificate-expired, at its address'},
		},
	] as const
).map((one) => ({theme: 'request-lands-elsewhere', ...one}));
