import {Parser} from 'htmlparser2';
import {type Naming, referencesOf} from './references.ts';

/** Addresses that a page makes a browser fetch from the page's own origin, in the order of their mention. */
export type PageAssets = {readonly assets: readonly string[] /** more than were taken */; readonly truncated: boolean};

const maxAssets = 200;
/** Bytes of a page that are read. */
export const pageCap = 2 * 2 ** 20;
const longestAddress = 4_096;
/** Browsers nest no deeper (WHATWG's advice is 512). The parser looks through all open elements for each end tag. */
const mostOpen = 512;

/** Relations that load the file they name (HTML, 4.6.7), and those that load what `as` says. */
const loads = new Set(['stylesheet', 'modulepreload', 'icon', 'apple-touch-icon', 'mask-icon', 'manifest', 'preload']);
/** Content that a browser with scripts does not load from. */
const inert = new Set(['template', 'noscript']);

export function assetsOf(html: string, url: string): PageAssets {
	const page = new URL(url);
	const found = new Set<string>();
	let base = page;
	let based = false;
	let asleep = 0;
	let open = 0;
	let truncated = false;
	let inline: {readonly naming: Naming; text: string} | null = null;

	const take = (written: string | undefined): void => {
		const address = written?.trim();
		if (!address || address.length > longestAddress) return;
		const target = URL.parse(address, base.href);
		if (target === null || target.origin !== page.origin || target.pathname.endsWith('.map')) return;
		if (target.username !== '' || target.password !== '') return;
		target.hash = '';
		if (target.href === page.href || found.has(target.href)) return;
		if (found.size >= maxAssets) truncated = true;
		else found.add(target.href);
	};

	const parser = new Parser({
		onopentag(name, attributes) {
			if (++open > mostOpen) {
				truncated = true;
				parser.pause();
			}
			if (inert.has(name)) asleep++;
			if (asleep > 0) return;
			if (name === 'base' && !based && attributes['href'] !== undefined) {
				based = true;
				base = URL.parse(attributes['href'], page.href) ?? page;
			} else if (name === 'script') {
				take(attributes['src']);
				if (attributes['src'] === undefined && isScript(attributes['type'])) inline = {naming: 'script', text: ''};
			} else if (name === 'style') inline = {naming: 'style', text: ''};
			else if (name === 'link' && isLoaded(attributes['rel'])) {
				take(attributes['href']);
				for (const candidate of candidatesOf(attributes['imagesrcset'])) take(candidate);
			} else if (name === 'img' || name === 'source') {
				if (name === 'img') take(attributes['src']);
				for (const candidate of candidatesOf(attributes['srcset'])) take(candidate);
			}
		},
		ontext(text) {
			if (inline !== null) inline.text += text;
		},
		onclosetag(name) {
			open--;
			if (inline !== null && (name === 'script' || name === 'style')) {
				const named = referencesOf(inline.naming, inline.text);
				for (const address of named.written) if (!named.doubtful.has(address)) take(address);
				truncated ||= named.truncated;
				inline = null;
			}
			if (inert.has(name) && asleep > 0) asleep--;
		},
	});
	parser.write(html);
	// What was left unread is not asked for; a page that was read ends here.
	if (open <= mostOpen) parser.end();
	return {assets: [...found], truncated};
}

/** HTML, 4.12.1: other types hold data, or speculation rules, or import maps. */
const isScript = (type: string | undefined): boolean =>
	type === undefined || /^(?:module|(?:text|application)\/(?:javascript|ecmascript))?$/i.test(type.trim());

const isLoaded = (rel: string | undefined): boolean =>
	(rel ?? '')
		.toLowerCase()
		.split(/\s+/)
		.some((word) => loads.has(word));

/** The addresses of a `srcset` (HTML, 4.8.4.2.2): an address runs to white space, its descriptors to a comma. */
function candidatesOf(srcset: string | undefined): readonly string[] {
	const text = srcset ?? '';
	const addresses: string[] = [];
	let at = 0;
	while (at < text.length && addresses.length < maxAssets) {
		while (at < text.length && /[\s,]/.test(text[at]!)) at++;
		const from = at;
		while (at < text.length && !/\s/.test(text[at]!)) at++;
		const address = text.slice(from, at);
		const bare = withoutCommas(address);
		if (bare !== '') addresses.push(bare);
		if (bare === address) {
			const comma = text.indexOf(',', at);
			at = comma < 0 ? text.length : comma + 1;
		}
	}
	return addresses;
}

function withoutCommas(address: string): string {
	let end = address.length;
	while (end > 0 && address[end - 1] === ',') end--;
	return address.slice(0, end);
}
