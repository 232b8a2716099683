import {expect, test} from '@jest/globals';
import {imageOf} from '../../builders/image.ts';
import {startRegistry} from '../../fakes/registry.ts';
import {ask, faultOf, patientWorld} from './asking.ts';

const [image, other] = await Promise.all(['asked', 'another'].map((content) => imageOf([[{path: 'file', content}]])));

test.each([
	['says so in its header', other!.root.descriptor.digest],
	['sends no header', null],
])('a registry that answers a digest with another image is a fault, where it %s', async (_, value) => {
	await using registry = await startRegistry();
	registry.push('team/app', 'v1', image!);
	registry.misbehave(/manifests/, {kind: 'bytes', bytes: other!.root.bytes});
	registry.misbehave(/manifests/, {kind: 'digest-header', value});
	const client = ask(patientWorld(), `${registry.host}/team/app:v1`);
	expect((await faultOf(client.manifest(image!.root.descriptor.digest))).code).toBe('digest-mismatch');
});
