/** @type {import('jest').Config} */
export default {
	testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/lab/'],
	modulePathIgnorePatterns: ['<rootDir>/.node24/', '<rootDir>/dist/'],
	extensionsToTreatAsEsm: ['.ts'],
	transform: {},
	testTimeout: 60_000,
};
