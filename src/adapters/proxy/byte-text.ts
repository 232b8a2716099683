/** Text of ours as the bytes that it is written in, as characters (latin1): nginx and Apache compare bytes. */
export const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
/** Such bytes as text of ours again, cut to what a person reads. */
export const shown = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8').slice(0, 1_000);
