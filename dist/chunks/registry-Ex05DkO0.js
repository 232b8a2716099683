import "./rolldown-runtime-CLxXEZnf.js";
import { r as digestOf } from "./listing-f6nWFBDX.js";
import { r as isDigest, t as algorithmOf } from "./digest-Dut7F2MX.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { t as formatReference } from "./reference-DzmDWWUm.js";
import { n as identifyImage, t as readImage } from "./image-0izcY8Ic.js";
// src/adapters/registry/address.ts
/** Kind of an IP address as text (IPv6 with or without brackets); null for a name. */
function addressKind(text) {
	const host = text.replace(/^\[(.*)\]$/, "$1");
	const four = readIpv4(host);
	if (four !== null) return kindOfIpv4(four);
	const six = host.includes(":") ? readIpv6(host.replace(/%.*$/, "")) : null;
	return six === null ? null : kindOfIpv6(six);
}
/** Whether a registry's host (`name[:port]`) is this machine by its very name. */
function isLoopbackHost(host) {
	const name = hostName(host);
	return name === "localhost" || addressKind(name) === "loopback";
}
/** `host[:port]` without its port, lower case. */
const hostName = (host) => host.toLowerCase().replace(/:\d+$/, "");
function readIpv4(text) {
	const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
	if (match === null) return null;
	const bytes = match.slice(1).map(Number);
	return bytes.every((byte) => byte <= 255) ? bytes : null;
}
function kindOfIpv4(bytes) {
	const [a = 0, b = 0] = bytes;
	if (a === 127 || a === 0) return "loopback";
	if (a === 169 && b === 254) return "link-local";
	if (a === 10 || a === 172 && b >= 16 && b < 32 || a === 192 && b === 168) return "private";
	if (a === 100 && b >= 64 && b < 128 || a === 198 && (b === 18 || b === 19) || a >= 224) return "private";
	return "public";
}
/** Eight groups of 16 bits; null when the text is no IPv6 address. */
function readIpv6(text) {
	if (text.length > 45) return null;
	const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
	if (dotted !== null) {
		const four = readIpv4(dotted[2]);
		if (four === null) return null;
		const groups = [four[0] * 256 + four[1], four[2] * 256 + four[3]];
		text = `${dotted[1]}${groups.map((group) => group.toString(16)).join(":")}`;
	}
	const halves = text.split("::");
	if (halves.length > 2) return null;
	const sides = halves.map((half) => half === "" ? [] : half.split(":"));
	if (!sides.flat().every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
	const [head = [], tail = []] = sides.map((side) => side.map((group) => Number.parseInt(group, 16)));
	const missing = 8 - head.length - tail.length;
	if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
	return [
		...head,
		...new Array(missing).fill(0),
		...tail
	];
}
function kindOfIpv6(groups) {
	const [first = 0, second = 0] = groups;
	const low = [
		groups[6] >> 8,
		groups[6] & 255,
		groups[7] >> 8,
		groups[7] & 255
	];
	const leading = groups.slice(0, 5).every((group) => group === 0);
	if (leading && groups[5] === 0 && groups[6] === 0 && groups[7] <= 1) return "loopback";
	if (leading && (groups[5] === 65535 || groups[5] === 0)) return kindOfIpv4(low);
	if (first === 100 && second === 65435) return kindOfIpv4(low);
	if (first === 8194) return kindOfIpv4([
		second >> 8,
		second & 255,
		groups[2] >> 8,
		groups[2] & 255
	]);
	if ((first & 65472) === 65152) return "link-local";
	if ((first & 65024) === 64512 || (first & 65472) === 65216 || (first & 65280) === 65280) return "private";
	return "public";
}
// src/adapters/registry/retry.ts
const attempts = 4;
/** milliseconds before the second attempt; doubled for each one after it */
const firstPause = 500;
/** milliseconds; who asks for a longer pause than this is not asked again in this run */
const longestPause = 3e4;
/** A refusal that may pass: 408, 429, 5xx. `retryAfter` is what the server asked for, in milliseconds. */
var PassingFault = class extends FaultError {
	retryAfter;
	constructor(code, detail, retryAfter) {
		super(code, detail);
		this.retryAfter = retryAfter;
	}
};
/** Errors that were retried already: an attempt inside another one does not multiply. */
const spent = /* @__PURE__ */ new WeakSet();
/** Runs an attempt again after a refusal that may pass and after a connection that was cut or never stood. */
async function retrying(world, attempt) {
	for (let tries = 1;; tries++) try {
		return await attempt();
	} catch (error) {
		if (!(error instanceof FaultError) || spent.has(error) || !passes(error)) throw error;
		const asked = error instanceof PassingFault ? error.retryAfter : null;
		if (tries >= attempts || asked !== null && asked > longestPause) {
			spent.add(error);
			throw error;
		}
		await pause(world, tries, asked);
	}
}
/** Sleeps before attempt `tries + 1`: as long as asked, else exponentially longer, with jitter so that many runs do not beat in step. */
function pause(world, tries, asked) {
	const [jitter = 0] = world.random(1);
	const grown = Math.min(firstPause * 2 ** (tries - 1), longestPause);
	return world.sleep(Math.round((asked ?? grown / 2) + grown / 2 * jitter / 255));
}
const passes = (error) => error instanceof PassingFault || error.fault.code === "cut-stream" || error.fault.code === "unreachable";
/** Milliseconds that a `Retry-After` field asks for: seconds or an HTTP date (RFC 9110 §10.2.3); null when unreadable. */
function readRetryAfter(field, now) {
	if (field === null || field.length > 64) return null;
	if (/^\d{1,9}$/.test(field.trim())) return Number(field) * 1e3;
	const date = /^[A-Z][a-z]{2}, /.test(field) ? Date.parse(field) : NaN;
	return Number.isNaN(date) ? null : Math.max(0, date - now);
}
// src/adapters/registry/answer.ts
/** The whole body of an answer, undecoded.
*
* @throws FaultError `too-large` */
async function readAtMost(response, maxBytes, what) {
	const tooLarge = () => new FaultError("too-large", `${what} is larger than ${maxBytes} bytes`);
	if (Number(response.header("content-length") ?? 0) > maxBytes) {
		response.discard();
		throw tooLarge();
	}
	const chunks = [];
	let size = 0;
	for await (const chunk of response.body) {
		size += chunk.length;
		if (size > maxBytes) throw tooLarge();
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, size);
}
/** The fault of a status that may pass, with the pause its server asked for; null for every other status. `advice` is for 429. */
function passingFault(world, response, who, advice) {
	const { status } = response;
	const code = status === 429 ? "rate-limited" : status === 408 ? "timed-out" : status >= 500 ? "server-error" : null;
	if (code === null) return null;
	const after = readRetryAfter(response.header("retry-after"), world.now());
	const asked = after === null ? "" : `, asking for ${Math.ceil(after / 1e3)} s of patience`;
	return new PassingFault(code, `${who} answered ${status}${asked}${status === 429 ? advice : ""}`, after);
}
/**
* The error codes that a registry's answer names (distribution-spec, error codes), for messages. Its free text is left
* out: whoever answers may put there what we sent.
*/
async function errorCodes(response) {
	let answer;
	try {
		answer = JSON.parse(new TextDecoder().decode(await readAtMost(response, 65536, "an error")));
	} catch {
		return "";
	}
	const errors = typeof answer === "object" && answer !== null ? answer.errors : null;
	if (!Array.isArray(errors)) return "";
	const codes = errors.slice(0, 4).map((error) => typeof error === "object" && error !== null ? error.code : null).filter((code) => typeof code === "string" && /^[A-Z][A-Z_]{0,40}$/.test(code));
	return codes.length === 0 ? "" : ` (${codes.join(", ")})`;
}
// src/adapters/registry/certificates.ts
/** Where docker and podman keep the authorities of single registries, below them `HOST/ca.crt`; with a home or without. */
const places = ["/etc/docker/certs.d", "/etc/containers/certs.d"];
const homePlaces = [
	".docker/certs.d",
	".config/docker/certs.d",
	".config/containers/certs.d"
];
const maxBytes$1 = 1048576;
/**
* PEM certificates trusted beside the system's for one registry: those given, else what docker or podman trust for it.
* Null where there are none; a file that may not be read is as good as none.
*/
async function authoritiesOf(world, registry, given) {
	if (given !== null) return given;
	const home = world.env["HOME"] ?? world.env["USERPROFILE"];
	const directories = [...home ? homePlaces.map((place) => `${home}/${place}`) : [], ...places];
	const found = [];
	for (const directory of directories) try {
		const bytes = await world.files.read(`${directory}/${registry}/ca.crt`, maxBytes$1);
		found.push(new TextDecoder().decode(bytes));
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === "cancelled") throw error;
		if (error.fault.code !== "file-missing" && error.fault.code !== "not-a-directory") world.log.debug(`${directory}/${registry}/ca.crt is passed over: ${error.fault.code}`);
	}
	return found.length === 0 ? null : found.join("\n");
}
/** The codes of OpenSSL for a certificate whose authority nobody here knows. */
const unknownAuthority = /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)$/;
/** Names the way out where a connection failed because the registry's authority is its owner's own. */
function explained(error, given) {
	if (!(error instanceof FaultError) || error.fault.code !== "tls-untrusted") return error;
	const code = error.cause?.code;
	if (typeof code !== "string" || !unknownAuthority.test(code)) return error;
	const advice = given === null ? "where it has an authority of its own, give that as registry-ca (--ca on the command line)" : "the authority that was given did not sign it";
	return new FaultError("tls-untrusted", `${error.fault.detail}: ${advice}`, error);
}
// src/adapters/registry/docker-config.ts
const maxBytes = 1048576;
/**
* Reads `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`; null where there is no such file.
*
* @throws FaultError `credentials-unavailable` when it is there and cannot be understood
*/
async function readDockerConfig(world) {
	const home = world.env["HOME"] ?? world.env["USERPROFILE"];
	const directory = world.env["DOCKER_CONFIG"] || (home ? `${home}/.docker` : null);
	if (directory === null) return null;
	let bytes;
	try {
		bytes = await world.files.read(`${directory}/config.json`, maxBytes);
	} catch (error) {
		const code = error instanceof FaultError ? error.fault.code : null;
		if (code === "file-missing" || code === "not-a-directory") return null;
		throw error;
	}
	let content;
	try {
		content = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw unreadable("it is not JSON");
	}
	const top = objectOf(content, "the file");
	const store = stringOf(top["credsStore"], "credsStore");
	return {
		auths: entriesOf(top["auths"], "auths").map(([key, value]) => [key, readEntry(value)]),
		credHelpers: entriesOf(top["credHelpers"], "credHelpers").map(([key, value]) => [key, helperName(stringOf(value, "credHelpers") ?? "", "credHelpers")]),
		credsStore: store === null || store === "" ? null : helperName(store, "credsStore")
	};
}
/**
* The registry that a key of the configuration names, whole and in lower case: `https://host/v1/`, `host/v2/` and
* `host` are one. Docker Hub's four names become `docker.io`. A key with any other path names no registry.
*/
function registryOfKey(key) {
	const match = /^(?:https?:\/\/)?([^/\s]+)(?:\/|\/v[12]\/?)?$/i.exec(key);
	if (match === null) return null;
	const host = match[1].toLowerCase();
	return host === "index.docker.io" || host === "registry-1.docker.io" ? "docker.io" : host;
}
/** The base64 form `user:password`; the password may hold colons. */
function decodeAuth(auth, source) {
	if (auth === "") return null;
	const text = /^[A-Za-z0-9+/_=\s-]*$/.test(auth) ? new TextDecoder().decode(bytesOfBase64(auth)) : "";
	const colon = text.indexOf(":");
	if (colon < 0) throw new FaultError("credentials-unavailable", `${source} is no base64 of user:password`);
	return {
		username: text.slice(0, colon),
		password: text.slice(colon + 1).replace(/\0+$/, "")
	};
}
const bytesOfBase64 = (text) => Uint8Array.from(Buffer.from(text, "base64"));
function readEntry(value) {
	const entry = value === null ? {} : objectOf(value, "auths");
	const read = (name) => stringOf(entry[name], `auths.${name}`) || null;
	return {
		auth: read("auth"),
		username: read("username"),
		password: read("password"),
		identitytoken: read("identitytoken")
	};
}
/** A helper's name becomes part of a command's name: it must not become a path or an option. */
function helperName(name, where) {
	if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) throw unreadable(`${where} names no helper`);
	return name;
}
function objectOf(value, where) {
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw unreadable(`${where} is no object`);
	return value;
}
const entriesOf = (value, where) => value === void 0 || value === null ? [] : Object.entries(objectOf(value, where));
function stringOf(value, where) {
	if (value === void 0 || value === null) return null;
	if (typeof value !== "string") throw unreadable(`${where} is no text`);
	return value;
}
const unreadable = (why) => new FaultError("credentials-unavailable", `the docker configuration cannot be used: ${why}`);
// src/adapters/registry/credentials.ts
/** The name under which Docker keeps the credentials of Docker Hub. */
const hubServer = "https://index.docker.io/v1/";
const helperTimeout = 6e4;
const maxHelperAnswer = 65536;
/**
* The credentials for one registry: those given, else the docker configuration's, by exact host and port. Null where
* there are none. As `docker` does it, a helper named for the registry comes before the common store, and the store
* before what is written in the file.
*
* @throws FaultError `credentials-unavailable`, `credential-helper-failed`, `command-missing`
*/
async function findCredentials(world, registry, given) {
	if (given !== null) {
		world.log.mask(given.password);
		return {
			kind: "password",
			...given,
			source: "the credentials that were given"
		};
	}
	const config = await readDockerConfig(world);
	if (config === null) return null;
	const name = registry.toLowerCase();
	const helper = config.credHelpers.find(([key]) => registryOfKey(key) === name);
	const found = (helper === void 0 ? null : await askHelper(world, helper[1], name)) ?? (config.credsStore === null ? null : await askHelper(world, config.credsStore, name)) ?? fromFile(config, name);
	if (found !== null) world.log.mask(found.kind === "password" ? found.password : found.token);
	return found;
}
function fromFile(config, registry) {
	const source = `the docker configuration's entry for ${registry}`;
	for (const [key, entry] of config.auths) {
		if (registryOfKey(key) !== registry) continue;
		const decoded = entry.auth === null ? null : decodeAuth(entry.auth, source);
		const username = entry.username ?? decoded?.username ?? "";
		const password = entry.password ?? decoded?.password ?? "";
		if (entry.identitytoken !== null) return {
			kind: "identity-token",
			username,
			token: entry.identitytoken,
			source
		};
		if (username !== "" || password !== "") return {
			kind: "password",
			username,
			password,
			source
		};
	}
	return null;
}
/** Speaks the credential helper protocol: the server's name goes in, JSON comes out. Null when it holds none. */
async function askHelper(world, helper, registry) {
	const source = `the credential helper ${helper}`;
	const failed = (why) => new FaultError("credential-helper-failed", `${source} was asked about ${registry}: ${why}`);
	const server = registry === "docker.io" ? hubServer : registry;
	const answer = await world.exec(`docker-credential-${helper}`, ["get"], {
		input: `${server}\n`,
		timeout: helperTimeout,
		maxBytes: maxHelperAnswer
	});
	const text = new TextDecoder().decode(answer.stdout);
	if (answer.exitCode !== 0) {
		if (`${text}${answer.stderr}`.includes("credentials not found")) return null;
		throw failed(`it ended with ${answer.exitCode}`);
	}
	let fields;
	try {
		fields = JSON.parse(text);
	} catch {
		throw failed("its answer is not JSON");
	}
	if (typeof fields !== "object" || fields === null) throw failed("its answer is no object");
	const { Username: username, Secret: secret } = fields;
	if (typeof username !== "string" || typeof secret !== "string") throw failed("its answer lacks Username or Secret");
	if (username === "" && secret === "") return null;
	return username === "<token>" ? {
		kind: "identity-token",
		username: "",
		token: secret,
		source
	} : {
		kind: "password",
		username,
		password: secret,
		source
	};
}
// src/adapters/registry/realm.ts
/**
* Judges the address that a challenge names. Somebody else chose it, so it may send credentials in the clear, or reach
* into the network we stand in. Another public host is legitimate: several registries keep their token server elsewhere.
*
* `peer` is the address that sent the challenge; null behind a proxy, which resolves and connects in our place.
*
* @throws FaultError `realm-refused`
*/
async function admitRealm(world, text, registry, peer) {
	const url = URL.parse(text, text.startsWith("/") ? `${registry.scheme}://${registry.host}` : void 0);
	const refuse = (why) => {
		throw new FaultError("realm-refused", `${registry.host} sends for a token to ${shown$1(url)}: ${why}`);
	};
	if (url === null) return refuse("that is no URL");
	if (url.protocol !== "https:" && url.protocol !== "http:") return refuse("only https is trusted");
	if (url.username !== "" || url.password !== "") return refuse("the address carries a user name");
	if (url.protocol === "http:" && !plainAllowed(url, registry)) return refuse("credentials do not travel over http");
	if (url.host === new URL(`${registry.scheme}://${registry.host}`).host) return {
		url,
		publicOnly: false
	};
	const from = peer === null ? await kindOf(world, registry.host) : addressKind(peer) ?? "public";
	const to = await kindOf(world, url.host);
	if (!near(from, to)) return refuse(`a ${from} registry has no business with a ${to} address`);
	return {
		url,
		publicOnly: from === "public" && peer !== null
	};
}
/** http is for whoever allowed it, and for a registry on this machine whose token server is on this machine too. */
const plainAllowed = (realm, registry) => registry.scheme === "http" && (registry.plainHttp || isLoopbackHost(registry.host) && isLoopbackHost(realm.host));
/** A realm may be as near as its registry, never nearer; link-local is for link-local alone. */
function near(registry, realm) {
	if (realm === "public" || realm === registry) return true;
	return realm === "private" && registry === "loopback";
}
/** The nearest of a host's addresses. A name only a proxy can resolve counts as public, which is the strict reading. */
async function kindOf(world, host) {
	const name = hostName(host);
	if (isLoopbackHost(host)) return "loopback";
	const literal = addressKind(name);
	if (literal !== null) return literal;
	let addresses;
	try {
		addresses = await world.resolve(name);
	} catch (error) {
		if (error instanceof FaultError && error.fault.code === "name-not-resolved") return "public";
		throw error;
	}
	const kinds = addresses.map((address) => addressKind(address) ?? "public");
	return [
		"loopback",
		"link-local",
		"private"
	].find((kind) => kinds.includes(kind)) ?? "public";
}
/** An address without the parts that may hold secrets. */
const shown$1 = (url) => url === null ? "an unreadable address" : `${url.protocol}//${url.host}`;
// src/adapters/registry/rate-limit.ts
/** Near its end: this many requests or fewer, or this part of all or less. */
const fewLeft = 10;
const smallPart = .1;
/** Seconds; a reset that lies further away is a moment since 1970, not a length (GitHub and GitLab send one). */
const longestReset = 31622400;
/**
* Reads `RateLimit-Limit` and `RateLimit-Remaining` as Docker Hub writes them (`100;w=21600`), the same names with
* `X-` before them, and their `Reset`; null where nothing readable is said.
*/
function readRateLimit(response, now) {
	const field = (name) => response.header(`ratelimit-${name}`) ?? response.header(`x-ratelimit-${name}`);
	const remaining = countOf(field("remaining"));
	if (remaining === null) return null;
	const window = /;\s*w=(\d{1,9})(?:\D|$)/.exec((field("limit") ?? field("remaining") ?? "").slice(0, 64))?.[1];
	const reset = countOf(field("reset"));
	const resetsIn = reset === null ? null : reset > longestReset ? reset * 1e3 - now : reset * 1e3;
	return {
		limit: countOf(field("limit")),
		remaining,
		window: window === void 0 ? null : Number(window) * 1e3,
		resetsIn: resetsIn === null || resetsIn < 0 || resetsIn > longestReset * 1e3 ? null : resetsIn
	};
}
const countOf = (field) => {
	const match = /^\s*(\d{1,12})\s*(?:[;,]|$)/.exec((field ?? "").slice(0, 64));
	return match === null ? null : Number(match[1]);
};
const isNear = ({ limit, remaining }) => remaining <= fewLeft && (limit === null || limit > fewLeft) || limit !== null && remaining <= limit * smallPart;
/** `7 of 100 requests left in each 6 h, more in 40 min`. */
function rateText({ limit, remaining, window, resetsIn }) {
	return `${remaining}${limit === null ? "" : ` of ${limit}`} requests left${window === null || window === 0 ? "" : ` in each ${lengthOf(window)}`}${resetsIn === null ? "" : `, more in ${lengthOf(resetsIn)}`}`;
}
/** What a 429 leaves to be done, for the end of its sentence. */
function rateAdvice(rate, loggedIn) {
	const said = rate === null ? "" : `: ${rateText(rate)}`;
	return loggedIn ? said : `${said}; logging in raises the limit with most registries`;
}
function lengthOf(milliseconds) {
	const seconds = Math.ceil(milliseconds / 1e3);
	if (seconds < 120) return `${seconds} s`;
	if (seconds < 7200) return `${Math.ceil(seconds / 60)} min`;
	return `${Math.round(seconds / 360) / 10} h`;
}
/** Registries whose limit was spoken of, for every log: one warning is enough, however many images are read. */
const told = /* @__PURE__ */ new WeakMap();
/** Watches the limits of one registry, warns once when they are near, and knows the last ones for a refusal. */
function rateWatch(world, registry) {
	let last = null;
	return {
		saw(response) {
			const rate = readRateLimit(response, world.now());
			if (rate === null) return;
			last = rate;
			const known = told.get(world.log) ?? /* @__PURE__ */ new Set();
			told.set(world.log, known);
			if (!isNear(rate) || known.has(registry)) return;
			known.add(registry);
			world.log.warn(`${registry} allows only few more reads: ${rateText(rate)}`);
		},
		advice: (loggedIn) => rateAdvice(last, loggedIn)
	};
}
// src/adapters/registry/token.ts
const maxToken = 65536;
const client = "deploy-truth";
/**
* The second half of the Bearer handshake (distribution-spec's token and oauth documents):
*
* 1. an identity token is exchanged by an OAuth2 POST; a server that knows no such thing says 404 or 405;
* 2. otherwise, and then, a GET with service and scope, with Basic where there are credentials, else anonymously;
* 3. the answer holds `token` or `access_token`.
*
* @throws FaultError `unauthorized`, `forbidden`, `rate-limited`, `server-error`, `unexpected-answer`, `too-large`
*/
async function fetchToken(world, request) {
	const { credentials } = request;
	if (credentials?.kind === "identity-token") {
		const answer = await post(world, request, credentials.token);
		if (answer !== null) return answer;
	}
	return get(world, request);
}
/** Step 1. Null where the server has no such endpoint. */
function post(world, request, refreshToken) {
	const form = new URLSearchParams({
		grant_type: "refresh_token",
		client_id: client,
		refresh_token: refreshToken
	});
	if (request.service !== null) form.set("service", request.service);
	if (request.scopes.length > 0) form.set("scope", request.scopes.join(" "));
	return retrying(world, async () => {
		const response = await world.http({
			...common(request),
			method: "POST",
			url: request.realm.url.href,
			headers: [
				["User-Agent", client],
				["Accept", "application/json"],
				["Content-Type", "application/x-www-form-urlencoded"]
			],
			body: form.toString()
		});
		if (response.status === 404 || response.status === 405) {
			response.discard();
			return null;
		}
		return readToken(world, request, response);
	});
}
/** Step 2. */
function get(world, request) {
	const url = new URL(request.realm.url);
	if (request.service !== null) url.searchParams.set("service", request.service);
	for (const scope of request.scopes) url.searchParams.append("scope", scope);
	const headers = [["User-Agent", client], ["Accept", "application/json"]];
	if (request.credentials !== null) headers.push(["Authorization", basic(request.credentials)]);
	return retrying(world, async () => readToken(world, request, await world.http({
		...common(request),
		method: "GET",
		url: url.href,
		headers
	})));
}
/** Step 3. */
async function readToken(world, request, response) {
	const server = `the token server ${request.realm.url.host}`;
	if (response.status !== 200) {
		response.discard();
		const { credentials } = request;
		const whose = credentials === null ? "an anonymous request: no credentials were found" : credentials.source;
		if (response.status === 401) throw new FaultError("unauthorized", `${server} refused ${whose}`);
		if (response.status === 403) throw new FaultError("forbidden", `${server} refused ${whose}`);
		throw passingFault(world, response, server, rateAdvice(readRateLimit(response, world.now()), credentials !== null)) ?? new FaultError("unexpected-answer", `${server} answered ${response.status}`);
	}
	const bytes = await readAtMost(response, maxToken, `the token of ${server}`);
	let answer;
	try {
		answer = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new FaultError("unexpected-answer", `${server} answered something that is not JSON`);
	}
	const fields = typeof answer === "object" && answer !== null ? answer : {};
	const token = fields["token"] || fields["access_token"];
	if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) throw new FaultError("unexpected-answer", `${server} answered without a token`);
	world.log.mask(token);
	return token;
}
const common = (request) => ({
	timeouts: request.timeouts,
	publicOnly: request.publicOnly || request.realm.publicOnly,
	...request.ca === null ? {} : { ca: request.ca }
});
/** An Authorization field of the Basic scheme (RFC 7617), UTF-8. An identity token stands in the password's place. */
function basic(credentials) {
	const secret = credentials.kind === "password" ? credentials.password : credentials.token;
	return `Basic ${Buffer.from(`${credentials.username}:${secret}`).toString("base64")}`;
}
/**
* The scopes to ask for: the challenge's, cut down to reading, since a server must not talk us into more; else reading
* this repository. A challenge may name the repository differently (a proxy) or use words of its own (`aws`).
*/
function readingScopes(challenge, repository) {
	const scopes = [];
	let repositories = 0;
	for (const scope of (challenge.parameters.get("scope") ?? "").split(" ").filter((word) => word !== "").slice(0, 8)) {
		const match = /^(repository(?:\([a-z]+\))?:.+):[^:]*$/.exec(scope);
		if (match !== null) {
			repositories++;
			scopes.push(`${match[1]}:pull`);
		} else if (!scope.includes(":")) scopes.push(scope);
	}
	if (repositories === 0) scopes.push(`repository:${repository}:pull`);
	return scopes;
}
// src/adapters/registry/authorization.ts
function openAuthorization(world, reference, registry, options) {
	let field = null;
	let bearer = null;
	let running = null;
	let looked = null;
	let loggedIn = false;
	let whose = "no credentials were asked for";
	/** Looked up once, and only after a challenge: an open registry costs no helper call. */
	async function credentials() {
		looked ??= findCredentials(world, reference.registry, options.credentials);
		const found = await looked;
		loggedIn = found !== null;
		whose = found === null ? `no credentials were found for ${reference.registry}` : `${found.source} ${found.source.endsWith("given") ? "were" : "was"} used`;
		return found;
	}
	/** The handshake: pick a scheme, judge the realm, only then look for credentials and show them. */
	async function next({ challenges, peer }) {
		if (challenges.length > 0) bearer = challenges.find((challenge) => challenge.scheme === "bearer") ?? null;
		const realm = bearer?.parameters.get("realm");
		if (bearer !== null && realm !== void 0) {
			const host = await registry();
			const admitted = await admitRealm(world, realm, host, peer);
			return `Bearer ${await fetchToken(world, {
				realm: admitted,
				service: bearer.parameters.get("service") ?? null,
				scopes: readingScopes(bearer, reference.repository),
				credentials: await credentials(),
				timeouts: options.timeouts,
				publicOnly: options.publicOnly,
				ca: host.ca
			}).catch((error) => {
				throw explained(error, options.ca);
			})}`;
		}
		if (challenges.some((challenge) => challenge.scheme === "basic")) {
			const found = await credentials();
			return found === null ? null : basic(found);
		}
		const offered = [...new Set(challenges.map((challenge) => challenge.scheme))].join(", ");
		throw new FaultError("unauthorized", `${reference.registry} asks for credentials in a way that is not understood: ${offered || "it names none"}`);
	}
	return {
		field: () => field,
		whose: () => whose,
		loggedIn: () => loggedIn,
		async answer(refusal, sent) {
			if (field !== sent) return true;
			running ??= next(refusal).finally(() => {
				running = null;
			});
			const fresh = await running;
			if (fresh !== null) field = fresh;
			return field !== sent;
		}
	};
}
// src/adapters/registry/blob.ts
/** Connections for one blob; and in a row without a new byte. A server that drips a byte a connection ends here. */
const maxConnections = 16;
const maxBarren = 4;
/** Bytes a millisecond, on average, below which waiting is given up; a server must not buy days with a byte now and then. */
const slowest$1 = 20;
/**
* Streams a blob and resumes where a connection was cut, with a byte range. Never yields more than the descriptor's
* size; that the bytes are the right ones is for their reader to prove. `patience`: milliseconds that may pass in waiting
* before the bytes have to come at a useful rate.
*
* @throws FaultError `size-mismatch`, `range-mismatch`, `cut-stream`, `timed-out`, and those of the request
*/
async function* readBlob(world, descriptor, what, patience, send) {
	const { size } = descriptor;
	let received = 0;
	let barren = 0;
	let waited = 0;
	for (let connection = 1;; connection++) {
		const before = received;
		const response = await send(received === 0 ? [] : [["Range", `bytes=${received}-`]]);
		let skip = startOf(response, received, size, what);
		let since = world.now();
		try {
			for await (const chunk of response.body) {
				waited += world.now() - since;
				since = world.now();
				if (waited > patience + received / slowest$1) throw new FaultError("timed-out", `${what}: ${received} bytes came in ${Math.round(waited / 1e3)} s`);
				const fresh = skip === 0 ? chunk : chunk.subarray(Math.min(skip, chunk.length));
				skip -= chunk.length - fresh.length;
				if (fresh.length === 0) continue;
				if (received + fresh.length > size) throw new FaultError("size-mismatch", `${what} is longer than the ${size} bytes it should have`);
				received += fresh.length;
				yield fresh;
				since = world.now();
			}
			if (received !== size) throw new FaultError("size-mismatch", `${what} ends after ${received} of ${size} bytes`);
			return;
		} catch (error) {
			if (!(error instanceof FaultError) || error.fault.code !== "cut-stream") throw error;
			if (received === size) return;
			barren = received > before ? 0 : barren + 1;
			if (connection >= maxConnections || barren >= maxBarren) throw new FaultError("cut-stream", `${what} was cut after ${received} of ${size} bytes, ${connection} times`, error);
		}
		world.log.debug(`${what} was cut after ${received} bytes: asking for the rest`);
		await pause(world, barren + 1, null);
	}
}
/**
* How many bytes at the answer's start we already have: none when the range was honoured, all received ones when the
* server sends the whole blob again. A range that is not exactly the missing rest is refused: bytes must not be glued
* together by guess.
*/
function startOf(response, received, size, what) {
	if (response.status === 200) return received;
	const range = response.header("content-range") ?? "";
	const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(range);
	if (received > 0 && match !== null && Number(match[1]) === received && Number(match[2]) === size - 1 && (match[3] === "*" || Number(match[3]) === size)) return 0;
	response.discard();
	const said = match === null ? "no readable range" : `bytes ${match[1]} to ${match[2]} of ${match[3]}`;
	throw new FaultError("range-mismatch", `${what}: asked for byte ${received} to ${size - 1}, got ${said}`);
}
// src/adapters/registry/challenge.ts
/** Characters of all WWW-Authenticate fields together; real ones stay below 1 KiB. */
const maxLength = 16384;
const maxChallenges = 16;
const maxParameters = 32;
const token = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const token68 = /[0-9A-Za-z\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const space = /[ \t]*/y;
const separators = /[ \t,]*/y;
/**
* Reads the challenges of all `WWW-Authenticate` fields, in order, in one pass over the text. What is malformed ends
* its own field; challenges read before it count. Of a repeated parameter the first counts.
*/
function readChallenges(fields) {
	const challenges = [];
	let left = maxLength;
	for (const field of fields) {
		if (field.length > left) break;
		left -= field.length;
		readField(field, challenges);
	}
	return challenges;
}
function readField(field, challenges) {
	let at = 0;
	let parameters = null;
	const take = (pattern) => {
		pattern.lastIndex = at;
		const match = pattern.exec(field);
		if (match === null) return null;
		at += match[0].length;
		return match[0];
	};
	for (;;) {
		take(separators);
		if (at >= field.length) return;
		const word = take(token)?.toLowerCase();
		if (word === void 0) return;
		const afterWord = at;
		take(space);
		if (parameters !== null && field[at] === "=") {
			at++;
			take(space);
			const value = field[at] === "\"" ? quoted() : take(token);
			if (value === null) return;
			if (!parameters.has(word) && parameters.size < maxParameters) parameters.set(word, value);
			continue;
		}
		if (at === afterWord && at < field.length && field[at] !== ",") return;
		if (challenges.length >= maxChallenges) return;
		parameters = /* @__PURE__ */ new Map();
		challenges.push({
			scheme: word,
			parameters
		});
		if (field[at] !== ",") take(token68);
	}
	/** A quoted string from its opening quote on, backslash pairs resolved; null when it never ends. */
	function quoted() {
		let value = "";
		let from = ++at;
		for (; at < field.length; at++) {
			if (field[at] === "\"") {
				value += field.slice(from, at);
				at++;
				return value;
			}
			if (field[at] === "\\") {
				value += field.slice(from, at);
				from = ++at;
			}
		}
		return null;
	}
}
// src/adapters/registry/media-type.ts
/** Every form of image manifest and index that is read; a registry picks by what is accepted (404 otherwise). */
const manifestTypes = [
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
	"application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.v2+json"
];
const schema1Types = ["application/vnd.docker.distribution.manifest.v1+json", "application/vnd.docker.distribution.manifest.v1+prettyjws"];
const isSchema1 = (mediaType) => schema1Types.includes(mediaType);
/** A Content-Type without its parameters, lower case; '' when there is none. */
const mediaTypeOf = (field) => (field ?? "").split(";", 1)[0].trim().toLowerCase();
// src/adapters/registry/range.ts
/**
* A part of a blob, in one request and no byte more; that its bytes are the right ones is for their reader to prove.
* A server that answers with anything but exactly that part is left before its body is read.
*
* @throws FaultError `range-mismatch`, `size-mismatch`, and those of the request
*/
async function readRange(part, what, send) {
	const last = part.from + part.length - 1;
	const response = await send([["Range", `bytes=${part.from}-${last}`]]);
	if (!isThatPart(response, part)) {
		response.discard();
		const came = response.status === 200 ? "the whole of it came" : "another part came";
		throw new FaultError("range-mismatch", `${what}: asked for byte ${part.from} to ${last}, ${came}`);
	}
	const bytes = await readAtMost(response, part.length, `the part from byte ${part.from} to ${last} of ${what}`);
	if (bytes.length !== part.length) throw new FaultError("size-mismatch", `${what}: ${bytes.length} bytes came for byte ${part.from} to ${last}`);
	return bytes;
}
function isThatPart(response, { from, length, size }) {
	const field = response.header("content-range") ?? "";
	const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(field);
	return response.status === 206 && match !== null && Number(match[1]) === from && Number(match[2]) === from + length - 1 && (match[3] === "*" || Number(match[3]) === size);
}
// src/adapters/registry/redirect.ts
const maxRedirects = 5;
const redirects = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
/**
* Sends a GET and follows its redirects. `authorization` is for the first origin alone: scheme, host and port must be
* equal, and once an answer came from elsewhere it is not sent again, even on the way back.
*
* @throws FaultError `redirect-refused`, `redirect-loop`
*/
async function followRedirects(world, request, authorization) {
	let url = new URL(request.url);
	const origin = url.origin;
	const seen = /* @__PURE__ */ new Set([url.href]);
	let home = true;
	for (;;) {
		const headers = [...request.headers ?? []];
		if (home && authorization !== null) headers.push(["Authorization", authorization]);
		const response = await world.http({
			...request,
			url: url.href,
			headers
		});
		if (!redirects.has(response.status)) return {
			response,
			home
		};
		response.discard();
		const from = url;
		url = nextAddress(from, response.header("location"));
		if (url.host !== from.host) await refuseNearer(world, from, url, response.peer.address);
		if (seen.has(url.href)) throw new FaultError("redirect-loop", `${shown(url)} redirects to itself`);
		if (seen.size > maxRedirects) throw new FaultError("redirect-loop", `${origin} redirected more than ${maxRedirects} times`);
		seen.add(url.href);
		home &&= url.origin === origin;
	}
}
function nextAddress(from, location) {
	if (location === null) throw new FaultError("unexpected-answer", `${shown(from)} redirects to nowhere`);
	const url = URL.parse(location, from.href);
	if (url === null) throw new FaultError("redirect-refused", `${shown(from)} redirects to something that is no URL`);
	const refuse = (why) => new FaultError("redirect-refused", `${shown(from)} redirects to ${shown(url)}: ${why}`);
	if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("only http and https are followed");
	if (from.protocol === "https:" && url.protocol === "http:") throw refuse("from https to http");
	if (url.username !== "" || url.password !== "") throw refuse("the address carries a user name");
	url.hash = "";
	return url;
}
/**
* What a registry elsewhere names must not be this machine, nor a cloud's metadata service. Private addresses are left:
* the blob storage of a public registry may have one inside a company's network.
*/
async function refuseNearer(world, from, to, peer) {
	const kind = await kindOf(world, to.host);
	if (kind !== "loopback" && kind !== "link-local") return;
	if ((peer === null ? await kindOf(world, from.host) : addressKind(peer) ?? "public") !== kind) throw new FaultError("redirect-refused", `${shown(from)} redirects to ${shown(to)}: a ${kind} address`);
}
/** Scheme, host and port: paths and queries of blob stores are signed, so they are secrets. */
const shown = (url) => `${url.protocol}//${url.host}`;
// src/adapters/registry/client.ts
const maxManifest = 4194304;
/** bytes a millisecond: the whole-request limit grows with a blob, silence is the stall limit's affair */
const slowest = 100;
/** Opens nothing yet: the first request finds out what the registry asks for. */
function openRegistry(world, reference, options) {
	const host = reference.registry === "docker.io" ? "registry-1.docker.io" : reference.registry;
	let found = null;
	const registry = () => found ??= hostOf(world, host, reference.registry, options);
	const authorization = openAuthorization(world, reference, registry, options);
	const limits = rateWatch(world, reference.registry);
	/** a registry that sent a whole blob in place of a part is not asked for parts again */
	let wholeOnly = false;
	/** One GET, its challenge answered once. Every status but 200 and 206 is a fault. */
	async function get(path, what, request) {
		const headers = [["User-Agent", "deploy-truth"], ...request.headers ?? []];
		const { publicOnly } = options;
		const { scheme, ca } = await registry();
		const url = `${scheme}://${host}/v2/${reference.repository}${path}`;
		const trust = ca === null ? {} : { ca };
		const ask = {
			method: "GET",
			url,
			headers,
			timeouts: request.timeouts,
			publicOnly,
			...trust
		};
		for (let answers = 0;; answers++) {
			const sent = authorization.field();
			const { response, home } = await followRedirects(world, ask, sent).catch((error) => {
				throw explained(error, options.ca);
			});
			if (home) limits.saw(response);
			if (response.status === 200 || response.status === 206) return response;
			const refused = response.status === 401 || response.status === 400 && sent?.startsWith("Bearer ");
			const fields = response.rawHeaders.filter(([name]) => name.toLowerCase() === "www-authenticate");
			const challenges = refused && home ? readChallenges(fields.map(([, value]) => value)) : [];
			const another = answers === 1 && sent?.startsWith("Bearer ") && asksBasicAlone(challenges);
			if (refused && home && (answers === 0 || another)) {
				response.discard();
				if (await authorization.answer({
					challenges,
					peer: response.peer.address
				}, sent)) continue;
				throw new FaultError("unauthorized", `${reference.registry} refused ${what}: ${authorization.whose()}`);
			}
			throw await refusal(response, what, home);
		}
	}
	async function refusal(response, what, home) {
		const who = home ? reference.registry : `the storage that ${reference.registry} redirects to`;
		const advice = home ? limits.advice(authorization.loggedIn()) : "";
		const passing = passingFault(world, response, `${who}, asked for ${what},`, advice);
		if (passing !== null) {
			response.discard();
			return passing;
		}
		const codes = await errorCodes(response);
		const { status } = response;
		if (status === 401) return new FaultError("unauthorized", `${who} refused ${what}${codes}: ${authorization.whose()}`);
		if (status === 403) return new FaultError("forbidden", `${who} forbids ${what}${codes}: ${authorization.whose()}`);
		if (status === 404) return new FaultError("not-found", `${who} does not have ${what}${codes}`);
		return new FaultError("unexpected-answer", `${who} answered ${status} for ${what}${codes}`);
	}
	const blobName = (digest) => `blob ${digest} of ${reference.registry}/${reference.repository}`;
	return {
		manifest(tagOrDigest) {
			const what = `${reference.registry}/${reference.repository}${isDigest(tagOrDigest) ? "@" : ":"}${tagOrDigest}`;
			const headers = manifestTypes.map((type) => ["Accept", type]);
			return retrying(world, async () => {
				return readManifest(await get(`/manifests/${encodeURIComponent(tagOrDigest).replace("%3A", ":")}`, what, {
					headers,
					timeouts: options.timeouts
				}), tagOrDigest, what);
			});
		},
		blob(descriptor) {
			const what = blobName(descriptor.digest);
			const request = Math.max(options.timeouts.request, Math.ceil(descriptor.size / slowest));
			const timeouts = {
				...options.timeouts,
				request
			};
			return readBlob(world, descriptor, what, options.timeouts.request, (headers) => retrying(world, () => get(`/blobs/${descriptor.digest}`, what, {
				headers,
				timeouts
			})));
		},
		range(descriptor, from, length) {
			const what = blobName(descriptor.digest);
			return retrying(world, async () => {
				if (wholeOnly) throw new FaultError("range-mismatch", `${reference.registry} serves whole blobs only`);
				return readRange({
					from,
					length,
					size: descriptor.size
				}, what, async (headers) => {
					const response = await get(`/blobs/${descriptor.digest}`, what, {
						headers,
						timeouts: options.timeouts
					});
					wholeOnly ||= response.status === 200;
					return response;
				});
			});
		}
	};
}
/**
* How a registry is spoken to. One on this machine speaks http, as docker takes it to; where an authority is trusted for
* it, by the user or by docker, it speaks TLS.
*/
async function hostOf(world, host, name, options) {
	const { plainHttp } = options;
	if (plainHttp) return {
		host,
		scheme: "http",
		plainHttp,
		ca: options.ca
	};
	const ca = await authoritiesOf(world, name, options.ca);
	return {
		host,
		scheme: isLoopbackHost(host) && ca === null ? "http" : "https",
		plainHttp,
		ca
	};
}
const asksBasicAlone = (challenges) => challenges.length > 0 && challenges.every(({ scheme }) => scheme === "basic");
async function readManifest(response, asked, what) {
	if (response.status !== 200) {
		response.discard();
		throw new FaultError("unexpected-answer", `${what} was answered with ${response.status}`);
	}
	const mediaType = mediaTypeOf(response.header("content-type"));
	if (isSchema1(mediaType)) {
		response.discard();
		throw new FaultError("schema-1", `${what} is an image of the retired schema 1: push it again with a current tool`);
	}
	const bytes = await readAtMost(response, maxManifest, what);
	const digest = digestOf(bytes, isDigest(asked) ? algorithmOf(asked) : "sha256");
	if (isDigest(asked) && digest !== asked) throw new FaultError("digest-mismatch", `${what}: the bytes that came are ${digest}`);
	const claimed = response.header("docker-content-digest")?.trim();
	if (claimed !== void 0 && claimed !== digest) {
		if (!isDigest(claimed)) throw new FaultError("digest-mismatch", `${what}: its digest header holds no digest`);
		if (claimed !== digestOf(bytes, algorithmOf(claimed))) throw new FaultError("digest-mismatch", `${what}: its digest header says ${claimed}, its bytes are ${digest}`);
	}
	return {
		bytes,
		digest,
		mediaType
	};
}
// src/subjects/registry.ts
/** The files of an image, read from its registry without a daemon and without unpacking anything to disk. */
const readRegistry = (world, reference, options) => readImage(world, sourceOf(world, reference, options), options);
/** Which image a reference means now; a few small requests, no image layer. */
const resolveImage = async (world, reference, options) => (await identifyImage(sourceOf(world, reference, options), options.platform)).identity;
function sourceOf(world, reference, options) {
	const client = openRegistry(world, reference, options);
	const { tag, digest } = reference;
	return {
		reference: formatReference(reference),
		resolved: ({ manifest }) => `registry:${formatReference({
			...reference,
			tag: null,
			digest: manifest
		})}`,
		root: () => client.manifest(digest ?? tag ?? "latest"),
		tagged: tag !== null && digest !== null ? () => client.manifest(tag) : null,
		manifest: client.manifest,
		blob: client.blob,
		range: client.range
	};
}
export { resolveImage as n, readRegistry as t };
