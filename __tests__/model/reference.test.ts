import {describe, expect, test} from '@jest/globals';
import {formatReference, parseReference, sameRepository} from '../../src/model/reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const written = (text: string): string => {
	const reference = parseReference(text);
	return typeof reference === 'string' ? `refused: ${reference}` : formatReference(reference);
};

describe('an image reference', () => {
	test('Docker Hub keeps its official images below library', () => {
		expect(written('nginx')).toBe('docker.io/library/nginx:latest');
		expect(written('docker.io/nginx:1.27')).toBe('docker.io/library/nginx:1.27');
		expect(written('grafana/grafana')).toBe('docker.io/grafana/grafana:latest');
	});
	test.each(['docker.io', 'index.docker.io', 'registry-1.docker.io'])(
		'Docker Hub by the name of %s is one registry',
		(host) => {
			expect(written(`${host}/library/nginx`)).toBe('docker.io/library/nginx:latest');
		},
	);
	test.each([
		['host:5000/team/app', 'host:5000/team/app:latest'],
		['host/app:5000', 'docker.io/host/app:5000'],
		['localhost/app', 'localhost/app:latest'],
		['localhost:5000/app:v1', 'localhost:5000/app:v1'],
		['[::1]:5000/app', '[::1]:5000/app:latest'],
		['app:v1', 'docker.io/library/app:v1'],
	])('%s: a port belongs to a host, a tag to a name', (text, expected) => {
		expect(written(text)).toBe(expected);
	});
	test('a digest needs no tag, and keeps the one it has', () => {
		expect(written(`ghcr.io/team/app@${digest}`)).toBe(`ghcr.io/team/app@${digest}`);
		expect(written(`ghcr.io/team/app:v1@${digest}`)).toBe(`ghcr.io/team/app:v1@${digest}`);
	});
	test.each([
		'',
		'https://ghcr.io/team/app',
		'ghcr.io/Team/app',
		'ghcr.io/team//app',
		'ghcr.io/team/app:-v1',
		'ghcr.io/team/app@sha256:abc',
		'ghcr.io/team/app:v1 ',
		`ghcr.io/${'a'.repeat(300)}`,
		'ho_st.example:99/app',
		'ghcr..io/app',
		'ghcr-.io/app',
		'[.::1]:5000/app',
	])('%j is none', (text) => {
		expect(written(text)).toMatch(/^refused: /);
	});
});

test.each([
	['ghcr.io/acme/api:1', 'ghcr.io/acme/api:2', true],
	['nginx', 'index.docker.io/library/nginx:1.27', true],
	['ghcr.io/acme/api', 'docker.io/acme/api', false],
	['ghcr.io/acme/api', null, false],
	['Not a reference', 'Not a reference', false],
])('%s and %s are of one repository: %s', (one, other, same) => {
	expect(sameRepository(one, other)).toBe(same);
});
