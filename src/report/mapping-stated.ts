import type {Plan} from '../model/plan.ts';
import type {RouteQuestion} from '../model/mapping.ts';

/** What the configuration has of the way already, so that no remedy asks for it again. */
export type StatedWay = {
	/** addresses that stand in `resolve` for the followed name: DNS was not asked */
	readonly addresses: readonly string[];
	readonly runtime: boolean;
	readonly trace: boolean;
	readonly upstream: boolean;
	/** a published port is followed, or no proxy runs in a container */
	readonly published: boolean;
};

export function statedWay({service}: Plan, question: RouteQuestion | null): StatedWay {
	const {proxies, resolve, runtime, trace, upstream} = service;
	const host = question?.host ?? null;
	return {
		addresses: resolve.flatMap((one) =>
			one.host === host || one.host === `${host}:${question?.port}` ? [one.address] : [],
		),
		runtime: runtime !== null,
		trace: trace !== null,
		upstream: upstream !== null,
		published: proxies.every(({container}) => container === null) || proxies.some(({kind}) => kind === 'docker'),
	};
}
