import type {Rule, Setup} from './situations.ts';

type Addresses = Readonly<Record<string, {readonly address: string; readonly port: number}>>;

/** A situation in nginx's language: files by their names, the main one `nginx.conf`. `top`: more of the main context. */
export function nginxSetup(
	setup: Setup,
	listen: string,
	addresses: Addresses,
	top = '',
	http = '',
): Record<string, string> {
	const upstreams = Object.entries(setup.upstreams).map(([name, members]) => {
		const servers = members.map(({backend, weight, backup}) => {
			const {address, port} = addresses[backend]!;
			return `\t\tserver ${address}:${port}${weight === undefined ? '' : ` weight=${weight}`}${backup === true ? ' backup' : ''};\n`;
		});
		return `\tupstream ${name} {\n${servers.join('')}\t}\n`;
	});
	const hosts = [...new Set(setup.rules.map(({host}) => host))];
	const servers = hosts.map((host) => {
		const rules = setup.rules.filter((rule) => rule.host === host);
		const standard = rules.some((rule) => rule.standard === true);
		return `server {\n\tlisten ${listen}${standard ? ' default_server' : ''};\n\tserver_name ${host ?? '_'};\n${rules.map(location).join('')}}\n`;
	});
	const included = setup.included === true;
	return {
		'nginx.conf': `${top}events {}\nhttp {\n${http}${upstreams.join('')}${included ? '\tinclude conf.d/*.conf;\n' : servers.join('')}}\n`,
		...(included ? {'conf.d/shop.conf': servers.join('')} : {}),
	};
}

const modifiers = {exact: '= ', prefix: '', regex: '~ '};

function location({how, path, to, strip}: Rule): string {
	const does = 'answer' in to ? `return ${to.answer}` : `proxy_pass http://${to.upstream}${strip === true ? '/' : ''}`;
	return `\tlocation ${modifiers[how]}"${path}" {\n\t\t${does};\n\t}\n`;
}

/** What `nginx -T` prints of files below a directory. */
export const printed = (directory: string, files: Readonly<Record<string, string>>): string =>
	Object.entries(files)
		.map(([name, text]) => `# configuration file ${directory}/${name}:\n${text}\n`)
		.join('');
