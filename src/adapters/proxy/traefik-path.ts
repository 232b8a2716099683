const unreserved = /^[A-Za-z0-9._~-]$/;
/** RFC 3986, section 2.2, and the percent sign: their escapes stay as they are where a rule is compared. */
const reserved = new Set(":/?#[]@!$&'()*+,;=%");
/** What Traefik may be told to refuse in a path. */
const refusable = /%(?:2F|5C|00|3B|25|3F|23)/i;

/** A path as Traefik routes by it. `escaped`: as it is passed on; `routing`: as rules see it. */
type RoutedPath = {readonly escaped: string; readonly routing: string; readonly doubts: readonly string[]};

/** null: Traefik answers 400, for what is no URL. `clean`: whether the entry point takes out dot segments and empty ones. */
export function routedPath(path: string, clean: boolean): RoutedPath | null {
	if (!path.startsWith('/') || /%(?![0-9a-fA-F]{2})/.test(path)) return null;
	const normal = path.replace(/%[0-9a-fA-F]{2}/g, (coded) => {
		const character = String.fromCharCode(Number.parseInt(coded.slice(1), 16));
		return unreserved.test(character) ? character : coded.toUpperCase();
	});
	const escaped = clean ? cleaned(normal) : normal;
	return {
		escaped,
		routing: unescaped(escaped, reserved),
		doubts: refusable.test(path) ? ['the path holds escapes that an entry point may refuse'] : [],
	};
}

/** Go's path.Clean, with the slash at the end kept. */
function cleaned(path: string): string {
	const kept: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..') kept.pop();
		else if (part !== '' && part !== '.') kept.push(part);
	}
	const whole = `/${kept.join('/')}`;
	return path.endsWith('/') && whole !== '/' ? `${whole}/` : whole;
}

/** Decodes but for what is in `kept`; bytes that are no UTF-8 stay escaped. */
export const unescaped = (path: string, kept: ReadonlySet<string> = new Set()): string =>
	path.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
		run.replace(/(?:%[89A-Fa-f][0-9a-fA-F])+|%[0-7][0-9a-fA-F]/g, (coded) => {
			if (coded.length === 3 && kept.has(String.fromCharCode(Number.parseInt(coded.slice(1), 16)))) return coded;
			try {
				return decodeURIComponent(coded);
			} catch {
				return coded;
			}
		}),
	);
