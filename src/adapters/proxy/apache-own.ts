import {fileDoubts} from './apache-doubts.ts';
import {led} from './apache-pass.ts';
import {takenBy} from './apache-path.ts';
import {at, type InHost, planned} from './apache-plan.ts';
import type {TakenSection} from './apache-section.ts';
import type {Directive} from './directive.ts';
import type {Planned} from './planned.ts';

/** No upstream takes it: a redirect, a program behind a handler, or files. */
export function ownAnswer(request: InHost, sections: readonly TakenSection[]): Planned {
	const {blocks, walk} = request;
	for (const {name, args, at: where} of blocks.flat()) {
		const redirect = name === 'redirect' || name === 'redirectpermanent' || name === 'redirecttemp';
		const from = args.find((one) => one.startsWith('/'));
		if (redirect && from !== undefined && takenBy(from, walk.path) > 0)
			return planned(at(request, where, from, 'prefix'), 'answered');
		if (name !== 'redirectmatch') continue;
		const pattern = /^(?:\d{3}|permanent|temp|seeother|gone)$/.test(args[0] ?? '') ? args[1] : args[0];
		const tried = walk.patterns.try(pattern ?? '', walk.path);
		if (tried !== null && !('unknown' in tried)) return planned(at(request, where, pattern, 'regex'), 'answered');
		if (tried !== null) walk.unsure.push(`RedirectMatch at ${where} was not evaluated: ${tried.unknown}`);
	}
	const handler = handlerOf(request, sections);
	if (handler !== null) {
		const url = handler.args[0]!.slice('proxy:'.length);
		const leads = led(url.replace(/^(unix:[^|]+\|[a-z]+:\/\/[^/]*)$/i, '$1/'), [], blocks.toReversed());
		walk.unsure.push(`SetHandler at ${handler.at}: a file must be there`);
		if (leads !== null) return planned(at(request, handler.at), 'proxied', {targets: [leads.target]});
	}
	const open = blocks
		.flat()
		.find(
			(one) =>
				one.name === 'directory' &&
				one.block?.some(({name, args}) => name === 'allowoverride' && args[0]?.toLowerCase() !== 'none'),
		);
	if (open !== undefined)
		walk.unsure.push(`AllowOverride in <Directory> at ${open.at}: a .htaccess may lead elsewhere`);
	walk.unsure.push(...fileDoubts(request));
	return planned(request, 'served');
}

/** The last `SetHandler` that leads to a proxy, for the file's name or the path. */
function handlerOf({blocks, walk}: InHost, sections: readonly TakenSection[]): Directive | null {
	const base = walk.path.slice(walk.path.lastIndexOf('/') + 1);
	const fits = ({name, args: [first = '', second = '']}: Directive): boolean => {
		if (name === 'directory') return true;
		if (name !== 'filesmatch' && name !== 'files') return false;
		const pattern = name === 'filesmatch' ? first : first === '~' ? second : null;
		const tried = walk.patterns.try(pattern ?? '', base);
		return pattern === null ? first === base : tried !== null && !('unknown' in tried);
	};
	const files = (block: readonly Directive[]): readonly Directive[] =>
		block.filter(fits).flatMap((one) => [...(one.block ?? []), ...files(one.block ?? [])]);
	const found = [...blocks.flatMap(files), ...sections.flatMap(({section}) => section.block ?? [])];
	return found.findLast(({name, args}) => name === 'sethandler' && args[0]?.startsWith('proxy:')) ?? null;
}
