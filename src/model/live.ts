/**
 * Where a configured path is served: below the base, with or without a slash before the path or after the base, so
 * that `/assets/app.js` under `https://host/app` is `https://host/app/assets/app.js`.
 */
export const liveAddress = (path: string, base: string): string => {
	const url = new URL(`./${path.replace(/^\/+/, '')}`, liveBase(base));
	url.hash = '';
	return url.href;
};

/** The base as a directory, without query and fragment. */
export const liveBase = (base: string): string => {
	const url = new URL(base);
	url.search = '';
	url.hash = '';
	if (!url.pathname.endsWith('/')) url.pathname += '/';
	return url.href;
};
