import type {RouteMatch} from '../../model/mapping.ts';
import type {ApacheWalk} from './apache-rewrite.ts';
import {shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import type {Planned} from './planned.ts';

/** A request within what takes it. `blocks`: what is outside of virtual hosts first, as it counts first. */
export type InHost = {
	readonly blocks: readonly (readonly Directive[])[];
	readonly walk: ApacheWalk;
	readonly match: RouteMatch;
	/** it is what a failure led to: what leads on from there is not looked at */
	readonly failed?: boolean;
};

export const planned = ({walk, match}: InHost, outcome: Planned['outcome'], more: Partial<Planned> = {}): Planned => ({
	outcome,
	match,
	targets: [],
	late: false,
	rewritten: null,
	host: null,
	unsure: walk.unsure,
	...more,
});

export function at(
	request: InHost,
	where: string,
	path: string | null = null,
	how: RouteMatch['how'] = request.match.how,
): InHost {
	const says = path !== null && path !== '/';
	return {
		...request,
		match: {
			...request.match,
			path: path === null ? null : shown(path),
			how: says || request.match.how === 'exact' ? how : request.match.how,
			at: where,
		},
	};
}
