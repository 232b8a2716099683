import type {WaitConfig} from '../model/config.ts';
import type {Evidence} from '../model/evidence.ts';
import type {RoundState} from '../model/verdict.ts';
import type {World} from '../world.ts';

/**
 * Looks again until the expectation holds for `rounds` looks in a row, or cannot come any more, or the deadline has
 * passed. A streak that began before the deadline may end after it; one look is always taken.
 */
export async function observeUntil(
	world: World,
	wait: WaitConfig | null,
	look: (before: Evidence | null) => Promise<Evidence>,
	state: (evidence: Evidence, elapsed: number) => Promise<RoundState>,
): Promise<Evidence> {
	const started = world.now();
	let evidence = await look(null);
	if (wait === null) return evidence;
	let streak = 0;
	for (;;) {
		const elapsed = world.now() - started;
		const now = await state(evidence, elapsed);
		streak = now === 'holds' ? streak + 1 : 0;
		if (now === 'final' || streak >= wait.rounds || (now === 'pending' && elapsed >= wait.deadline)) return evidence;
		await world.sleep(wait.interval);
		evidence = await look(evidence);
	}
}
