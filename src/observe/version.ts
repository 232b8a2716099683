import {ask, isPlain} from '../adapters/endpoint/ask.ts';
import type {VersionEvidence} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';

/** Bytes of a version answer that are read: it holds a word, or a small document. */
const cap = 64 * 1024;

/** What the workload says of itself. FaultError `invalid-answer` for anything that is no commit. */
export async function observeVersion(world: World, plan: Plan): Promise<VersionEvidence> {
	const {url, field} = plan.service.version!;
	const {answer, body} = await ask(world, {
		method: 'GET',
		url,
		timeouts: plan.service.timeouts,
		publicOnly: plan.trust === 'untrusted',
		cap,
		keep: true,
	});
	const where = new URL(url).pathname;
	if (answer.status !== 200) throw new FaultError('invalid-answer', `${where} answered ${answer.status}`);
	if (answer.truncated) throw new FaultError('invalid-answer', `${where} answered more than ${cap} bytes`);
	if (!isPlain(answer)) throw new FaultError('invalid-answer', `${where} answered in an encoding nobody asked for`);
	const text = new TextDecoder().decode(body);
	const said = field === null ? text.trim() : fieldOf(text, field, where);
	// Seven digits are what git abbreviates to; 64 are a SHA-256 repository's.
	if (!/^[0-9a-f]{7,64}$/i.test(said))
		throw new FaultError(
			'invalid-answer',
			`${where} holds no commit${field === null ? '' : ` in ${field}`}: 7 to 64 hex digits`,
		);
	return {url, commit: said.toLowerCase()};
}

function fieldOf(text: string, field: string, where: string): string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new FaultError('invalid-answer', `${where} is no JSON`);
	}
	for (const key of field.split('.')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
			throw new FaultError('invalid-answer', `${where} has no field ${field}`);
		value = (value as Record<string, unknown>)[key];
	}
	return typeof value === 'string' ? value.trim() : '';
}
