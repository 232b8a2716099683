import { t as FaultError } from "./fault-CJo1zdrQ.js";
// src/subjects/authority.ts
const maxBytes = 1048576;
/**
* The text of a file with the certificates of a registry's own authority; `option` is how the user named the file.
*
* @throws FaultError `file-missing` | `file-unreadable` | `not-a-directory` | `too-large`
*/
async function readAuthority(world, path, option) {
	const text = await world.files.read(path, maxBytes).then((bytes) => new TextDecoder().decode(bytes), (error) => {
		if (!(error instanceof FaultError)) throw error;
		throw new FaultError(error.fault.code, `${option}: ${error.fault.detail}`, error);
	});
	if (/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(text)) return text;
	const found = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? "a private key" : "something else";
	throw new FaultError("file-unreadable", `${option} should hold PEM certificates, it holds ${found}`);
}
export { readAuthority as t };
