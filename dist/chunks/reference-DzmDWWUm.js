import { r as isDigest } from "./digest-Dut7F2MX.js";
// src/model/reference.ts
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const hostForm = new RegExp(`^(?:\\[[0-9a-fA-F:]+\\]|${label}(?:\\.${label})*)(?::[0-9]{1,5})?$`);
/** Reads a reference; a string says what is wrong with it. A bare name gets the tag `latest`. */
function parseReference(text) {
	if (text === "") return "an image reference is empty";
	if (/\s/.test(text)) return "an image reference holds no white space";
	if (/^[a-z]+:\/\//i.test(text)) return "an image reference has no scheme: write registry/repository:tag";
	let rest = text;
	let digest = null;
	const at = rest.indexOf("@");
	if (at >= 0) {
		const stated = rest.slice(at + 1);
		if (!isDigest(stated)) return `'${stated}' is no digest: sha256: and 64 lower-case hex digits are accepted (sha512: with 128)`;
		digest = stated;
		rest = rest.slice(0, at);
	}
	let tag = null;
	const colon = rest.lastIndexOf(":");
	if (colon > rest.lastIndexOf("/")) {
		tag = rest.slice(colon + 1);
		if (!tagForm.test(tag)) return `'${tag}' is no tag: letters, digits, '_', '.', '-', at most 128, not starting with '.' or '-'`;
		rest = rest.slice(0, colon);
	}
	const slash = rest.indexOf("/");
	const first = slash < 0 ? "" : rest.slice(0, slash);
	const isHost = first !== "" && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
	let registry = isHost ? first : "docker.io";
	let repository = isHost ? rest.slice(slash + 1) : rest;
	if (!hostForm.test(registry)) return `'${registry}' is no registry host`;
	if (registry === "index.docker.io" || registry === "registry-1.docker.io") registry = "docker.io";
	if (registry === "docker.io" && !repository.includes("/")) repository = `library/${repository}`;
	const wrong = repository.split("/").find((word) => !component.test(word));
	if (wrong !== void 0) return `'${wrong}' is no repository name: lower-case letters and digits, separated by '.', '_', '__' or '-'`;
	if (registry.length + 1 + repository.length > 255) return "registry and repository together are longer than 255 characters";
	if (tag === null && digest === null) tag = "latest";
	return {
		registry,
		repository,
		tag,
		digest
	};
}
const formatReference = (reference) => `${reference.registry}/${reference.repository}${reference.tag === null ? "" : `:${reference.tag}`}${reference.digest === null ? "" : `@${reference.digest}`}`;
export { parseReference as n, formatReference as t };
