import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { t as TextFinder } from "./find-C4SiMA0s.js";
import { createHash } from "node:crypto";
// src/model/live.ts
/**
* Where a configured path is served: below the base, with or without a slash before the path or after the base, so
* that `/assets/app.js` under `https://host/app` is `https://host/app/assets/app.js`.
*/
const liveAddress = (path, base) => {
	const url = new URL(`./${path.replace(/^\/+/, "")}`, liveBase(base));
	url.hash = "";
	return url.href;
};
/** The base as a directory, without query and fragment. */
const liveBase = (base) => {
	const url = new URL(base);
	url.search = "";
	url.hash = "";
	if (!url.pathname.endsWith("/")) url.pathname += "/";
	return url.href;
};
// src/observe/attempt.ts
/** Makes one look a value, whatever happens: the one place where a fault stops being thrown. */
async function attempt(world, look) {
	try {
		return {
			status: "observed",
			value: await look(),
			at: timeOf(world)
		};
	} catch (error) {
		if (error instanceof FaultError) {
			const { code, detail } = error.fault;
			return {
				status: "unavailable",
				fault: {
					code,
					detail: firstLine(detail)
				},
				at: timeOf(world)
			};
		}
		world.log.debug(error instanceof Error ? error.stack ?? error.message : String(error));
		return {
			status: "unavailable",
			fault: {
				code: "internal-error",
				detail: firstLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
			},
			at: timeOf(world)
		};
	}
}
const timeOf = (world) => new Date(world.now()).toISOString();
const firstLine = (text) => text.split(/[\r\n\u2028\u2029]/, 1)[0].slice(0, 500);
// src/model/grant.ts
/**
* Whether the value of a variable that a configuration names may be sent to a URL.
*
* A grant binds whoever wrote the configuration: a granted variable goes to the granted hosts and nowhere else. A
* variable without a grant may go where a trusted configuration sends it, and nowhere under an untrusted one, which
* moreover sends nothing in the clear to another machine.
*/
function mayRead(variable, url, grants, trust) {
	const target = URL.parse(url);
	if (target === null || target.protocol !== "https:" && target.protocol !== "http:") return false;
	const own = grants.filter((grant) => grant.variable === variable);
	if (own.length === 0) return trust === "trusted";
	if (!own.some((grant) => isHost(grant.host, target))) return false;
	return trust === "trusted" || target.protocol === "https:" || isLoopback(target.hostname);
}
function isHost(granted, target) {
	const stated = URL.parse(`${target.protocol}//${granted}/`);
	return stated !== null && oneName(stated.host) === oneName(target.host);
}
/** Docker Hub is one registry under three names. */
const oneName = (host) => host === "index.docker.io" || host === "registry-1.docker.io" ? "docker.io" : host;
const isLoopback = (hostname) => hostname === "localhost" || hostname === "[::1]" || /^127\.[0-9]+\.[0-9]+\.[0-9]+$/.test(hostname);
// src/bytes/unsized.ts
/** sha256, size and texts of a stream whose size nobody can be believed about. */
var UnsizedContent = class {
	#sha256 = createHash("sha256");
	#finder;
	#size = 0;
	constructor(texts) {
		this.#finder = texts.length === 0 ? null : new TextFinder(texts);
	}
	get size() {
		return this.#size;
	}
	update(chunk) {
		this.#size += chunk.length;
		this.#sha256.update(chunk);
		this.#finder?.update(chunk);
	}
	done() {
		return {
			sha256: this.#sha256.digest("hex"),
			size: this.#size,
			found: this.#finder?.found() ?? []
		};
	}
};
// src/adapters/endpoint/secrets.ts
/**
* Reads the variables that headers name, for this URL alone. FaultError `secret-missing` where a variable is not set,
* cannot be a header or may not go there: it names the variable, never a value.
*/
function fillHeaders(world, headers, url, rule) {
	const secrets = [];
	return {
		headers: headers.map(({ name, value }) => {
			if ("literal" in value) return [name, value.literal];
			if (!mayRead(value.env, url, rule.secrets, rule.trust)) throw new FaultError("secret-missing", `the variable ${value.env} may not be sent to ${hostOf(url)}`);
			const secret = world.env[value.env];
			if (secret === void 0 || secret === "") throw new FaultError("secret-missing", `the variable ${value.env} is not set`);
			for (const form of formsOf(secret)) world.log.mask(form);
			secrets.push(secret);
			if (/[^\t\x20-\x7e\x80-\xff]/.test(secret)) throw new FaultError("secret-missing", `the variable ${value.env} holds a line break or another character that no header may hold`);
			return [name, value.prefix + secret];
		}),
		secrets
	};
}
const hostOf = (url) => URL.parse(url)?.host ?? "an address that is none";
/** Below this an encoded form would be found everywhere by chance. */
const tellingLength = 8;
/** A secret as an answer could give it back: as it is, for a URL, in hex, and in base64 at each of the three offsets. */
function formsOf(secret) {
	const bytes = Buffer.from(secret, "utf8");
	const encoded = [bytes.toString("hex"), ...inBase64(bytes)];
	if (secret.isWellFormed()) encoded.push(encodeURIComponent(secret), encodeURI(secret), new URL(`http://path/${secret.replace(/[?#]/g, encodeURIComponent)}`).pathname.slice(1), new URLSearchParams([["", secret]]).toString().slice(1));
	return [.../* @__PURE__ */ new Set([secret, ...encoded.filter((form) => form.length >= tellingLength)])].sort((a, b) => b.length - a.length);
}
/** Characters at the seams depend on the neighbours; what stands between them does not. */
const inBase64 = (bytes) => [
	0,
	1,
	2
].flatMap((before) => {
	const inner = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").replace(/=+$/, "").slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? void 0 : -1);
	return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
});
/** The text without any form of the secrets, in whatever case; a server may echo what it was sent. */
function withoutSecrets(text, secrets) {
	let clean = text;
	for (const secret of secrets) {
		const forms = formsOf(secret).map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
		clean = clean.replace(new RegExp(forms.join("|"), "gi"), "[secret]");
	}
	return clean;
}
// src/adapters/endpoint/answer.ts
/** Headers that tell caches, gateways and the next step apart. Everything else, cookies first of all, stays unread. */
const kept = /* @__PURE__ */ new Set([
	"age",
	"allow",
	"cache-control",
	"cache-status",
	"cf-cache-status",
	"cf-ray",
	"content-encoding",
	"content-type",
	"etag",
	"expires",
	"last-modified",
	"retry-after",
	"server",
	"vary",
	"via",
	"www-authenticate",
	"x-amz-cf-id",
	"x-amz-cf-pop",
	"x-cache",
	"x-cache-hits",
	"x-cache-status",
	"x-nginx-cache",
	"x-powered-by",
	"x-proxy-cache",
	"x-request-id",
	"x-served-by",
	"x-varnish",
	"x-vercel-cache"
]);
const longest = 256;
/** What a response's head says, without the values that were sent to get it. */
function headOf(response, url, secrets) {
	const clean = (value) => withoutSecrets(value, secrets);
	const headers = /* @__PURE__ */ new Map();
	for (const [written, text] of response.rawHeaders) {
		const name = written.toLowerCase();
		if (!kept.has(name)) continue;
		const raw = clean(text);
		const value = name === "www-authenticate" ? schemeOf(raw) : raw;
		const before = headers.get(name);
		headers.set(name, before === void 0 ? value : `${before}, ${value}`);
	}
	const shown = (value) => clean(value).slice(0, longest);
	const location = response.status >= 300 && response.status < 400 ? response.header("location") : null;
	const contentType = response.header("content-type");
	return {
		status: response.status,
		headers: Object.fromEntries([...headers].map(([name, value]) => [name, shown(value)]).sort(byName)),
		contentType: contentType === null ? null : shown(clean(contentType).split(";", 1)[0].trim().toLowerCase()) || null,
		location: location === null ? null : shown(destinationOf(clean(location), url)),
		peer: response.peer.address
	};
}
const byName = (a, b) => a[0] < b[0] ? -1 : 1;
/** A challenge's parameters may hold nonces and addresses; its scheme says which kind of credentials is asked for. */
const schemeOf = (challenge) => /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}/.exec(challenge.trim())?.[0] ?? "";
/** Where a redirect leads, without credentials, query and fragment: these carry tokens and return addresses. */
function destinationOf(location, url) {
	const target = URL.parse(location, url);
	if (target === null) return location.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
	if (target.protocol !== "http:" && target.protocol !== "https:") return target.protocol;
	return `${target.origin}${target.pathname}`;
}
// src/adapters/endpoint/ask.ts
/** Bytes of a probe's answer that are read. */
const probeCap = 2 * 2 ** 20;
/** Bytes of one served file that are read. */
const fileCap = 64 * 2 ** 20;
/** Sends one request and reads the answer up to a cap. A redirect is an answer: it is told, never followed. */
async function ask(world, question) {
	const response = await world.http({
		method: question.method,
		url: question.url,
		headers: headersOf(question.headers ?? []),
		timeouts: question.timeouts,
		publicOnly: question.publicOnly
	});
	const head = headOf(response, question.url, question.secrets ?? []);
	const content = new UnsizedContent(question.texts ?? []);
	const chunks = [];
	let truncated = false;
	if (head.contentType === "text/event-stream") {
		response.discard();
		truncated = true;
	} else for await (const chunk of response.body) {
		const room = question.cap - content.size;
		const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
		content.update(part);
		if (question.keep) chunks.push(part);
		if (chunk.length > room) {
			truncated = true;
			break;
		}
	}
	const { sha256, size, found } = content.done();
	return {
		answer: {
			...head,
			sha256,
			size,
			truncated
		},
		body: Buffer.concat(chunks),
		found
	};
}
/** Whether the bytes are those of the file itself; a server may compress though it was asked not to. */
const isPlain = (answer) => /^(?:identity)?$/i.test(answer.headers["content-encoding"]?.trim() ?? "");
/** Ours where the question does not state its own. `identity`, because a compressed body has another hash at every server. */
function headersOf(own) {
	const stated = new Set(own.map(([name]) => name.toLowerCase()));
	return [...[
		["User-Agent", "deploy-truth"],
		["Accept", "*/*"],
		["Accept-Encoding", "identity"]
	].filter(([name]) => !stated.has(name.toLowerCase())), ...own];
}
// src/observe/bounded.ts
/** Does something for every item, at most `width` at a time; results keep the items' order. */
async function bounded(items, width, act) {
	const results = new Array(items.length);
	let next = 0;
	const work = async () => {
		while (next < items.length) {
			const index = next++;
			results[index] = await act(items[index]);
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
	return results;
}
export { probeCap as a, attempt as c, isPlain as i, liveAddress as l, ask as n, fillHeaders as o, fileCap as r, mayRead as s, bounded as t, liveBase as u };
