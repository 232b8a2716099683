import type {World} from '../../world.ts';

/** As much of somebody else's sentence as a fault repeats. */
const mostSaid = 500;
/** Variables whose values nobody may see, wherever they are repeated. */
const secretName = /TOKEN|SECRET|PASSW|CREDENTIAL|(?:^|_)KEY(?:_|$)/i;
const leastSecret = 6;
/** What is looked at to find what is repeated: looking for secrets in a line without end would take as long. */
const mostRead = 4_096;

/** The first line that a command wrote with anything in it, fit to be shown: one line, cut, no secrets. '' for none. */
export function firstSaid(world: World, text: string): string {
	for (const line of withoutEscapes(text).split(/\r\n|[\n\r\u0085\u2028\u2029]/)) {
		const said = fitToShow(world, line);
		if (said !== '') return said;
	}
	return '';
}

/** All that a command wrote, fit to be shown: one line, cut, no secrets. */
export const wholeSaid = (world: World, text: string): string =>
	fitToShow(world, withoutEscapes(text.slice(0, 2 * mostRead)));

/** Terminal sequences as ECMA-48 has them: control strings (titles, links) with what they hold, then the others. */
const withoutEscapes = (text: string): string =>
	text
		.replace(/\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?/g, '')
		.replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]?|[ -/]*[0-~])/g, '');

function fitToShow(world: World, text: string): string {
	const line = text
		.slice(0, mostRead)
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.replace(/\p{Cf}/gu, '');
	const said = withoutSecrets(world, line).trim();
	return (said.length > mostSaid ? `${said.slice(0, mostSaid - 1)}…` : said).toWellFormed();
}

/** What a program was given to log in with, or repeats of an address or a header. */
function withoutSecrets(world: World, text: string): string {
	let left = text
		.replace(/\/\/[^\s/@]+@/g, '//…@')
		.replace(/(Basic|Bearer)\s+\S+/gi, '$1 …')
		.replace(/(?:gh[opsur]_\w{20,}|ya29\.[\w.-]{10,}|eyJ[\w-]{10,}\.[\w-]+\.[\w-]*)/g, '…')
		.replace(
			/([\w-]*(?:password|passwd|secret|token|api[_-]?key)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&]+)/gi,
			'$1…',
		);
	for (const [name, value] of Object.entries(world.env))
		if (value !== undefined && value.length >= leastSecret && secretName.test(name)) left = left.replaceAll(value, '…');
	return left;
}
