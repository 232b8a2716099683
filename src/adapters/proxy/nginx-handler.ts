import type {Directive} from './directive.ts';
import type {ChosenLocation} from './nginx-location.ts';
import type {Scope} from './nginx-scope.ts';

/** Directives that pass a request on. */
export const handlers = /^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/;
const answers = /^(?:stub_status|empty_gif|echo|perl|js_content|content_by_lua(?:_block|_file)?|api|status|hls|f4f)$/;

export const isHandler = ({name}: Directive): boolean => handlers.test(name) || answers.test(name);

/** The location itself and the conditions that held in it. */
export const ownBlocks = (scope: Scope, chosen: ChosenLocation | null): Scope =>
	scope.slice(0, scope.length - 2 - Math.max(0, (chosen?.chain.length ?? 1) - 1));

/** Whether a method is let through: `denied`, a doubt, or null where it is. */
export function limitedTo(scope: Scope, method: string): string | 'denied' | null {
	const limit = scope[0]!.find(({name}) => name === 'limit_except');
	const named = limit?.args.map((one) => one.toUpperCase()) ?? [];
	if (limit === undefined || named.includes(method) || (method === 'HEAD' && named.includes('GET'))) return null;
	const [first] = (limit.block ?? []).filter(({name}) => name === 'allow' || name === 'deny');
	return first?.name === 'deny' && first.args[0] === 'all' ? 'denied' : `limit_except at ${limit.at} decides`;
}
