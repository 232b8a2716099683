import type {Evidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';

/** The commit that should be live: its full id where the repository told, else the revision as it was asked for. */
export const expectedCommit = (plan: Plan, evidence: Pick<Evidence, 'commit'>): string =>
	evidence.commit.status === 'observed' ? evidence.commit.value.sha : (plan.service.commit ?? plan.target.revision);

// Git's own shortest default; fewer digits name too many commits.
const abbreviated = /^[0-9a-f]{7,64}$/;

/** Whether a text that somebody else wrote names this commit: its id, or the first seven digits of it or more. */
export function namesCommit(text: string, sha: string): boolean {
	const name = text.trim().toLowerCase();
	return abbreviated.test(name) && sha.toLowerCase().startsWith(name);
}
