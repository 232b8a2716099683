import {expect, test} from '@jest/globals';
import {lookMemory} from '../../src/judge/snapshot.ts';
import type {History} from '../../src/model/history.ts';

test('a 404 seen while a process restarts tells no two deployments apart; other bytes do', () => {
	const history: History = {
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
			served: {'/old.js': 'b'.repeat(64), '/new.js': null},
			absent: {missing: null, gone: 'text/plain '},
			lacked: ['new.js'],
		},
		before: null,
	};
	const {last} = lookMemory(history);
	expect(last.probes).toEqual({guarded: 401, silent: null});
	expect(last.absent).toEqual({});
	expect(last.served).toEqual({'/old.js': 'b'.repeat(64)});
	expect(last.lacked).toEqual(['new.js']);
});
