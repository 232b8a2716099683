/**
 * A host or path of Traefik 2's rules as a pattern: literal but for `{name}` and `{name:pattern}`, a whole host or path,
 * or a path's beginning. null: not understood.
 */
export function template(text: string, kind: 'host' | 'path' | 'prefix'): string | null {
	let pattern = '^';
	for (let at = 0; at < text.length; ) {
		if (text[at] === '}') return null;
		if (text[at] !== '{') {
			pattern += text[at]!.replace(/[^\w/]/, '\\$&');
			at++;
			continue;
		}
		const end = closing(text, at);
		if (end === null) return null;
		const [, own] = /^[^:]*:(.+)$/s.exec(text.slice(at + 1, end)) ?? [];
		pattern += `(?:${own ?? (kind === 'host' ? '[^.]+' : '[^/]+')})`;
		at = end + 1;
	}
	if (kind === 'host' && /[A-Z]/.test(text)) return null;
	return kind === 'prefix' ? pattern : `${pattern}$`;
}

function closing(text: string, from: number): number | null {
	let open = 0;
	for (let at = from; at < text.length; at++) {
		if (text[at] === '{') open++;
		if (text[at] === '}' && --open === 0) return at;
	}
	return null;
}
