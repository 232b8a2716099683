import picomatch from 'picomatch';

/**
 * Globs over {@link Path}s: `*`, `?`, `[…]`, `{a,b}`, and `**` across directories. Dot files match, upper and lower
 * case differ, and every other character stands for itself.
 */
export function compileGlobs(globs: readonly string[]): (path: string) => boolean {
	if (globs.length === 0) return () => false;
	return picomatch(globs.map(plain), {
		dot: true,
		windows: false,
		noextglob: true,
		nonegate: true,
		strictSlashes: true,
		fastpaths: false,
	});
}

// Longer than any path a runtime takes.
const longest = 4096;
// Each star that can slide multiplies the work for a name that fails in the end; four keep the worst name affordable.
const mostStars = 4;

/** What is wrong with a glob, as the end of a sentence; null when it is fine. */
export function globProblem(glob: string): string | null {
	if (glob.trim() === '') return 'is empty';
	if (glob.length > longest) return `is longer than ${longest} characters`;
	if (glob.includes('\0')) return 'holds a NUL character';
	if (glob.includes('\\'))
		return "holds a backslash: directories are separated by '/', and '[*]' stands for a star itself";
	if (glob.startsWith('/')) return "is absolute: write it relative, without the leading '/'";
	if (/^[A-Za-z]:\//.test(glob)) return 'is absolute: write it relative, without a drive';
	if (glob.startsWith('!')) return "starts with '!': globs name what is meant, there is no negation";
	if (glob.endsWith('/')) return `ends with '/': write '${glob}**' for what a directory holds`;
	const brackets = unbalanced(glob);
	if (brackets !== null) return brackets;
	const parts = glob.split('/');
	if (parts.includes('..')) return "holds '..'";
	if (parts.includes('.')) return "holds a '.' component: leave it out";
	if (parts.includes('')) return "holds '//': one '/' separates directories";
	if (/\{[^{},]*\.\.[^{},]*\}/.test(glob)) return "holds a range in braces: write the words out, as in '{1,2,3}'";
	if (parts.filter((part) => part.includes('**')).length > mostStars) return `holds '**' more than ${mostStars} times`;
	if (parts.some((part) => part.replace(/\*+/g, '*').split('*').length - 1 > mostStars))
		return `holds '*' more than ${mostStars} times between two '/'`;
	return null;
}

/**
 * Parentheses and the marks of extended globs are ordinary in file names (`app/(shop)/page.js`, `c++`), so they are
 * escaped; a negated class never matches the '/' between directories.
 */
const plain = (glob: string): string =>
	glob.replace(/\[[!^]?\]?[^\]]*\]|[()|+@!^$"]/g, (mark) => {
		if (mark[0] !== '[') return `\\${mark}`;
		return mark[1] === '!' || mark[1] === '^' ? `[^/${mark.slice(2)}` : mark;
	});

function unbalanced(glob: string): string | null {
	let depth = 0;
	for (let i = 0; i < glob.length; i++) {
		const character = glob[i];
		if (character === '[') {
			// ']' right after the opening (or its negation) is a member.
			let from = i + 1;
			if (glob[from] === '!' || glob[from] === '^') from++;
			const end = glob.indexOf(']', from + 1);
			if (end < 0) return "has a '[' that is never closed";
			if (glob.slice(i, end).includes('/')) return "has a '/' between '[' and ']'";
			i = end;
		} else if (character === ']') return "has a ']' that nothing opened";
		else if (character === '{') {
			if (++depth > 3) return 'has braces more than three deep';
		} else if (character === '}' && --depth < 0) return "has a '}' that nothing opened";
	}
	return depth > 0 ? "has a '{' that is never closed" : null;
}
