import type {FaultCode} from '../model/fault.ts';
import type {Proof} from '../model/verdict.ts';
import {type Phrase, say} from './phrase.ts';

type ContainerProof = Extract<Proof, {kind: 'container'}>;

/** What the layer `container` says: each clause for headline and ladder, then what is wrong in full. */
export const containerReasons = {
	'replicas-run-image': ['every replica runs this image', ''],
	'replicas-hold-files': ['every replica holds the expected files', ''],
	'none-running': [
		'nothing runs',
		'The runtime knows of no running replica of this service: its containers have stopped, or it was told to run none.',
	],
	'no-replica-found': [
		'no container of this service was found',
		'The runtime was asked and has no container of this service, not even one that stopped: it was never started there, or it is called otherwise than the configuration has it.',
	],
	'crash-loop': [
		'a replica crashes and restarts',
		'The process of a replica ends again and again soon after its start, so what the image holds is never served for long.',
	],
	'cannot-start': [
		'a replica cannot start',
		'The runtime holds a replica back before its process ran: its image cannot be pulled, or something that it needs is not there.',
	],
	paused: ['a replica is paused', 'The processes of a replica are frozen: whoever asks it gets no answer.'],
	'state-unknown': [
		'the state of a replica is not known',
		'The runtime does not say whether a replica runs: its node may be lost, and it may still answer.',
	],
	'too-few-replicas': ['fewer replicas run than should', 'Some of the replicas that should serve do not run.'],
	'not-ready': [
		'a replica is not ready',
		'A replica runs, and the check that its runtime makes of its health or readiness does not pass.',
	],
	'not-ready-yet': [
		'a replica is not ready yet',
		'A replica runs, and its health check has neither passed nor failed so far.',
	],
	'rollout-stuck': [
		'the rollout is stuck',
		'The runtime gave up rolling the wanted revision out, or waits for somebody.',
	],
	'rollout-in-progress': [
		'the rollout is still in progress',
		'The runtime is replacing replicas, so what answers now need not answer in a minute.',
	],
	'restarted-not-recreated': [
		'a container was restarted and not recreated',
		'The deployed image is on the machine, and the container was restarted after it came: a restart keeps the image that the container was made from. Only a new container takes the new image.',
	],
	'not-recreated': [
		'a container was not recreated',
		'The deployed image is on the machine, and the container still runs the one that it was made from.',
	],
	'not-pulled': [
		'the machine has not pulled the deployed image',
		'On the machine the tag still leads to the image that the container runs; in the registry it leads to another by now.',
	],
	'old-revision-serving': [
		'a replica of an old revision still serves',
		'A replica belongs to a revision that is no longer the wanted one, and runs another image than the deployed one.',
	],
	'other-image': [
		'a replica runs another image',
		'None of the digests that the runtime names for a replica leads to the deployed image.',
	],
	'mixed-replicas': [
		'not every replica runs this image',
		'Some replicas run the deployed image and others do not, so answers depend on who is asked.',
	],
	'image-identity-unknown': [
		'which image a replica runs could not be told',
		'The runtime names no digest that could be compared with the deployed image, and files did not decide it.',
	],
	'files-changed': [
		'files were changed inside a running container',
		'A replica runs the deployed image, and its files are not the image’s any more: somebody copied files into it, or the process or its entry point rewrote them.',
	],
	'files-differ': [
		'a replica holds other files than expected',
		'The files in a running replica are not the ones expected there.',
	],
	'mount-hides-files': [
		'a mount hides the image’s files',
		'The image is not what is served: something is mounted over its files, and the process sees what is mounted.',
	],
	'volume-hides-files': [
		'a volume hides the image’s files',
		'A volume keeps what the first container put into it: new images bring new files, and the process goes on seeing the old ones.',
	],
	'process-older-than-files': [
		'the process is older than its files',
		'The files are as expected and were written after the process started: it still runs what it loaded before.',
	],
	'start-unknown': [
		'when the process started is not known',
		'The files are as expected. Without the time at which the process started, files that were written after it cannot be told.',
	],
	'no-file-compared': [
		'no file of a replica was compared',
		'Where files were looked for in a replica there was nothing to compare them with.',
	],
	'configuration-drift': [
		'a container is not configured as the commit says',
		'A container was started otherwise than the manifest in the commit has it.',
	],
	'settings-unknown': [
		'how a container is configured is not known',
		'The runtime does not tell what the manifest in the commit speaks of.',
	],
	'manifest-unread': [
		'the manifest of the deployment could not be read',
		'The manifest that the configuration names was not read from the commit, so the containers were not compared with it.',
	],
	'replica-unread': [
		'a replica could not be looked into',
		'Not everything that the question needs came out of every replica, so nothing is claimed.',
	],
	'replicas-unread': [
		'what runs could not be asked',
		'The runtime did not say which replicas there are, so nothing is known of what runs.',
	],
} as const satisfies Readonly<Record<string, readonly [clause: string, explanation: string]>>;

/** Faults of a runtime, where the words for a registry do not fit. */
export const runtimeFaults: Readonly<Partial<Record<FaultCode, string>>> = {
	unauthorized: 'the runtime does not know who asks',
	forbidden: 'the runtime does not let this account look',
	'not-found': 'the runtime has nothing of this name, or hides it from this account',
	'rate-limited': 'the runtime limits our rate: look again later',
	'credentials-unavailable': 'the credentials for the runtime are not there',
};

const but: Readonly<Record<ContainerProof['but'][number], string>> = {
	'expected-changes': 'for changes that were expected',
	'added-files': 'for files that were added',
	mounts: 'for mounts over files that are equal all the same',
};

/** What every replica was seen to run, and no more. */
export function containerProof({files, image, but: excused}: ContainerProof): Phrase {
	const except = excused.length === 0 ? '' : `, but ${excused.map((one) => but[one]).join(' and ')}`;
	if (files === 'none') return say`every replica runs this image (their files were not looked at)${except}`;
	if (image === 'this') {
		if (files === 'some') return say`every replica runs this image (not all of their files were looked at)${except}`;
		return say`every replica runs this image${except === '' ? ', unchanged' : except}`;
	}
	const made = image === 'another' ? ' (made from another image)' : '';
	const held = image === 'another' ? 'this image’s files' : 'the expected files';
	return say`every replica has ${held}${made}${except}`;
}

/** What a finding of the layer says of its subject. */
export const containerFindings = {
	'expected-change': 'changed in the container, as the configuration expects',
	'newer-than-process': 'written after the process started',
	'mount-over-files': 'a mount lies over expected files',
	'same-files-of-another-image': 'another image with the same files',
	leftover: 'does not run',
	starting: 'has not started yet',
	'setting-differs': 'other setting',
	'setting-missing': 'stated and missing',
	'setting-added': 'added to what is stated',
	'deployment-claim': 'says that it deployed',
	'collected-evidence': 'collected there, at',
} as const satisfies Readonly<Record<string, string>>;
