import {describe, expect, test} from '@jest/globals';
import {parseSubject} from '../../src/subjects/parse.ts';

describe('subjects as they are written', () => {
	test.each([
		['dir:dist', {kind: 'dir', path: 'dist'}],
		['dir:/with:colon', {kind: 'dir', path: '/with:colon'}],
		['git:HEAD', {kind: 'git', revision: 'HEAD', path: ''}],
		['git:v1.2:./public/', {kind: 'git', revision: 'v1.2', path: 'public'}],
		['git:main:a:b', {kind: 'git', revision: 'main', path: 'a:b'}],
		['oci-dir:out', {kind: 'oci-dir', path: 'out', tag: null}],
		['oci-dir:out:latest', {kind: 'oci-dir', path: 'out', tag: 'latest'}],
		['oci-dir:a:b/c', {kind: 'oci-dir', path: 'a:b/c', tag: null}],
		['oci-dir:C:\\out', {kind: 'oci-dir', path: 'C:\\out', tag: null}],
		['oci-dir:C:\\out:v1', {kind: 'oci-dir', path: 'C:\\out', tag: 'v1'}],
		['docker:app', {kind: 'docker', reference: 'app'}],
		['docker:localhost:5000/a/b:v1', {kind: 'docker', reference: 'localhost:5000/a/b:v1'}],
		['docker:3f4b2c1d0e9f', {kind: 'docker', reference: '3f4b2c1d0e9f'}],
		[`docker:sha256:${'a'.repeat(64)}`, {kind: 'docker', reference: `sha256:${'a'.repeat(64)}`}],
		['oci-archive:a.tar', {kind: 'oci-archive', path: 'a.tar', tag: null}],
		['docker-archive:-', {kind: 'docker-archive', path: '-', tag: null}],
		['docker-archive:-:v1', {kind: 'docker-archive', path: '-', tag: 'v1'}],
		[
			'docker-archive:a/b.tar:localhost:5000/app:v1',
			{kind: 'docker-archive', path: 'a/b.tar', tag: 'localhost:5000/app:v1'},
		],
		['oci-archive:C:\\out.tar:v1', {kind: 'oci-archive', path: 'C:\\out.tar', tag: 'v1'}],
		['file:record.json', {kind: 'file', path: 'record.json'}],
	])('%s', (text, subject) => {
		expect(parseSubject(text)).toEqual(subject);
	});

	test('an image reference is read whole', () => {
		expect(parseSubject('registry:localhost:5000/a/b:v1')).toEqual({
			kind: 'registry',
			reference: {registry: 'localhost:5000', repository: 'a/b', tag: 'v1', digest: null},
		});
	});

	test.each([
		['127.0.0.1:5000/acme/app:v1', /\(did you mean registry:127\.0\.0\.1:5000\/acme\/app:v1\?\)/],
		['ghcr.io/acme/app', /\(did you mean registry:ghcr\.io\/acme\/app\?\)/],
		['dist', /\(did you mean dir:dist\?\)/],
		['build/out', /\(did you mean dir:build\/out\?\)/],
		['dirr:dist', /^'dirr:dist' is no subject; accepted are dir:PATH/],
	])('%s lacks its kind, and what was probably meant is said', (text, said) => {
		expect(parseSubject(text)).toMatch(said);
	});

	test.each<[string, object]>([
		['container:api', {kind: 'container', id: 'api', path: ''}],
		['container:4f1c2d:/app//dist/', {kind: 'container', id: '4f1c2d', path: 'app/dist'}],
		['pod:shop/api-7d4b', {kind: 'pod', namespace: 'shop', name: 'api-7d4b', container: null, path: ''}],
		['pod:shop/api-7d4b/api:app', {kind: 'pod', namespace: 'shop', name: 'api-7d4b', container: 'api', path: 'app'}],
	])('%s is something that runs', (text, subject) => {
		expect(parseSubject(text)).toEqual(subject);
	});

	test.each([
		'container:',
		'container:--privileged',
		'container:a b',
		'container:a:../x',
		'pod:api',
		'pod:-n/x',
		'pod:a/-x',
		'pod:a/b/c/d',
	])('%s is refused in words: a command would take it for something else', (text) => {
		expect(parseSubject(text)).toEqual(expect.stringMatching(/needs|leaves/));
	});

	test.each([
		['', /no subject; accepted are dir:PATH/],
		['dist', /no subject \(did you mean dir:dist\?\)/],
		['a.tar', /did you mean docker-archive:a\.tar, .* or oci-archive:a\.tar\?/],
		['a.tar.gz', /docker-archive:a\.tar\.gz/],
		['docker://app:v1', /did you mean registry:app:v1\?/],
		['docker-daemon:app:v1', /did you mean docker:app:v1\?/],
		['oci:out:v1', /did you mean oci-dir:out:v1\?/],
		['tar:x', /no subject/],
		['__proto__:x', /no subject/],
		['dir:', /needs the path/],
		['git:', /needs a revision/],
		['git::path', /needs a revision/],
		['git:--all', /starts with '-'/],
		['git:HEAD:../x', /leaves the repository/],
		['oci-dir:', /needs the path/],
		['oci-dir:x:', /names no tag/],
		['file:', /needs the path/],
		['registry:UPPER/', /repository name/],
		['docker:', /reference is empty/],
		['docker:--help', /repository name/],
		['docker:-o', /repository name/],
		['docker:app v1', /no white space/],
		['docker:app;id', /repository name/],
		['docker:$(id)', /repository name/],
		['docker:../../etc', /registry host/],
		['docker:docker://app', /repository name|scheme/],
		['oci-archive:', /needs a file, or - for standard input/],
		['docker-archive::v1', /needs a file/],
		['docker-archive:a.tar:', /names no image/],
		['dir:a\0b', /NUL/],
	])('%p is refused', (text, why) => {
		expect(parseSubject(text)).toMatch(why);
	});
});
