import type {Line} from './haproxy-language.ts';
import type {Section} from './haproxy-sections.ts';

/** Where a frontend takes requests. */
export type Bind = {readonly section: Section; readonly listener: string; readonly tls: boolean; readonly at: string};

/** The frontends that take requests at a port, in the order of the configuration. */
export const bindsAt = (sections: readonly Section[], port: number): readonly Bind[] =>
	bindsWhere(sections, (address) => takes(address, port));

/**
 * Those that could stand behind a port that a container publishes from another one: all that take requests of the scheme.
 */
export const bindsBehind = (sections: readonly Section[], tls: boolean): readonly Bind[] =>
	bindsWhere(sections, (address) => /:\d{1,5}(?:-\d{1,5})?$/.test(address)).filter((bind) => bind.tls === tls);

function bindsWhere(sections: readonly Section[], wanted: (address: string) => boolean): readonly Bind[] {
	const found: Bind[] = [];
	for (const section of sections) {
		if (section.kind !== 'frontend' && section.kind !== 'listen') continue;
		if (section.lines.some(({words}) => words[0] === 'disabled')) continue;
		for (const line of section.lines) {
			if (line.words[0] !== 'bind') continue;
			const listener = addressesOf(line).find(wanted);
			if (listener !== undefined)
				found.push({section, listener, tls: line.words.slice(2).includes('ssl'), at: line.at});
		}
	}
	return found;
}

const addressesOf = ({words}: Line): readonly string[] => (words[1] ?? '').split(',');

function takes(address: string, port: number): boolean {
	if (/^(?:unix|abns|abnsz|fd|sockpair|udp\d?|quic\d)@|^\//.test(address)) return false;
	const [, low, high] = /:(\d{1,5})(?:-(\d{1,5}))?$/.exec(address) ?? [];
	return low !== undefined && port >= Number(low) && port <= Number(high ?? low);
}
