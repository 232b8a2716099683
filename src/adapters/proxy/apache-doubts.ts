import type {InHost} from './apache-plan.ts';
import type {TakenSection} from './apache-section.ts';
import type {Directive} from './directive.ts';

const variables = /^(?:setenv|setenvif|setenvifnocase|setenvifexpr|browsermatch|browsermatchnocase)$/;
const conditional = /^(?:if|elseif|else|files|filesmatch)$/;
const leading = /^(?:rewriterule|proxypass|proxypassmatch|sethandler|proxyremote|proxyremotematch)$/;
const mostDepth = 20;

/** What may take a request that is passed on elsewhere in ways that are not followed here. */
export function passingDoubts({blocks}: InHost, sections: readonly TakenSection[]): readonly string[] {
	const inside = sections.flatMap(({section}) => section.block ?? []);
	const all = [...blocks.flat(), ...inside];
	return [
		...all
			.filter(({name}) => name === 'proxyremote' || name === 'proxyremotematch')
			.map(({name, at}) => `${name} at ${at}: the request goes through another proxy`),
		...all
			.filter(({name, args}) => variables.test(name) && args.some((one) => /^no-proxy(?:=|$)/i.test(one)))
			.map(({name, at}) => `${name} at ${at}: no-proxy keeps some requests from being passed on`),
		...all
			.filter(({name, args}) => name === 'rewriterule' && /[[,]E(?:NV)?=no-proxy/i.test(args[2] ?? ''))
			.map(({at}) => `RewriteRule at ${at}: no-proxy keeps some requests from being passed on`),
		...inside
			.filter(({name}) => name === 'rewriterule')
			.map(({at}) => `RewriteRule at ${at}: rules of a section are not followed`),
		...all
			.filter((one) => conditional.test(one.name) && leads(one.block ?? []))
			.map(({name, at}) => `<${name}> at ${at}: what leads on under a condition is not followed`),
	].slice(0, 10);
}

/** What may pass on a request that is for a file. */
export const fileDoubts = ({blocks}: InHost): readonly string[] =>
	blocks
		.flat()
		.filter(({name, block}) => /^directory(?:match)?$/.test(name) && passesOn(block ?? []))
		.map(({at}) => `<Directory> at ${at}: rules of a directory are not followed`)
		.slice(0, 5);

const passesOn = (block: readonly Directive[]): boolean =>
	block.some(({name, args}) => name === 'rewriterule' && /[[,](?:P|proxy)[\],]/i.test(args[2] ?? ''));

const leads = (block: readonly Directive[], depth = 0): boolean =>
	depth > mostDepth || block.some(({name, block: inner}) => leading.test(name) || leads(inner ?? [], depth + 1));

/** Pages of Apache's own that failures of an upstream lead to, or its answers too where they are taken over. */
export function failurePages(
	{blocks}: InHost,
	sections: readonly TakenSection[],
): readonly {readonly to: string; readonly at: string}[] {
	const all = [...blocks.flat(), ...sections.flatMap(({section}) => section.block ?? [])];
	const takes = all.findLast(({name}) => name === 'proxyerroroverride')?.args[0]?.toLowerCase() === 'on';
	return all
		.filter(({name, args}) => name === 'errordocument' && (takes || /^50[0234]$/.test(args[0] ?? '')))
		.filter(({args}) => args[1]?.startsWith('/'))
		.map(({args, at}) => ({to: args[1]!, at}))
		.slice(0, 20);
}
