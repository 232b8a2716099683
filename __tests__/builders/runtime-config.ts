import type {RuntimeConfig} from '../../src/model/config.ts';

/** A runtime as the configuration has it with nothing but its kind stated. */
export const runtimeConfig = (stated: Partial<RuntimeConfig> & Pick<RuntimeConfig, 'kind'>): RuntimeConfig => ({
	host: null,
	context: null,
	project: null,
	service: null,
	containers: [],
	selector: null,
	namespace: null,
	workload: null,
	cluster: null,
	region: null,
	command: null,
	replicas: null,
	inside: true,
	ephemeral: null,
	expectedChanges: [],
	manifest: null,
	timeout: 20_000,
	...stated,
});
