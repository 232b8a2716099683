import {describe, expect, test} from '@jest/globals';
import {reference} from '../../src/config/reference.ts';

const todo = (text: string): string | null => reference(text)?.todo ?? null;

describe('the reference of an image', () => {
	test.each(['registry:5000/acme/api', 'docker:24-dind', 'docker.io/library/docker:dind', 'registry:2', 'shop_api'])(
		'%s names a host or an image, not a kind of subject',
		(text) => {
			expect(todo(text)).toBeNull();
		},
	);

	test('is written without the kind of subject that the command line takes', () => {
		expect(todo('registry:ghcr.io/acme/api:main')).toBe('write the reference without `registry:`');
	});

	test.each(['docker:shop_api', 'docker:shop_api:latest', 'docker-archive:app.tar', 'oci-dir:out:v1', 'oci-archive:a'])(
		'%s is in no registry, and what can be compared without one is said',
		(text) => {
			expect(todo(text)).toContain('push it, or leave `image` out and compare `files` with `runtime`');
		},
	);
});
