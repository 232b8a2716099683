import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {decodeReplicas} from '../src/model/replicas-document.ts';
import * as cloudRun from './fakes/cloud/cloud-run.ts';
import * as ecs from './fakes/cloud/ecs.ts';
import {cloud} from './fakes/cloud/stand-in.ts';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (file: string): string => readFileSync(join(top, file), 'utf8');
const section = (title: string): string =>
	read('docs/runtimes.md')
		.split(/^(?=## )/m)
		.find((part) => part.startsWith(`## ${title}`))!;
const json = (text: string): string => /^```json\n(.*?)^```/ms.exec(text)![1]!;

describe('docs/runtimes.md', () => {
	test('shows a replicas document that is one, by the code and by the published schema', () => {
		const example = json(section('A program of your own'));
		expect(decodeReplicas(example)).toEqual(JSON.parse(example));
		const ajv = new Ajv({strict: false, validateFormats: false});
		const validate = ajv.compile(JSON.parse(read('docs/schema/replicas.v1.json')) as object);
		validate(JSON.parse(example));
		expect(validate.errors).toBeNull();
	});

	test('names every command that is run on AWS and Google Cloud, and no other', async () => {
		using aws = cloud('ecs', ecs.small());
		using google = cloud('cloud-run', cloudRun.small());
		await (await aws.open()).replicas();
		await (await google.open()).replicas();
		const words = (line: string, count: number): string => line.split(' ').slice(0, count).join(' ');
		const run = [...aws.asked().map((line) => words(line, 3)), ...google.asked().map((line) => words(line, 4))];
		const told = [...section('Amazon ECS').matchAll(/^\| `((?:aws|gcloud) [a-z -]+?)(?: --[^`]*)?` \|/gm)];
		expect(told.map(([, command]) => command)).toEqual(run);
	});

	test('has a policy that allows what the table says and no more', () => {
		const told = section('Amazon ECS');
		const {Statement} = JSON.parse(json(told)) as {Statement: readonly {Action: readonly string[]}[]};
		const listed = [...told.matchAll(/^\| `aws [^|]*\| `(ecs:\w+)` \|/gm)].map(([, permission]) => permission);
		expect(Statement.flatMap(({Action}) => Action)).toEqual(listed);
	});
});
