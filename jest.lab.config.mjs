import base from './jest.config.mjs';

/** The suites against real components; `.ci/run` installs those first. @type {import('jest').Config} */
export default {
	...base,
	testMatch: ['<rootDir>/__tests__/lab/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 240_000,
};
