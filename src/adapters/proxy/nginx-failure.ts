import type {Directive} from './directive.ts';
import {inherited, type Scope} from './nginx-scope.ts';
import type {Target} from './upstream.ts';

const mostPages = 20;
/** What nginx itself answers for an upstream that does not. */
const own = new Set(['500', '502', '503', '504']);

/** Pages that an upstream's failure leads to, or its answers too where nginx takes them over. */
export function failurePages(scope: Scope, handler: string): readonly Directive[] {
	const prefix = handler.slice(0, handler.indexOf('_'));
	const takes = inherited(scope, `${prefix}_intercept_errors`).some(({args}) => args[0] === 'on');
	return inherited(scope, 'error_page')
		.filter(({args}) => args.slice(0, -1).some((code) => own.has(code) || (takes && /^\d{3}$/.test(code))))
		.slice(0, mostPages);
}

/** An answer that makes nginx ask the next member leads to those in reserve, though the others are there. */
export function nextUpstream(scope: Scope, handler: string, targets: readonly Target[]): string[] {
	const prefix = handler.slice(0, handler.indexOf('_'));
	const rule = inherited(scope, `${prefix}_next_upstream`).find(({args}) =>
		args.some((one) => one.startsWith('http_')),
	);
	const reserved = targets.some(
		({members}) => members.some(({backup}) => backup) && members.some((one) => !one.backup),
	);
	return rule !== undefined && reserved
		? [`${rule.name} at ${rule.at}: an answer may lead to a member in reserve`]
		: [];
}
