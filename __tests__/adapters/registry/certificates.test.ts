import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {authoritiesOf, explained} from '../../../src/adapters/registry/certificates.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {patientWorld} from './asking.ts';

const registry = 'registry.acme.example:5000';

function homeWith(files: Readonly<Record<string, string>>) {
	const home = mkdtempSync(join(tmpdir(), 'certificates-'));
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(join(home, path, '..'), {recursive: true});
		writeFileSync(join(home, path), text);
	}
	return {world: patientWorld({env: {HOME: home}}), [Symbol.dispose]: () => rmSync(home, {recursive: true})};
}

describe('the authorities trusted for a registry', () => {
	test('are those given, and then no others', async () => {
		using home = homeWith({[`.docker/certs.d/${registry}/ca.crt`]: 'of docker'});
		expect(await authoritiesOf(home.world, registry, 'given')).toBe('given');
	});
	test('else those of docker and podman, for that host and port alone', async () => {
		using home = homeWith({
			[`.docker/certs.d/${registry}/ca.crt`]: 'of docker',
			[`.config/containers/certs.d/${registry}/ca.crt`]: 'of podman',
			'.docker/certs.d/registry.acme.example/ca.crt': 'of another port',
		});
		expect(await authoritiesOf(home.world, registry, null)).toBe('of docker\nof podman');
		expect(await authoritiesOf(home.world, 'acme.example:5000', null)).toBeNull();
	});
	test('are none without files and without a home', async () => {
		using home = homeWith({});
		expect(await authoritiesOf(home.world, registry, null)).toBeNull();
		expect(await authoritiesOf(patientWorld({env: {}}), registry, null)).toBeNull();
	});
	test('are not read without end', async () => {
		using home = homeWith({[`.docker/certs.d/${registry}/ca.crt`]: 'x'.repeat(1024 * 1024 + 1)});
		expect(await authoritiesOf(home.world, registry, null)).toBeNull();
	});
});

describe('a certificate that nobody vouches for', () => {
	const failure = (code: string): FaultError =>
		new FaultError('tls-untrusted', 'host: why', Object.assign(new Error('why'), {code}));
	test('names the way out', () => {
		const fault = (explained(failure('DEPTH_ZERO_SELF_SIGNED_CERT'), null) as FaultError).fault;
		expect(fault.detail).toMatch(/registry-ca.*--ca/);
	});
	test('says that the authority which was given is another', () => {
		const fault = (explained(failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'given') as FaultError).fault;
		expect(fault.detail).toContain('did not sign it');
	});
	test('for another name, or out of date, is no matter of authorities', () => {
		for (const code of ['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED']) {
			const error = failure(code);
			expect(explained(error, null)).toBe(error);
		}
		const other = new FaultError('cut-stream', 'x');
		expect(explained(other, null)).toBe(other);
	});
});
