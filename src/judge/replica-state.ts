import type {ReplicaEvidence, ReplicasEvidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {Replica} from '../model/runtime.ts';
import type {Finding} from '../model/verdict.ts';
import type {Opinion} from './opinion.ts';
import {drift, finding, inconclusive} from './opinion.ts';

/** What serves, and what its states say: causes before what the images and files say, effects after it. */
export type Standing = {
	/** replicas whose image and files count */
	readonly alive: readonly ReplicaEvidence[];
	readonly causes: readonly Opinion[];
	readonly effects: readonly Opinion[];
	readonly notes: readonly Finding[];
};

type Condition = 'running' | 'paused' | 'crash-loop' | 'cannot-start' | 'starting' | 'stopped' | 'unknown';

/** Restarts of something that does not run, from which on it is told as a loop. */
const manyRestarts = 3;

export function standingOf(plan: Plan, seen: ReplicasEvidence): Standing {
	const service = seen.replicas.filter(({replica}) => replica.role === 'service');
	const running = service.filter(({replica}) => replica.state === 'running');
	const inState = (condition: Condition): readonly Replica[] =>
		service.flatMap(({replica}) => (conditionOf(replica, running.length > 0) === condition ? [replica] : []));
	const {declared} = seen;
	const stated = declared.status === 'observed' ? declared.value.replicas : null;
	const least = plan.service.runtime?.replicas ?? stated ?? seen.wanted ?? 1;
	const progressing = seen.rollout?.status === 'progressing';
	const troubles = (['crash-loop', 'cannot-start', 'paused'] as const).flatMap((condition) => {
		const replicas = inState(condition);
		const remedy = condition === 'paused' ? 'resume-the-replicas' : 'look-at-the-replica';
		return replicas.length === 0
			? []
			: [
					drift(
						condition,
						remedy,
						'platform',
						replicas.map((one) => stateFinding('drift', condition, one)),
					),
				];
	});
	const strange = inState('unknown').map((one) => stateFinding('inconclusive', 'state-unknown', one));
	const none = running.length + troubles.length + strange.length === 0;
	// Not even one that stopped, of something that no runtime was told to run: a name may be wrong.
	const unfound = seen.replicas.length === 0 && seen.more === 0 && seen.wanted === null;
	// What else is there says why; beside running ones it is left over, or on its way.
	const level = none ? 'drift' : 'note';
	const others = [
		...inState('stopped').map((one) => stateFinding(level, 'leftover', one)),
		...inState('starting').map((one) => stateFinding(level, 'starting', one)),
	];
	const nobody = finding('drift', 'none-running', seen.where, {
		expected: `${least}`,
		deployed: '0',
		detail: seen.wanted === 0 ? 'told to run 0' : null,
	});
	const unready = running.flatMap(({replica}) => (replica.ready === false ? [replica] : []));
	const failing = unready.filter(({trouble}) => trouble !== 'starting');
	const warming = unready.filter(({trouble}) => trouble === 'starting');
	return {
		alive: service.filter(({replica}) => ['running', 'paused', 'restarting', 'unknown'].includes(replica.state)),
		causes: [
			...(unfound ? [notFound(seen)] : []),
			...(none && !unfound ? [drift('none-running', 'start-the-service', 'platform', [nobody, ...others])] : []),
			...troubles,
			...rolloutOf(seen),
		],
		effects: [
			...(failing.length === 0 || progressing
				? []
				: [
						drift(
							'not-ready',
							'look-at-the-health-check',
							'platform',
							failing.map((one) => readyFinding('drift', 'not-ready', one)),
						),
					]),
			...(warming.length === 0 || progressing
				? []
				: [
						inconclusive(
							'not-ready-yet',
							'wait-until-ready',
							warming.map((one) => readyFinding('inconclusive', 'not-ready-yet', one)),
							'platform',
						),
					]),
			...(running.length === 0 || running.length + strange.length >= least || progressing
				? []
				: [tooFew(seen, running.length, least)]),
			...(strange.length === 0 ? [] : [inconclusive('state-unknown', 'look-at-the-replica', strange)]),
			...(seen.more === 0 ? [] : [unseen(seen)]),
		],
		notes: none ? [] : others,
	};
}

function conditionOf({state, trouble, restarts}: Replica, someRun: boolean): Condition {
	if (state === 'running' || state === 'paused' || state === 'unknown') return state;
	if (state === 'restarting' || trouble === 'CrashLoopBackOff') return 'crash-loop';
	if (state === 'exited' || state === 'dead')
		return !someRun && (restarts ?? 0) >= manyRestarts ? 'crash-loop' : 'stopped';
	return trouble === null ? 'starting' : 'cannot-start';
}

const stateFinding = (level: Finding['level'], code: Finding['code'], replica: Replica): Finding =>
	finding(level, code, replica.name, {
		deployed: replica.state,
		detail: replica.trouble ?? (replica.restarts === null || replica.restarts === 0 ? null : restartWords(replica)),
	});

const readyFinding = (level: Finding['level'], code: Finding['code'], replica: Replica): Finding => ({
	...stateFinding(level, code, replica),
	deployed: replica.trouble ?? 'not ready',
});

const notFound = ({where}: ReplicasEvidence): Opinion =>
	inconclusive('no-replica-found', 'check-the-names', [
		finding('inconclusive', 'no-replica-found', where, {deployed: '0'}),
	]);

const restartWords = ({restarts}: Replica): string => `${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`;

const tooFew = ({where}: ReplicasEvidence, running: number, least: number): Opinion =>
	drift('too-few-replicas', 'look-at-the-rollout', 'platform', [
		finding('drift', 'too-few-replicas', where, {expected: `${least}`, deployed: `${running}`}),
	]);

const unseen = ({where, more}: ReplicasEvidence): Opinion =>
	inconclusive('replica-unread', 'name-the-containers', [
		finding('inconclusive', 'replica-unread', where, {detail: `${more} more`}),
	]);

function rolloutOf({rollout, where}: ReplicasEvidence): readonly Opinion[] {
	switch (rollout?.status) {
		case 'stuck':
			return [
				drift('rollout-stuck', 'look-at-the-rollout', 'platform', [
					finding('drift', 'rollout-stuck', where, {detail: rollout.detail}),
				]),
			];
		case 'progressing':
			return [
				inconclusive(
					'rollout-in-progress',
					'wait-for-the-rollout',
					[finding('inconclusive', 'rollout-in-progress', where, {detail: rollout.detail})],
					'platform',
				),
			];
		default:
			return [];
	}
}
