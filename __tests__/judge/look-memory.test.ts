import {expect, test} from '@jest/globals';
import {lookMemory} from '../../src/judge/snapshot.ts';
import type {History, Snapshot} from '../../src/model/history.ts';

const remembered = (last: Partial<Snapshot>): History => ({
	schema: 'deploy-truth/history/v1',
	service: 'api',
	environment: 'production',
	last: {
		commit: 'a'.repeat(40),
		at: '2026-01-01T00:00:00.000Z',
		run: null,
		status: 'drift',
		departsAt: 'route',
		imageManifest: null,
		probes: {missing: 404, gone: 410, guarded: 401, silent: null},
		absent: {missing: null},
		served: {'/old.js': 'b'.repeat(64), '/new.js': null},
		lacked: ['new.js'],
		...last,
	},
	before: null,
});

test('a 404 seen while a process restarts tells no two deployments apart; other bytes do', () => {
	const {last} = lookMemory(remembered({}), remembered({}));
	expect(last.probes).toEqual({guarded: 401, silent: null});
	expect(last.absent).toEqual({});
	expect(last.served).toEqual({'/old.js': 'b'.repeat(64)});
	expect(last.lacked).toEqual(['new.js']);
});

test('bytes that one of two looks saw are no deployment’s', () => {
	const once = remembered({served: {'/old.js': 'c'.repeat(64)}});
	expect(lookMemory(once, remembered({})).last.served).toEqual({});
	expect(lookMemory(once, remembered({served: {}})).last.served).toEqual({});
});
