import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {parse, parseAllDocuments} from 'yaml';
import {disagreements, generated, readHere, schemas} from '../scripts/docs.ts';
import {decodeConfig, formatProblems} from '../src/config/decode.ts';
import {inputs, outputs} from '../src/config/input-table.ts';
import {decodeInputs} from '../src/config/inputs.ts';
import {serviceKeys} from '../src/config/schema.ts';
import {judge} from '../src/judge/judge.ts';
import {evidenceSchema} from '../src/model/evidence.ts';
import {apiReasons} from '../src/report/api-sentences.ts';
import {containerReasons} from '../src/report/container-sentences.ts';
import {mappingReasons} from '../src/report/mapping-sentences.ts';
import {routeReasons} from '../src/report/route-sentences.ts';
import * as build from './builders/evidence.ts';
import {hostileWay, landsOnReplicas} from './builders/mapping.ts';
import {running, runningCase, stale} from './builders/replicas.ts';
import {hostileContainers} from './builders/report.ts';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (file: string): string => readFileSync(join(top, file), 'utf8');

describe('what is written in two places', () => {
	test('action.yml, the tables and the schemas say what the code says', () => {
		expect(disagreements(readHere).map(({file, problem}) => `${file} ${problem}`)).toEqual([]);
	});

	test('a change in any generated file would be seen', () => {
		for (const {file} of generated.filter((one) => one.required)) {
			const spoilt = (name: string): string | null => {
				const text = readHere(name);
				return name === file && text !== null
					? text.replace(/(image.*)deployed/, '$1deploid').replace('"title": "', '"title": "X')
					: text;
			};
			expect(disagreements(spoilt).map((one) => one.file)).toContain(file);
		}
	});

	test('every reason of the container layer stands in the table of its rules, and none that there is not', () => {
		const [, section = ''] = read('docs/verdict.md').split('**container** (');
		const rows = [...section.split('**route** (')[0]!.matchAll(/^\| `([a-z-]+)` \| (match|drift|inconclusive) \|/gm)];
		expect(rows.map(([, reason]) => reason).toSorted()).toEqual(Object.keys(containerReasons).toSorted());
	});

	test('every reason of the layer api stands in the table of its rules, and none that there is not', () => {
		const [, section = ''] = read('docs/verdict.md').split('**api** (');
		const rows = [
			...section.split('## Which layer')[0]!.matchAll(/^\| `([a-z0-9-]+)` \| (?:match|drift|inconclusive) \|/gm),
		];
		const elsewhere = ['wrong-method', 'no-answer'];
		expect(rows.map(([, reason]) => reason).toSorted()).toEqual([...Object.keys(apiReasons), ...elsewhere].toSorted());
	});

	test('every reason of the mapping layer stands in the table of its rules, and none that there is not', () => {
		const [, section = ''] = read('docs/verdict.md').split('**mapping** (');
		const rows = [...section.split('**source** (')[0]!.matchAll(/^\| `([a-z-]+)` \| (match|drift|inconclusive) \|/gm)];
		expect(rows.map(([, reason]) => reason).toSorted()).toEqual(Object.keys(mappingReasons).toSorted());
	});

	test('every reason of the route layer stands in the text of its rules', () => {
		const [, section = ''] = read('docs/verdict.md').split('**route** (');
		const rules = section.split('**api** (')[0]!;
		const told = Object.keys(routeReasons).filter((reason) => !rules.includes(`\`${reason}\``));
		// What these say is said there in other words.
		const plain = ['mounted', 'no-answer', 'served-bytes-match', 'asset-unread', 'asset-unknown', 'page-unread'];
		expect(told.filter((reason) => !plain.includes(reason) && !reason.startsWith('version-'))).toEqual([]);
	});

	test('action.yml runs dist/index.js on Node 24 with the inputs and outputs of the table', () => {
		const action = parse(read('action.yml'));
		expect(action.runs).toEqual({using: 'node24', main: 'dist/index.js'});
		expect(Object.keys(action.inputs)).toEqual(inputs.map((input) => input.name));
		expect(Object.keys(action.outputs)).toEqual(outputs.map((output) => output.name));
		expect(action.inputs['github-token'].default).toBe('${{ github.token }}');
		expect(action.inputs.mode.default).toBe('verify');
	});

	test('every key of a service is an input of the same name, and the other way round', () => {
		const keys = inputs.filter((input) => input.group === 'key').map((input) => input.name);
		const only = ['registry-username', 'registry-password-env'];
		expect(keys.toSorted()).toEqual(serviceKeys.filter((key) => !only.includes(key)).toSorted());
	});
});

type Block = {file: string; line: number; text: string};

function yamlBlocks(file: string): Block[] {
	const text = read(file);
	return [...text.matchAll(/^```ya?ml\n(.*?)^```/gms)].map((match) => ({
		file,
		line: text.slice(0, match.index).split('\n').length + 1,
		text: match[1]!,
	}));
}

const files = [
	'docs/configuration.md',
	'docs/mapping.md',
	'docs/probes.md',
	'docs/static-sites.md',
	...(existsSync(join(top, 'README.md')) ? ['README.md'] : []),
];
const blocks = files.flatMap(yamlBlocks);
const isConfig = (block: Block): boolean => /^version: 1$/m.test(block.text);

/** The steps that use this action, wherever the workflow has them. */
function stepsOf(value: unknown): {with?: Record<string, unknown>}[] {
	if (typeof value !== 'object' || value === null) return [];
	const own =
		'uses' in value && /deploy-truth|^\.\/?$/.test(String(value.uses))
			? [value as {with?: Record<string, unknown>}]
			: [];
	return [...own, ...Object.values(value).flatMap(stepsOf)];
}

describe('the examples', () => {
	test('the reference has files and workflows', () => {
		const reference = blocks.filter((block) => block.file === 'docs/configuration.md');
		expect(reference.filter(isConfig).length).toBeGreaterThanOrEqual(2);
		expect(
			reference.flatMap((block) => (isConfig(block) ? [] : stepsOf(parse(block.text)))).length,
		).toBeGreaterThanOrEqual(4);
		expect(reference.every((block) => isConfig(block) || stepsOf(parse(block.text)).length > 0)).toBe(true);
	});

	test.each(blocks.filter(isConfig))('$file:$line is a right configuration', async ({file, text}) => {
		const decoded = await decodeConfig(text, {file, trust: 'trusted', secrets: []});
		expect('problems' in decoded ? formatProblems(decoded.problems) : '').toBe('');
		const validate = new Ajv({strict: false}).compile(schemas()['config.v1.json']!);
		expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
	});

	test.each(blocks.filter((block) => !isConfig(block)))('$file:$line gives the action right inputs', async ({text}) => {
		for (const document of parseAllDocuments(text)) expect(document.errors).toEqual([]);
		for (const step of stepsOf(parse(text))) {
			const given = step.with ?? {};
			expect(Object.keys(given).filter((name) => !inputs.some((input) => input.name === name))).toEqual([]);
			// As the runner does: every expression has become a value before the action starts.
			const get = (name: string): string =>
				String(given[name] ?? '')
					.replace(/\$\{\{.*?\}\}/g, 'a1b2c3d4e5f6')
					.trim();
			const name = get('service') || 'api';
			const file = {
				name: '.github/deploy-truth.yml',
				text: JSON.stringify({version: 1, services: {[name]: {image: 'ghcr.io/acme/api'}}}),
			};
			const decoded = await decodeInputs(get, {trust: 'trusted', file, service: 'api', environment: null});
			expect('problems' in decoded ? formatProblems(decoded.problems) : '').toBe('');
		}
	});

	test('a file with every key is among them', () => {
		const stated = new Set(
			blocks.filter(isConfig).flatMap((block) => {
				const {services, ...shared} = parse(block.text) as {services: Record<string, object>};
				return [...Object.keys(shared), ...Object.values(services).flatMap((service) => Object.keys(service))];
			}),
		);
		expect(serviceKeys.filter((key) => !stated.has(key))).toEqual([]);
	});
});

describe('the published schemas', () => {
	const check = (name: string, value: unknown): string => {
		const ajv = new Ajv({strict: false, allErrors: true});
		return ajv.validate(schemas()[name]!, value) ? '' : ajv.errorsText();
	};
	const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

	test('the configuration schema refuses unknown keys and what no key takes', () => {
		const file = (service: object) => ({version: 1, services: {api: {image: 'x', ...service}}});
		expect(check('config.v1.json', file({}))).toBe('');
		for (const wrong of [{imag: 'x'}, {proxy: 'ngnix'}, {probes: [{}]}, {files: [{from: 'x', modes: 'all'}]}])
			expect(check('config.v1.json', file(wrong))).not.toBe('');
	});

	const cases = Object.entries({
		healthy: build.healthy(),
		staleImage: build.staleImage(),
		notMounted: build.notMounted(),
		processNotSeen: build.processNotSeen(),
		foreignArtifact: build.foreignArtifact(),
		pullRequestNotMerged: build.pullRequestNotMerged(),
		registryRefused: build.registryRefused(),
		openEndpoint: build.openEndpoint(),
		staleCache: build.staleCache(),
		unreachable: build.unreachable(),
		repaired: build.repaired(),
		running: runningCase([running(), stale()]),
		hostileContainers: hostileContainers(),
		hostileWay: hostileWay(),
		landsOnReplicas: landsOnReplicas(),
	});

	test.each(cases)('evidence and verdict of the case %s are of their schemas', (_, {plan, evidence}) => {
		expect(check('evidence.v1.json', json({schema: evidenceSchema, tool: 'deploy-truth/0', plan, evidence}))).toBe('');
		expect(check('verdict.v1.json', json(judge(plan, evidence)))).toBe('');
	});

	test('evidence and verdicts that lack something are not', () => {
		const {plan, evidence} = build.staleImage();
		const {probes: _, ...less} = evidence;
		expect(check('evidence.v1.json', json({schema: evidenceSchema, tool: 'x', plan, evidence: less}))).not.toBe('');
		expect(check('evidence.v1.json', json({schema: 'x', tool: 'x', plan, evidence}))).not.toBe('');
		const verdict = judge(plan, evidence);
		expect(check('verdict.v1.json', json({...verdict, departsAt: 'moon'}))).not.toBe('');
		expect(check('verdict.v1.json', json({...verdict, layers: verdict.layers.slice(1)}))).not.toBe('');
	});

	test('every key in it has a description', () => {
		const bare: string[] = [];
		const walk = (schema: unknown, path: string): void => {
			if (typeof schema !== 'object' || schema === null) return;
			for (const [key, value] of Object.entries(schema)) {
				if (key === 'properties')
					for (const [name, property] of Object.entries(value as object))
						if (!('description' in property) && name !== 'services') bare.push(`${path}.${name}`);
				walk(value, `${path}/${key}`);
			}
		};
		walk(schemas()['config.v1.json'], '');
		expect(bare).toEqual([]);
	});
});
