/** Whether a text is an IP address as it stands; a zone may follow one of IPv6. */
export const isIP = (text: string): boolean =>
	/^(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?!$)|$)){4}$/.test(text) ||
	(text.includes(':') && /^[0-9a-f:.]{2,45}(?:%[\w.-]{1,32})?$/i.test(text));
