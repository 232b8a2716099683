import type {Finding} from '../model/verdict.ts';

/** Something seen in one replica. */
export type ReplicaFinding = {readonly replica: string; readonly finding: Finding};

/** Replicas named one by one, before only their number is. */
const named = 3;

/**
 * What was seen alike in several replicas as one finding, in the order it was first seen. Its detail names the
 * replicas; where there is only one, or all show the same, it does not.
 */
export function tellTogether(seen: readonly ReplicaFinding[], replicas: number): readonly Finding[] {
	const alike = new Map<string, {finding: Finding; names: string[]}>();
	for (const {replica, finding} of seen) {
		const key = JSON.stringify(finding);
		const known = alike.get(key);
		if (known === undefined) alike.set(key, {finding, names: [replica]});
		else known.names.push(replica);
	}
	return [...alike.values()].map(({finding, names}) => {
		// A finding about the replica itself has its name already.
		if (names.length >= replicas || names.includes(finding.subject)) return finding;
		const left = names.length - named;
		const where = `${names.slice(0, named).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
		return {...finding, detail: finding.detail === null ? where : `${where}: ${finding.detail}`};
	});
}
