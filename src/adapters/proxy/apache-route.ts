import type {RouteMatch, RouteQuestion} from '../../model/mapping.ts';
import {chooseHosts, type ChosenHost} from './apache-host.ts';
import {failurePages, passingDoubts} from './apache-doubts.ts';
import {ownAnswer} from './apache-own.ts';
import {led, seenHost} from './apache-pass.ts';
import {apachePath, replaced, takenBy, writtenPath} from './apache-path.ts';
import {at, type InHost, planned} from './apache-plan.ts';
import {type ApacheWalk, runRules} from './apache-rewrite.ts';
import {requirementsOf, sectionsOf, type TakenSection} from './apache-section.ts';
import type {ApacheConfig} from './apache-source.ts';
import {bytesOf, shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import {openPatterns, type Patterns} from './pcre.ts';
import {fingerprint, type Planned, takenAsPublished} from './planned.ts';
import type {Target} from './upstream.ts';

/**
 * Where a configuration sends a request, names not yet resolved. `published`: the port may be another one where Apache
 * runs, which then takes the request where it usually takes those of its scheme, or at its only port.
 */
export function apacheRoute(config: ApacheConfig, question: RouteQuestion, published = false): Planned {
	const ports = new Set(listensIn(config).flatMap((listen) => (listen === null ? [] : [Number(listen[2])])));
	if (!published || ports.has(question.port)) return routeAt(config, question);
	const usual = question.scheme === 'https' ? 443 : 80;
	const port = ports.size === 1 ? [...ports][0]! : ports.has(usual) ? usual : null;
	if (port === null) return routeAt(config, question);
	const route = routeAt(config, {...question, port});
	return {...route, unsure: [takenAsPublished(question.port, `port ${port}`), ...route.unsure]};
}

const listensIn = ({directives}: ApacheConfig): readonly (RegExpExecArray | null)[] =>
	directives
		.filter(({name}) => name === 'listen')
		.map(({args}) => /^(?:(\[[^\]]*\]|[^:]*):)?(\d{1,5})$/.exec(args[0] ?? ''));

function routeAt(config: ApacheConfig, question: RouteQuestion): Planned {
	const {directives, notes} = config;
	const listens = listensIn(config);
	const here = listens
		.filter((listen) => Number(listen?.[2]) === question.port)
		.map((listen) => listen?.[1]?.toLowerCase());
	const nothing = {outcome: 'none', match: null, targets: [], late: false, rewritten: null, host: null} as const;
	if (here.length === 0) {
		const ports = [...new Set(listens.map((listen) => listen?.[2]))].slice(0, 10).join(', ');
		return {...nothing, unsure: [`nothing listens on port ${question.port}; Apache listens on ${ports}`]};
	}
	const isEvery = here.some((address) => address === undefined || ['', '*', '0.0.0.0', '[::]'].includes(address));
	const listening = isEvery ? null : here.flatMap((address) => address ?? []);
	const patterns = openPatterns();
	const [first, ...others] = chooseHosts(directives, question, listening).map((host) =>
		inHost(directives, host, question, patterns),
	) as [Planned, ...Planned[]];
	const differs = others.find((other) => fingerprint(other) !== fingerprint(first));
	const unsure = [...notes, ...first.unsure];
	if (differs === undefined) return {...first, unsure};
	// Nothing takes every address: then one of those that are named does.
	const taken =
		first.match?.listener === null ? {...differs, unsure: [...notes, ...differs.unsure]} : {...first, unsure};
	return {...taken, unsure: [...taken.unsure, 'which address the request comes to decides between virtual hosts']};
}

const last = (blocks: InHost['blocks'], name: string): string | undefined =>
	blocks
		.toReversed()
		.flatMap((block) => block.findLast((one) => one.name === name)?.args.slice(0, 1) ?? [])[0]
		?.toLowerCase();

function inHost(config: readonly Directive[], host: ChosenHost, question: RouteQuestion, patterns: Patterns): Planned {
	const {section, listener, how} = host;
	const own = section?.block ?? null;
	const blocks = own === null ? [config] : [config, own];
	const tls = last(blocks, 'sslengine') === 'on';
	const unsure: string[] = [...host.unsure];
	const match: RouteMatch = {listener, host: host.host, path: null, how, at: section?.at ?? null};
	const answered: Planned = {outcome: 'answered', match, targets: [], late: false, rewritten: null, host: null, unsure};
	if (tls && question.scheme === 'http') return answered;
	if (!tls && question.scheme === 'https')
		unsure.push('it takes no TLS here: what comes by https was decrypted before it');
	const slashes = last(blocks, 'allowencodedslashes');
	const path = apachePath(
		bytesOf(question.path),
		last(blocks, 'mergeslashes') !== 'off',
		slashes === 'on' || slashes === 'nodecode',
	);
	if (path === 'refused') return answered;
	const walk: ApacheWalk = {path, question, tls, patterns, unsure};
	return route({blocks, walk, match});
}

/** In Apache's own order: what is refused, rules, proxied paths, then redirects, and at last its own files. */
function route(request: InHost): Planned {
	const {blocks, walk} = request;
	const own = blocks.at(-1)!;
	const sections = sectionsOf(blocks, walk.path, walk.patterns, walk.unsure);
	const inherits = own.some(({name, args}) => name === 'rewriteoptions' && args.some((one) => /^inherit/i.test(one)));
	if (inherits) walk.unsure.push('RewriteOptions Inherit: rules from outside of the virtual host are not followed');
	const rewritten = runRules(own, walk);
	if (rewritten?.kind === 'answered') return planned(at(request, rewritten.at), 'answered');
	if (rewritten?.kind === 'proxied') {
		const {url, pattern} = rewritten;
		return passed(at(request, rewritten.at, pattern, 'regex'), url, [], '', sections);
	}
	if (rewritten?.kind === 'file') return planned(at(request, rewritten.at), 'served');
	const after = rewritten === null ? sections : sectionsOf(blocks, walk.path, walk.patterns, walk.unsure);
	const proxied = proxyPass(request, after);
	const moved = after.some(({section}) => (section.block ?? []).some(isRedirectWhole));
	if (moved) return planned(request, 'answered');
	if (proxied !== null && proxied !== 'excluded') return proxied;
	return ownAnswer(request, after);
}

const isRedirectWhole = ({name, args}: Directive): boolean =>
	name === 'redirect' && !(args[0] ?? '').startsWith('/') && args.length <= 2 && !(args[1] ?? '').startsWith('/');

/** `ProxyPass` in a section of a path counts before those outside, of which the first that takes the path counts. */
function proxyPass(request: InHost, sections: readonly TakenSection[]): Planned | 'excluded' | null {
	const {blocks, walk} = request;
	const inside = sections.findLast(({section}) => (section.block ?? []).some(isPass));
	if (inside !== undefined) {
		const {args, at: where} = inside.section.block!.findLast(isPass)!;
		const {path, regex, groups} = inside;
		const taken = regex ? null : takenBy(path, walk.path);
		if (taken !== 0) {
			if (args[0] === '!') return 'excluded';
			return towards(at(request, where, path, regex ? 'regex' : 'prefix'), args, taken, groups, sections);
		}
	}
	for (const {name, args, at: where} of blocks.flat().filter((one) => isPass(one))) {
		const [from = '', ...to] = args;
		if (name === 'proxypass') {
			const taken = takenBy(from, walk.path);
			if (taken === 0) continue;
			return to[0] === '!' ? 'excluded' : towards(at(request, where, from, 'prefix'), to, taken, [], sections);
		}
		const tried = walk.patterns.try(from, walk.path);
		if (tried === null) continue;
		if ('unknown' in tried) {
			walk.unsure.push(`ProxyPassMatch ${shown(from)} at ${where} was not evaluated: ${tried.unknown}`);
			continue;
		}
		return to[0] === '!' ? 'excluded' : towards(at(request, where, from, 'regex'), to, null, tried.groups, sections);
	}
	return null;
}

const mostUrl = 8_192;
const isPass = ({name}: Directive): boolean => name === 'proxypass' || name === 'proxypassmatch';

/** `taken`: how much of the path an alias took; null: a pattern did, whose groups the address may have. */
function towards(
	request: InHost,
	[url = '', ...params]: readonly string[],
	taken: number | null,
	groups: readonly (string | null)[],
	sections: readonly TakenSection[],
): Planned {
	if (taken !== null) return passed(request, url, params, request.walk.path.slice(taken), sections);
	const filled = url.length > mostUrl ? url : replaced(url, groups);
	// An address without groups has the whole path behind it.
	return passed(request, filled, params, filled === url ? request.walk.path : '', sections);
}

function passed(
	request: InHost,
	url: string,
	params: readonly string[],
	rest: string,
	sections: readonly TakenSection[],
): Planned {
	const {walk, blocks} = request;
	const {denied, unsure} = requirementsOf(sections, blocks.flat());
	if (denied !== null) return planned(request, 'answered');
	walk.unsure.push(...unsure);
	const leads = led(url, params, blocks.toReversed());
	if (leads === null) return planned(request, 'answered');
	walk.unsure.push(...passingDoubts(request, sections), ...afterFailure(request, leads.target, sections));
	if (!leads.target.known) walk.unsure.push(`where ${leads.target.name} leads is known at run time alone`);
	const whole = leads.path + rest;
	const [asIs] = [params.some((one) => /^nocanon/i.test(one))];
	const seen = asIs ? null : writtenPath(whole.startsWith('/') ? whole : `/${whole}`);
	return planned(request, 'proxied', {
		targets: [leads.target],
		late: leads.late,
		rewritten: seen === walk.question.path ? null : seen,
		host: seenHost([...blocks, ...sections.map(({section}) => section.block ?? [])], leads.hosts, walk.question.host),
	});
}

/** Where a failure, or an answer, of what was chosen leads to another upstream. */
function afterFailure(request: InHost, chosen: Target, sections: readonly TakenSection[]): readonly string[] {
	if (request.failed === true) return [];
	const {blocks, walk} = request;
	return failurePages(request, sections).flatMap(({to, at: where}) => {
		const apart = {...walk, path: to.split('?', 1)[0]!, unsure: []};
		const led = proxyPass({...request, walk: apart, failed: true}, sectionsOf(blocks, apart.path, walk.patterns, []));
		const other = led !== null && led !== 'excluded' && led.outcome === 'proxied';
		return other && JSON.stringify(led.targets) !== JSON.stringify([chosen])
			? [`ErrorDocument at ${where}: what fails leads to another upstream`]
			: [];
	});
}
