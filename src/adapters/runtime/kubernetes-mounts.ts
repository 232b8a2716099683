import type {Mount} from '../../model/runtime.ts';
import type {Raw} from './kubernetes-objects.ts';
import {listOf, mappingOf, textOf} from './kubernetes-objects.ts';

type Source = Pick<Mount, 'kind' | 'source'> & {readonly writable: boolean};

/** What lies over a container's files. `pod`: the pod's name, after which claims of its own are called. */
export function mountsOf(container: Raw, spec: Raw, pod: string): readonly Mount[] {
	const volumes = new Map(listOf(spec['volumes']).map((volume) => [volume['name'], volume]));
	const mounts = listOf(container['volumeMounts']).flatMap((mount): Mount[] => {
		const destination = textOf(mount['mountPath']);
		if (destination === null) return [];
		const {kind, source, writable} = sourceOf(volumes.get(mount['name']) ?? {}, pod);
		const below = textOf(mount['subPath']) ?? textOf(mount['subPathExpr']);
		return [
			{
				kind,
				source: source === null || below === null ? source : `${source.replace(/\/$/, '')}/${below}`,
				destination: destination.startsWith('/') ? destination : `/${destination}`,
				writable: writable && mount['readOnly'] !== true,
			},
		];
	});
	return mounts.sort((a, b) => (a.destination < b.destination ? -1 : 1));
}

/** A volume has its name and one more member, which says of which kind it is (Volume of core/v1). */
function sourceOf(volume: Raw, pod: string): Source {
	const name = textOf(volume['name']);
	const [type, value] = Object.entries(volume).find(([key]) => key !== 'name') ?? ['other', {}];
	const of = mappingOf(value);
	const shared = of['readOnly'] !== true;
	switch (type) {
		case 'configMap':
			return {kind: 'config', source: `configmap ${textOf(of['name'])}`, writable: false};
		case 'secret':
			return {kind: 'secret', source: `secret ${textOf(of['secretName'])}`, writable: false};
		case 'downwardAPI':
			return {kind: 'config', source: `downward API ${name}`, writable: false};
		case 'projected': {
			const secret = listOf(of['sources']).some((one) => 'secret' in one || 'serviceAccountToken' in one);
			return {kind: secret ? 'secret' : 'config', source: `projected ${name}`, writable: false};
		}
		case 'persistentVolumeClaim':
			return {kind: 'volume', source: `claim ${textOf(of['claimName'])}`, writable: shared};
		case 'ephemeral':
			return {kind: 'volume', source: `claim ${pod}-${name}`, writable: true};
		case 'emptyDir':
			return {kind: of['medium'] === 'Memory' ? 'tmpfs' : 'volume', source: `emptyDir ${name}`, writable: true};
		case 'hostPath':
			return {kind: 'bind', source: textOf(of['path']), writable: true};
		case 'image':
			return {kind: 'image', source: textOf(of['reference']), writable: false};
		case 'nfs':
			return {kind: 'volume', source: `nfs ${textOf(of['server'])}:${textOf(of['path'])}`, writable: shared};
		case 'csi':
			return {kind: 'volume', source: `csi ${textOf(of['driver'])}`, writable: shared};
		default:
			return {kind: 'other', source: `${type} ${name}`, writable: shared};
	}
}
