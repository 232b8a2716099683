import {decide, type Lists, listsOf, type MetBy, type Outcome} from './haproxy-condition.ts';
import type {Line} from './haproxy-language.ts';
import {readPattern} from './pattern.ts';
import {settled} from './query-open.ts';
import {formatted, type Look, sampleOf, withGroups} from './haproxy-sample.ts';

/** What a section does with a request before it is passed on: null, or the place that answers it. */
export type Answered = {readonly at: string; readonly metBy: readonly MetBy[]} | null;

/** Actions that end a request here. */
const answers = /^(?:deny|tarpit|reject|return|redirect|silent-drop|auth|use-service)$/;

/** Actions that change neither where a request goes nor its host and path. `method` stays what the client sent, whatever sets another. */
const harmless =
	/^(?:add-header|set-header|del-header|replace-header|replace-value|capture|cache-use|set-log-level|set-mark|set-method|set-nice|set-tos|set-timeout|set-query|track-sc\d*|sc-.*|early-hint|disable-l7-retry|strict-mode|set-priority-.*|send-spoe-group|set-src.*|add-acl.*|del-acl.*|set-map.*|del-map.*|wait-for-body|wait-for-handshake|set-bc-.*|set-fc-.*|do-log|expect-netscaler-.*|pause|set-retries|unset-var.*)$/;

/**
 * The rules of a section on a request, in the order in which they count: `monitor-uri`, `http-request`, `redirect`
 * (HAProxy's configuration manual, 4.2). Those that nobody here can decide are taken as not met, and told.
 */
export async function passThrough(lines: readonly Line[], look: Look): Promise<Answered> {
	const lists = listsOf(lines);
	if (!look.passing.http) return passBytes(lines, lists, look);
	const monitored = lines.find(({words}) => words[0] === 'monitor-uri' && words[1] === look.passing.path);
	if (monitored !== undefined) return {at: monitored.at, metBy: []};
	for (const line of lines) {
		if (line.words[0] !== 'http-request') continue;
		const {rule, outcome} = await decide(line.words.slice(1), lists, look);
		if (outcome.holds === false) continue;
		const action = rule[0] ?? '';
		if (outcome.holds === null) doubt(line, action, outcome, look);
		else if (answers.test(action)) return {at: line.at, metBy: outcome.metBy};
		else if (action === 'allow') break;
		else await apply(line, rule, look);
	}
	for (const line of lines) {
		if (line.words[0] !== 'redirect') continue;
		const {outcome} = await decide(line.words, lists, look);
		if (outcome.holds === true) return {at: line.at, metBy: outcome.metBy};
		if (outcome.holds === null) doubt(line, 'redirect', outcome, look);
	}
	return statistics(lines, look);
}

/** `stats uri`: the proxy's own page. */
function statistics(lines: readonly Line[], look: Look): Answered {
	const uri = lines.findLast(({words}) => words[0] === 'stats' && words[1] === 'uri');
	const enabled = uri ?? lines.find(({words}) => words[0] === 'stats' && words[1] === 'enable');
	if (enabled === undefined || look.passing.path === null) return null;
	return look.passing.path.startsWith(uri?.words[2] ?? '/haproxy?stats') ? {at: enabled.at, metBy: []} : null;
}

async function passBytes(lines: readonly Line[], lists: Lists, look: Look): Promise<Answered> {
	for (const line of lines) {
		if (line.words[0] !== 'tcp-request') continue;
		const {rule, outcome} = await decide(line.words.slice(1), lists, look);
		if (!rule.includes('reject') && !rule.includes('silent-drop')) continue;
		if (outcome.holds === true) return {at: line.at, metBy: outcome.metBy};
		if (outcome.holds === null) doubt(line, 'reject', outcome, look);
	}
	return null;
}

function doubt({at}: Line, action: string, {doubts}: Outcome, {unsure, passing}: Look): void {
	const name = action.split('(', 1)[0]!;
	if (harmless.test(name) && !/^(?:set-header|replace-header|del-header)$/.test(name)) return;
	unsure.add(`${at}: ${name} depends on ${doubts.slice(0, 3).join(', ') || 'what is not known here'}`);
	if (/^(?:set-path|set-pathq|set-uri|replace-path|replace-pathq|replace-uri|normalize-uri)$/.test(name))
		passing.path = null;
}

async function apply(line: Line, rule: readonly string[], look: Look): Promise<void> {
	const [action = '', first = '', second = ''] = rule;
	const {passing} = look;
	const [, variable, expression] = /^(set-var(?:-fmt)?)\(([^),]+)/.exec(action) ?? [];
	if (variable === 'set-var') passing.variables.set(expression!, await sampleOf(first, look));
	else if (variable === 'set-var-fmt') passing.variables.set(expression!, await formatted(first, look));
	else if (action === 'set-path') passing.path = settled(await formatted(first, look));
	else if (action === 'set-pathq' || action === 'set-uri')
		passing.path = withoutQuery(await formatted(first, look), action === 'set-uri');
	else if (action === 'replace-path' || action === 'replace-pathq' || action === 'replace-uri')
		await replacePath(first, second, look);
	else if (action === 'set-header' && first.toLowerCase() === 'host')
		passing.host = settled(await formatted(second, look));
	else if (/^(?:del-header|replace-header|replace-value)$/.test(action) && first.toLowerCase() === 'host') {
		passing.host = null;
		look.unsure.add(`${line.at}: ${action} changes the host`);
	} else if (action === 'normalize-uri') {
		if (look.passing.path === null || /[%.]|\/\//.test(look.passing.path)) {
			passing.path = null;
			look.unsure.add(`${line.at}: normalize-uri changes the path`);
		}
	} else if (!harmless.test(action.split('(', 1)[0]!))
		look.unsure.add(`${line.at}: what ${action.slice(0, 40)} does is not known here`);
	if (passing.path === null) look.unsure.add(`${line.at}: ${action} makes a path that is not known here`);
}

const withoutQuery = (uri: string | null, whole: boolean): string | null =>
	uri === null ? null : (whole ? uri.replace(/^[a-z]+:\/\/[^/]*/i, '') : uri).split(/[?\0]/, 1)[0]!;

/** The whole path is replaced where the pattern is found in it. */
async function replacePath(source: string, replacement: string, look: Look): Promise<void> {
	const {passing} = look;
	if (passing.path === null) return;
	const found = readPattern(source)?.match(passing.path, look.effort);
	if (found === null) return;
	const text = found === undefined ? null : await formatted(withGroups(replacement, found.groups), look);
	passing.path = withoutQuery(text, false);
}
