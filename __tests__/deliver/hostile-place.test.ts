import {existsSync, mkdirSync, readdirSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@jest/globals';
import {refuseLinks} from '../../src/deliver/own-place.ts';
import {GitRoom, room} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';
import {start} from '../e2e/command.ts';

test('nothing is written through a link that was committed', async () => {
	using repository = new GitRoom();
	using elsewhere = room();
	repository.commit('Before', {'src/app.js': 'app', '.deploy-truth': {link: elsewhere.path}});
	const config = {'deploy-truth.yml': 'version: 1\nservices:\n  shop: {files: [{from: src, kind: source}]}\n'};
	repository.commit('Configure', config);
	const {stderr} = await start(['verify', '--config', 'deploy-truth.yml'], {cwd: repository.path}).ended;
	expect(readdirSync(elsewhere.path)).toEqual([]);
	expect(stderr).toContain('is a link');
});

test('a place of our own, there or not, is no link', async () => {
	using own = room();
	await refuseLinks(testWorld(), own.path, join(own.path, 'a/b'));
	mkdirSync(join(own.path, 'a'));
	await refuseLinks(testWorld(), own.path, join(own.path, 'a/b'));
	symlinkSync('/nowhere', join(own.path, 'a/b'));
	await expect(refuseLinks(testWorld(), own.path, join(own.path, 'a/b/c'))).rejects.toThrow('is a link');
	expect(existsSync('/nowhere')).toBe(false);
});
