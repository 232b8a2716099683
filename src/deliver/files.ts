import type {World} from '../world.ts';

/** Writes a document whole or not at all, its directories included. Rejects with FaultError `file-unreadable`. */
export const deliverFile = (world: World, path: string, content: string | Uint8Array): Promise<void> =>
	world.files.write(path, content);

/** The same where a user named the file: links are followed; FIFOs and devices are written into, not replaced. */
export const deliverWhereSaid = (world: World, path: string, content: string | Uint8Array): Promise<void> =>
	world.files.deliver(path, content);
