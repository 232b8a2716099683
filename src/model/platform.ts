/** What an image runs on (image-index.md): Go's names, such as linux/arm64/v8. */
export type Platform = {readonly os: string; readonly architecture: string; readonly variant?: string};

const part = /^[a-z0-9][a-z0-9._-]*$/;

/** Reads `os/architecture[/variant]`; null when it is not of that form. */
export function parsePlatform(text: string): Platform | null {
	const [os, architecture, variant, ...rest] = text.split('/');
	if (!os || !architecture || rest.length > 0) return null;
	if (![os, architecture, ...(variant === undefined ? [] : [variant])].every((word) => part.test(word))) return null;
	return variant === undefined ? {os, architecture} : {os, architecture, variant};
}

export const formatPlatform = (platform: Platform): string =>
	[platform.os, platform.architecture, ...(platform.variant ? [platform.variant] : [])].join('/');
