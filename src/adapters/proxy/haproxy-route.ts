import type {ProxyRoute, RouteMatch, RouteQuestion} from '../../model/mapping.ts';
import {decide, listsOf, type MetBy} from './haproxy-condition.ts';
import {type Bind, bindsAt, bindsBehind} from './haproxy-frontend.ts';
import type {Line} from './haproxy-language.ts';
import {passThrough} from './haproxy-rules.ts';
import {formatted, type Look} from './haproxy-sample.ts';
import {linesOf, modeOf, type Section, settingOf} from './haproxy-sections.ts';
import {type Server, serversOf} from './haproxy-servers.ts';
import {hostTold} from './host-told.ts';
import {freshEffort} from './pattern.ts';
import {settled} from './query-open.ts';

/** Where the rules of a configuration send a request, before addresses are looked at. */
export type Way = {
	readonly outcome: ProxyRoute['outcome'];
	readonly match: RouteMatch | null;
	readonly backend: string | null;
	readonly servers: readonly Server[];
	/** where the backend remembers which server a client had; null: it does not */
	readonly sticks: string | null;
	readonly rewritten: string | null;
	readonly host: string | null;
	readonly unsure: ReadonlySet<string>;
};

/** `host`: as the header has it, which may hold the port. `published`: the port may be another one where the proxy runs. */
export async function wayOf(
	sections: readonly Section[],
	question: RouteQuestion,
	host: string,
	read: Look['read'],
	published: boolean,
): Promise<Way> {
	const unsure = new Set<string>();
	const exact = bindsAt(sections, question.port);
	const binds = exact.length > 0 || !published ? exact : bindsBehind(sections, question.scheme === 'https');
	const [bind] = binds;
	if (bind === undefined) {
		for (const section of sections)
			for (const {unsure: why, words} of section.lines) if (words[0] === 'bind' && why !== null) unsure.add(why);
		return {
			outcome: 'none',
			match: null,
			backend: null,
			servers: [],
			sticks: null,
			rewritten: null,
			host: null,
			unsure,
		};
	}
	if (exact.length === 0)
		unsure.add(`nobody takes requests at port ${question.port} inside: taken as published from ${bind.listener}`);
	const others = binds.filter(({section}) => section !== bind.section);
	if (others.length > 0)
		unsure.add(`${others[0]!.at}: ${others[0]!.section.name} takes such requests too, at another address`);
	const http = modeOf(bind.section) === 'http';
	const look: Look = {
		passing: {
			host,
			path: question.path,
			method: question.method,
			tls: bind.tls,
			port: question.port,
			http,
			variables: new Map(),
		},
		effort: freshEffort(),
		read,
		unsure,
	};
	const way = await through(sections, bind, look);
	if (!http && bind.section.kind !== 'listen')
		unsure.add(`${bind.section.at}: ${bind.section.name} passes bytes on and sees neither host nor path`);
	if (look.effort.steps <= 0) unsure.add('the rules are too many to be followed to their end');
	const rewritten = look.passing.path === question.path ? null : look.passing.path;
	const seen = http && way.outcome === 'proxied' ? hostTold(look.passing.host, question.host) : null;
	return {...way, rewritten: way.outcome === 'proxied' ? rewritten : null, host: seen, unsure};
}

async function through(
	sections: readonly Section[],
	bind: Bind,
	look: Look,
): Promise<Omit<Way, 'unsure' | 'rewritten' | 'host'>> {
	const {section} = bind;
	const lines = linesOf(section);
	tellUnsure(section, look);
	const match = (at: string | null, metBy: readonly MetBy[]): RouteMatch => matchOf(bind, at, metBy);
	const answered = await passThrough(lines, look);
	if (answered !== null)
		return {outcome: 'answered', match: match(answered.at, answered.metBy), backend: null, servers: [], sticks: null};
	const chosen = await chosenBackend(lines, section, look);
	if (chosen === null) return {outcome: 'none', match: null, backend: null, servers: [], sticks: null};
	const backend =
		chosen.name === section.name && section.kind === 'listen'
			? section
			: sections.find(({kind, name}) => (kind === 'backend' || kind === 'listen') && name === chosen.name);
	const reached = match(chosen.at, chosen.metBy);
	if (backend === undefined) {
		look.unsure.add(`${chosen.at}: no backend is named ${chosen.name.slice(0, 100)}`);
		return {outcome: 'none', match: reached, backend: null, servers: [], sticks: null};
	}
	if (backend !== section) {
		tellUnsure(backend, look);
		const stopped = await passThrough(linesOf(backend), look);
		if (stopped !== null)
			return {outcome: 'answered', match: {...reached, at: stopped.at}, backend: null, servers: [], sticks: null};
	}
	const servers = await chosenServers(backend, look);
	// The name of the chosen server then stands in its place.
	if (settingOf(backend, 'http-send-name-header')?.[0]?.toLowerCase() === 'host') look.passing.host = null;
	if (servers.length === 0 && backend.lines.some(({words}) => words[0] === 'dispatch' || words[0] === 'option'))
		tellTransparent(backend, look);
	return {
		outcome: servers.length === 0 ? 'answered' : 'proxied',
		match: reached,
		backend: backend.name,
		servers,
		sticks: sticksAt(backend),
	};
}

function tellUnsure(section: Section, {unsure}: Look): void {
	for (const line of linesOf(section)) {
		if (line.unsure !== null && line.words[0] !== 'bind') unsure.add(line.unsure);
		if (line.words[0] === 'filter' && line.words[1] === 'spoe')
			unsure.add(`${line.at}: an agent outside decides with it`);
	}
}

function tellTransparent(backend: Section, {unsure}: Look): void {
	for (const {words, at} of backend.lines)
		if (words[0] === 'dispatch' || (words[0] === 'option' && (words[1] === 'transparent' || words[1] === 'http_proxy')))
			unsure.add(`${at}: ${words.slice(0, 2).join(' ')} sends requests where no server is named`);
}

/** A client stays with the server that it had, though others no longer come to it. */
const sticksAt = (backend: Section): string | null =>
	linesOf(backend).find(
		({words: [keyword, what]}) =>
			keyword === 'cookie' || keyword === 'appsession' || (keyword === 'stick' && what !== 'store-response'),
	)?.at ?? null;

type Chosen = {readonly name: string; readonly at: string; readonly metBy: readonly MetBy[]};

async function chosenBackend(lines: readonly Line[], section: Section, look: Look): Promise<Chosen | null> {
	const lists = listsOf(lines);
	for (const line of lines) {
		if (line.words[0] !== 'use_backend') continue;
		const {rule, outcome} = await decide(line.words.slice(1), lists, look);
		if (outcome.holds === false) continue;
		const written = rule[0] ?? '';
		if (outcome.holds === null) {
			look.unsure.add(
				`${line.at}: use_backend ${written.slice(0, 60)} depends on ${outcome.doubts.slice(0, 3).join(', ')}`,
			);
			continue;
		}
		const name = written.includes('%') ? settled(await formatted(written, look)) : written;
		if (name === null) {
			look.unsure.add(`${line.at}: which backend ${written.slice(0, 60)} names is not known here`);
			continue;
		}
		return {name, at: line.at, metBy: [...outcome.metBy, ...byMap(written, look)]};
	}
	const standard = settingOf(section, 'default_backend')?.[0];
	if (standard !== undefined) {
		const line = lines.findLast(({words}) => words[0] === 'default_backend');
		return {name: standard, at: line?.at ?? section.at, metBy: []};
	}
	return section.kind === 'listen' ? {name: section.name, at: section.at, metBy: []} : null;
}

/** A name that is made of the host is a rule for that host. */
const byMap = (written: string, {passing}: Look): readonly MetBy[] =>
	/%\[(?:req\.)?f?hdr\(host\)/i.test(written) && passing.host !== null
		? [{subject: 'host', pattern: passing.host, how: 'exact'}]
		: [];

/** `use-server` names one of them, where its condition is met. */
async function chosenServers(backend: Section, look: Look): Promise<readonly Server[]> {
	const servers = serversOf(backend);
	const lines = linesOf(backend);
	const lists = listsOf(lines);
	for (const line of lines) {
		if (line.words[0] !== 'use-server') continue;
		const {rule, outcome} = await decide(line.words.slice(1), lists, look);
		if (outcome.holds === false) continue;
		const one = servers.filter(({name}) => name === rule[0]);
		if (outcome.holds === true && one.length === 1) return one;
		look.unsure.add(`${line.at}: use-server ${(rule[0] ?? '').slice(0, 60)} depends on what is not known here`);
	}
	return servers;
}

function matchOf({listener}: Bind, at: string | null, metBy: readonly MetBy[]): RouteMatch {
	const host = metBy.find(({subject}) => subject === 'host');
	const path = metBy.findLast(({subject}) => subject === 'path');
	const how = path?.how ?? host?.how ?? 'default';
	return {listener, host: host?.pattern ?? null, path: path?.pattern ?? null, how, at};
}
