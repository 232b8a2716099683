import type {Declared} from '../../model/evidence.ts';
import {FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';
import type {DeclaredName} from './declared.ts';
import {shellWords} from './shell-words.ts';

/** One service of a compose file (compose-spec, 05-services.md). A text with a variable in it is not known here. */
export function composeService(
	document: Readonly<Record<string, unknown>>,
	from: string,
	{service: name}: DeclaredName,
): Declared {
	const services = document['services'] as Readonly<Record<string, unknown>>;
	const service = Object.hasOwn(services, name) ? services[name] : undefined;
	if (!isObject(service)) throw new FaultError('not-found', `${from} has no service ${name}`);
	const elsewhere = service['extends'] !== undefined;
	return {
		from,
		image: plain(service['image']),
		settings: {
			entrypoint: wordsOf(service['entrypoint']),
			command: wordsOf(service['command']),
			user: plain(service['user']),
			workingDirectory: plain(service['working_dir']),
			environment: elsewhere && service['environment'] === undefined ? null : namesOf(service['environment']),
			ports: portsOf([...listOf(service['ports']), ...listOf(service['expose'])]),
		},
		mounts: mountsOf([...listOf(service['volumes']), ...listOf(service['tmpfs'])]),
		replicas: replicasOf(service),
	};
}

const isKnown = (text: string): boolean => !/\$(?!\$)/.test(text.replaceAll('$$', ''));

function plain(value: unknown): string | null {
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value !== '' && isKnown(value) ? value.replaceAll('$$', '$') : null;
}

/** A text is split as a shell would, a list is taken as it stands. */
function wordsOf(value: unknown): readonly string[] | null {
	if (typeof value === 'string') return isKnown(value) ? shellWords(value.replaceAll('$$', '$')) : null;
	if (!Array.isArray(value)) return null;
	const words = value.map((word) => (word === '' ? '' : plain(word)));
	return words.every((word) => word !== null) ? words : null;
}

function namesOf(value: unknown): readonly string[] | null {
	if (value === undefined || value === null) return null;
	const names = Array.isArray(value)
		? value.map((item) => (typeof item === 'string' ? item.split('=', 1)[0]! : ''))
		: isObject(value)
			? Object.keys(value)
			: [];
	// Without a value, a name is passed on from where compose runs, if it is there.
	const passed = Array.isArray(value)
		? value.filter((item) => typeof item === 'string' && !item.includes('='))
		: isObject(value)
			? Object.keys(value).filter((name) => value[name] === null)
			: [];
	return [...new Set(names)].filter((name) => name !== '' && isKnown(name) && !passed.includes(name)).sort();
}

const listOf = (value: unknown): readonly unknown[] =>
	Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];

/** `[[host:]published:]container[/protocol]`, or a mapping with `target`; ranges are not told. */
function portsOf(values: readonly unknown[]): readonly string[] | null {
	const ports = values.flatMap((value) => {
		if (isObject(value)) {
			const {target, protocol} = value;
			return typeof target === 'number' ? [`${target}/${typeof protocol === 'string' ? protocol : 'tcp'}`] : [];
		}
		const [, port, protocol] = /(?:^|:)(\d{1,5})(?:\/(tcp|udp|sctp))?$/.exec(String(value)) ?? [];
		return port === undefined || !isKnown(String(value)) ? [] : [`${port}/${protocol ?? 'tcp'}`];
	});
	return values.length === 0 ? null : [...new Set(ports)].sort();
}

/** Container paths of `[source:]target[:mode]` and of mappings with `target`. */
function mountsOf(values: readonly unknown[]): readonly string[] | null {
	const targets = values.flatMap((value) => {
		if (isObject(value)) return typeof value['target'] === 'string' ? [value['target']] : [];
		const parts = String(value).split(':');
		const target = parts.length === 1 ? parts[0]! : (parts.find((part, at) => at > 0 && part.startsWith('/')) ?? '');
		return [target];
	});
	const known = targets.filter((target) => target.startsWith('/') && isKnown(target));
	return values.length === 0 ? null : [...new Set(known.map((target) => target.replace(/\/+$/, '') || '/'))].sort();
}

function replicasOf(service: Readonly<Record<string, unknown>>): number | null {
	const deploy = service['deploy'];
	const stated = service['scale'] ?? (isObject(deploy) ? deploy['replicas'] : undefined);
	return Number.isSafeInteger(stated) && (stated as number) >= 0 ? (stated as number) : null;
}
