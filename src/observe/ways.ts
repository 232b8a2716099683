import {towards} from '../adapters/endpoint/towards.ts';
import {FaultError} from '../model/fault.ts';
import {mayRead} from '../model/grant.ts';
import type {Plan} from '../model/plan.ts';
import {readAuthority} from '../subjects/authority.ts';
import type {ClientIdentity, World} from '../world.ts';

/** Bytes of a file with certificates that are read. */
const mostBytes = 1024 * 1024;

/** The world in which requests reach the service as its configuration says. What cannot be read is a fault of each request. */
export async function worldTowards(world: World, plan: Plan, repository: string): Promise<World> {
	const {resolve, rate, tls} = plan.service;
	const plain = {resolve, rate, ca: null, identityFor: () => null, refused: null};
	if (tls === null) return towards(world, plain);
	try {
		const ca = tls.ca === null ? null : await readAuthority(world, `${repository}/${tls.ca}`, `tls.ca ${tls.ca}`);
		const identity = tls.identity === null ? null : await identityOf(world, tls.identity, repository);
		const variable = tls.identity?.keyVariable ?? '';
		const identityFor = (url: string) => (mayRead(variable, url, plan.secrets, plan.trust) ? identity : null);
		return towards(world, {...plain, ca, identityFor});
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		return towards(world, {...plain, refused: error});
	}
}

async function identityOf(
	world: World,
	{certificate, keyVariable}: {readonly certificate: string; readonly keyVariable: string},
	repository: string,
): Promise<ClientIdentity> {
	const key = world.env[keyVariable];
	if (key === undefined || key.trim() === '')
		throw new FaultError('secret-missing', `the variable ${keyVariable} is not set`);
	// Tools that mask look at single lines.
	for (const secret of [key, ...key.split('\n')])
		if (secret.trim().length > 8 && !secret.startsWith('-----')) world.log.mask(secret.trim());
	const chain = await world.files.read(`${repository}/${certificate}`, mostBytes);
	return {certificate: new TextDecoder().decode(chain), key};
}
