import {type CacheAccess, cacheService} from '../adapters/actions-cache/service.ts';
import {digestOf} from '../bytes/digest.ts';
import {seal, sealKey, unseal} from '../bytes/sealed.ts';
import {hexOf} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import {type History, historyOf} from '../model/history.ts';
import type {World} from '../world.ts';
import type {WritableHistory} from './directory.ts';
import {remembered} from './remembered.ts';

/** Bytes, sealed and opened. */
const limit = 4 << 20;
const kind = 'deploy-truth history 1';

type CacheHistoryOptions = {
	/** what entries are sealed under; null: any job of the repository could have written what is read */
	readonly secret: string | null;
	/** orders and names entries: entries never change */
	readonly run: {readonly id: string; readonly number: number} | null;
};

/**
 * Histories in the repository's Actions cache, one entry for each run. A job reads what its own branch and the default
 * branch kept: what a pull request's jobs keep is seen by that pull request alone. An entry that is not under the secret
 * is a fault, never a memory.
 */
export function cacheHistory(world: World, access: CacheAccess, {secret, run}: CacheHistoryOptions): WritableHistory {
	const service = cacheService(world, access, kind);
	const key = secret === null ? null : sealKey(secret, kind);
	const end = `${String(run?.number ?? 0).padStart(9, '0')}-${run?.id ?? 0}-${Buffer.from(world.random(4)).toString('hex')}`;
	return {
		read: ({service: {service: name, environment}}) =>
			remembered(world, async () => {
				if (!access.mayRead) return null;
				const prefix = prefixOf(name, environment, secret !== null);
				const bytes = await service.newest(prefix, `${prefix}${end}`, limit);
				if (bytes === null) return null;
				const opened = unseal(bytes, purposeOf(name, environment), key, limit);
				const history = opened === null || (key !== null && !opened.authentic) ? null : historyOf(parsed(opened.text));
				if (history === null || history.service !== name || history.environment !== environment)
					throw new FaultError('invalid-record', 'the newest entry of the cache is no history of this service');
				return history;
			}),
		async write(history: History) {
			if (!access.mayWrite) return;
			const {service: name, environment} = history;
			const {bytes} = seal(JSON.stringify(history), purposeOf(name, environment), key);
			await service.save(`${prefixOf(name, environment, secret !== null)}${end}`, bytes);
		},
	};
}

const purposeOf = (service: string, environment: string) => ({kind, name: JSON.stringify([service, environment])});

/** A secret that is new finds no entries of before: they would all be faults. */
function prefixOf(service: string, environment: string, sealed: boolean): string {
	const about = hexOf(digestOf(Buffer.from(JSON.stringify([service, environment, sealed])))).slice(0, 24);
	return `deploy-truth-history-v1-${about}-`;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
