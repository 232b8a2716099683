import type {ProxyCommand} from './command.ts';

const docker = '127.0.0.11';
const mostBytes = 65_536;

/**
 * Why names that nginx asks a `resolver` of its own for may lead elsewhere than those that its machine asks for: that one
 * knows no hosts file and no search domains, and may be another server. `asks`: what the directive has.
 */
export async function otherNames(
	asks: readonly string[],
	names: readonly string[],
	command: ProxyCommand,
): Promise<readonly string[]> {
	const servers = asks
		.filter((one) => !one.includes('='))
		.map((one) => one.replace(/:53$/, '').replace(/^\[|\]$/g, ''));
	if (servers.length === 0 || names.length === 0) return [];
	const text = async (path: string): Promise<string> =>
		await command.read(path, mostBytes).then(
			(bytes) => new TextDecoder().decode(bytes),
			() => '',
		);
	const [resolv, hosts] = [await text('/etc/resolv.conf'), await text('/etc/hosts')];
	const own = new Set([...resolv.matchAll(/^nameserver[ \t]+(\S+)/gm)].map(([, address]) => address!));
	const listed = new Set(hosts.split('\n').flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1)));
	const searched = /^(?:search|domain)[ \t]+[^\s.]/m.test(resolv);
	const same = servers.every((one) => own.has(one));
	// The engine's own server knows the names of containers whole.
	const plain = servers.every((one) => one === docker) || !searched || names.every((name) => name.includes('.'));
	if (same && plain && !names.some((name) => listed.has(name))) return [];
	return [
		`nginx asks its own resolver ${servers.slice(0, 3).join(', ')} for ${names.slice(0, 3).join(', ')}, which was not asked here`,
	];
}
