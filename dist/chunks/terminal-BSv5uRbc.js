import "./rolldown-runtime-CLxXEZnf.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { a as isUtf8, d as textOfBytes, r as bytesOfText } from "./path-DxugMXpZ.js";
import { n as lend } from "./lent-B9ZVHJoD.js";
import { appendFile, lstat, mkdir, open, readdir, readlink, rename, rm, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { BlockList, isIP } from "node:net";
import { TLSSocket, createSecureContext, getCACertificates } from "node:tls";
import { X509Certificate, randomBytes } from "node:crypto";
import { lookup } from "node:dns";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { constants } from "node:fs";
// src/faces/terminal.ts
/** Milliseconds between two progress lines where lines cannot be replaced. */
const quietInterval = 15e3;
/** Progress and logs on stderr: one line that moves in a terminal, few lines elsewhere, secrets masked in both. */
function terminalLog(stream, options) {
	const secrets = /* @__PURE__ */ new Set();
	let shown = false;
	let last = Number.NEGATIVE_INFINITY;
	const masked = (text) => {
		let safe = printable(text);
		for (const secret of secrets) safe = safe.replaceAll(secret, "***");
		return safe;
	};
	const clear = () => {
		if (shown) stream.write("\r\x1B[K");
		shown = false;
	};
	const line = (text) => {
		clear();
		stream.write(`${masked(text)}\n`);
	};
	return {
		clear,
		info: line,
		warn: (text) => line(`warning: ${text}`),
		debug: (text) => options.debug && line(`debug: ${text}`),
		progress(text) {
			if (stream.isTTY) {
				clear();
				stream.write(masked(text).slice(0, Math.max(20, (stream.columns ?? 80) - 1)));
				shown = true;
			} else if (options.now() - last >= quietInterval) {
				last = options.now();
				line(text);
			}
		},
		mask: (secret) => void (secret !== "" && secrets.add(secret))
	};
}
/** Control characters, escape codes and direction marks of foreign text made visible; line ends kept. */
const printable = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
/** Writes and waits until the stream has taken it, so that a slow reader is no reason to hold a document in memory. */
const writerTo = (stream) => (chunk) => new Promise((resolve, reject) => {
	stream.write(chunk, (error) => error ? reject(error) : resolve());
});
// src/faces/exec.ts
/** 64 MiB of standard output, unless the caller knows better. */
const defaultMaxBytes = 64 << 20;
const maxErrorText = 65536;
/** Runs what we read from: no shell, no inherited input, output capped, failure as a value. */
function nodeExec(env, signal) {
	return async (command, args, options = {}) => {
		const { execa } = await import("./execa-7AcOBMwk.js");
		const maxBytes = options.maxBytes ?? defaultMaxBytes;
		const done = await execa(command, [...args], {
			...common(env, signal, options),
			...options.input === void 0 ? { stdin: "ignore" } : { input: options.input },
			encoding: "buffer",
			maxBuffer: maxBytes,
			stripFinalNewline: false
		});
		const stderr = Buffer.from(done.stderr).subarray(0, maxErrorText).toString("utf8");
		if (done.isMaxBuffer) throw new FaultError("too-large", `${command} printed more than ${maxBytes} bytes`);
		if (done.isCanceled || signal.aborted) throw new FaultError("cancelled", `${command} was stopped`);
		if (done.timedOut) throw new FaultError("timed-out", `${command} took longer than ${options.timeout} ms`);
		if (done.exitCode === void 0) throw spawnFault(command, done.code, done.shortMessage);
		return {
			exitCode: done.exitCode,
			stdout: done.stdout,
			stderr
		};
	};
}
/** The same, with standard output as a stream that is read as fast as its reader is. */
function nodeExecStream(env, signal) {
	return (command, args, options = {}) => {
		const started = import("./execa-7AcOBMwk.js").then(({ execa }) => {
			const child = execa(command, [...args], {
				...common(env, signal, options),
				stdin: "pipe",
				encoding: "buffer",
				buffer: {
					stdout: false,
					stderr: true
				},
				maxBuffer: { stderr: maxErrorText }
			});
			child.stdin.on("error", () => {});
			return { child };
		});
		const done = started.then(async ({ child }) => {
			const end = await child;
			const stderr = Buffer.from(end.stderr ?? []).toString("utf8");
			if (signal.aborted) throw new FaultError("cancelled", `${command} was stopped`);
			if (end.timedOut) throw new FaultError("timed-out", `${command} took longer than ${options.timeout} ms`);
			if (end.exitCode === void 0 && end.signal === void 0) throw spawnFault(command, end.code, end.shortMessage);
			return {
				exitCode: end.exitCode ?? 128,
				stderr
			};
		});
		done.catch(() => {});
		async function* stdout() {
			const { child } = await started;
			for await (const chunk of child.stdout) yield chunk;
		}
		return {
			stdout: stdout(),
			async write(chunk) {
				const { child } = await started;
				if (child.stdin.write(chunk) || child.stdin.destroyed) return;
				await new Promise((resolve) => {
					const go = () => {
						child.stdin.off("drain", go).off("close", go).off("error", go);
						resolve();
					};
					child.stdin.on("drain", go).on("close", go).on("error", go);
				});
			},
			end: () => void started.then(({ child }) => child.stdin.end()),
			kill: () => void started.then(({ child }) => child.kill()),
			done
		};
	};
}
function common(env, signal, options) {
	return {
		reject: false,
		cancelSignal: signal,
		env: {
			...env,
			...options.env
		},
		extendEnv: false,
		...options.cwd === void 0 ? {} : { cwd: options.cwd },
		...options.timeout === void 0 ? {} : { timeout: options.timeout },
		windowsHide: true
	};
}
function spawnFault(command, code, message) {
	if (code === "ENOENT") return new FaultError("command-missing", `${command} is not installed, or its working directory does not exist`);
	return new FaultError("command-failed", `${command}: ${code ?? message ?? "it did not start"}`);
}
// src/faces/files.ts
/** 1 MiB: fewer, larger reads; a file's size is no reason to hold it whole. */
const chunkSize = 1 << 20;
/** The files of this machine. Names that are not UTF-8 are carried in our text form and given back as their bytes. */
function nodeFiles(cwd) {
	return {
		cwd,
		async read(path, maxBytes) {
			const file = await opened(path);
			try {
				const { size } = await file.stat();
				if (size > maxBytes) throw new FaultError("too-large", `${path} has ${size} bytes; at most ${maxBytes} are read`);
				const chunks = [];
				let total = 0;
				for (;;) {
					const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(chunkSize, maxBytes + 1)), 0, null, null);
					if (bytesRead === 0) return Buffer.concat(chunks, total);
					total += bytesRead;
					if (total > maxBytes) throw new FaultError("too-large", `${path} has more than ${maxBytes} bytes`);
					chunks.push(buffer.subarray(0, bytesRead));
				}
			} catch (error) {
				throw asFault(error, path);
			} finally {
				await file.close();
			}
		},
		async *stream(path) {
			const file = await opened(path);
			try {
				const { size } = await file.stat();
				const room = Math.max(1, Math.min(chunkSize, size + 1));
				for (;;) {
					const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(room), 0, null, null);
					if (bytesRead === 0) return;
					yield buffer.subarray(0, bytesRead);
				}
			} catch (error) {
				throw asFault(error, path);
			} finally {
				await file.close();
			}
		},
		async list(path) {
			try {
				return (await readdir(native(path), { encoding: "buffer" })).map(textOfBytes);
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async stat(path) {
			try {
				return statOf(await lstat(native(path), { bigint: true }));
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async readLink(path) {
			try {
				return textOfBytes(await readlink(native(path), { encoding: "buffer" }));
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async write(path, content) {
			const beside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.part`;
			try {
				await mkdir(dirname(path), { recursive: true });
				await writeFile(beside, content);
				await rename(beside, path);
			} catch (error) {
				await rm(beside, { force: true }).catch(() => void 0);
				throw asFault(error, path);
			}
		},
		async append(path, content) {
			try {
				await appendFile(path, content);
			} catch (error) {
				throw asFault(error, path);
			}
		},
		user: process.geteuid?.() ?? null,
		async makePrivate(path) {
			try {
				await mkdir(path, {
					recursive: true,
					mode: 448
				});
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async remove(path) {
			try {
				await rm(path, { force: true });
			} catch (error) {
				throw asFault(error, path);
			}
		},
		async touch(path) {
			try {
				const now = /* @__PURE__ */ new Date();
				await utimes(path, now, now);
			} catch (error) {
				throw asFault(error, path);
			}
		}
	};
}
const native = (path) => isUtf8(path) ? path : Buffer.from(bytesOfText(path));
/** O_NONBLOCK: opening a FIFO that nobody writes must not hang; O_NOFOLLOW is not set, for a user may name a link. */
async function opened(path) {
	try {
		const file = await open(native(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		if (!(await file.stat()).isDirectory()) return file;
		await file.close();
		throw new FaultError("file-unreadable", `${path} is a directory`);
	} catch (error) {
		throw asFault(error, path);
	}
}
function asFault(error, path) {
	if (error instanceof FaultError) return error;
	const code = error.code;
	if (code === "ENOENT") return new FaultError("file-missing", `${path} does not exist`, error);
	if (code === "ENOTDIR") return new FaultError("not-a-directory", `${path}: a part of it is no directory`, error);
	return new FaultError("file-unreadable", `${path}: ${code ?? error.message}`, error);
}
function statOf(stat) {
	const device = Number(stat.rdev);
	return {
		kind: kindOf(stat),
		size: Number(stat.size),
		mode: Number(stat.mode) & 4095,
		major: device >> 8 & 4095,
		minor: device & 255 | device >> 12 & 1048320,
		mtime: Number(stat.mtimeMs),
		links: Number(stat.nlink),
		device: String(stat.dev),
		inode: String(stat.ino),
		owner: process.geteuid === void 0 ? null : Number(stat.uid)
	};
}
function kindOf(stat) {
	if (stat.isFile()) return "file";
	if (stat.isDirectory()) return "directory";
	if (stat.isSymbolicLink()) return "symlink";
	if (stat.isFIFO()) return "fifo";
	if (stat.isSocket()) return "socket";
	return stat.isBlockDevice() ? "block" : "character";
}
// src/faces/http/address.ts
/** IPv4 networks that are not the public internet (IANA special-purpose registry), and Azure's host at 168.63.129.16. */
const special4 = [
	["0.0.0.0", 8],
	["10.0.0.0", 8],
	["100.64.0.0", 10],
	["127.0.0.0", 8],
	["168.63.129.16", 32],
	["169.254.0.0", 16],
	["172.16.0.0", 12],
	["192.0.0.0", 24],
	["192.0.2.0", 24],
	["192.88.99.0", 24],
	["192.168.0.0", 16],
	["198.18.0.0", 15],
	["198.51.100.0", 24],
	["203.0.113.0", 24],
	["224.0.0.0", 4],
	["240.0.0.0", 4]
];
/** Inside 2000::/3, the only global unicast space there is: tunnels, benchmarks and documentation. */
const special6 = [
	["2001::", 23],
	["2001:db8::", 32],
	["3fff::", 20]
];
const blocked4 = new BlockList();
for (const [network, bits] of special4) blocked4.addSubnet(network, bits, "ipv4");
const blocked6 = new BlockList();
for (const [network, bits] of special6) blocked6.addSubnet(network, bits, "ipv6");
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");
/** Whether an IP address belongs to the public internet. An IPv6 address that carries an IPv4 address is judged by that one. */
function isPublicAddress(address) {
	const family = isIP(address);
	if (family === 4) return !blocked4.check(address, "ipv4");
	if (family !== 6 || address.includes("%")) return false;
	const embedded = embedded4(wordsOf(address));
	if (embedded !== null) return !blocked4.check(embedded, "ipv4");
	return global6.check(address, "ipv6") && !blocked6.check(address, "ipv6");
}
/** The eight 16-bit words of a valid IPv6 address. */
function wordsOf(address) {
	const halves = address.split("::").map((half) => half === "" ? [] : half.split(":").flatMap((part) => {
		if (!part.includes(".")) return [Number.parseInt(part, 16)];
		const [a, b, c, d] = part.split(".").map(Number);
		return [a << 8 | b, c << 8 | d];
	}));
	const head = halves[0];
	const tail = halves[1] ?? [];
	return [
		...head,
		...new Array(8 - head.length - tail.length).fill(0),
		...tail
	];
}
/** IPv4-mapped (RFC 4291), NAT64 (RFC 6052) and 6to4 (RFC 3056) addresses reach the IPv4 address they carry. */
function embedded4(words) {
	const zero = (from, to) => words.slice(from, to).every((word) => word === 0);
	const dotted = (high, low) => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
	if (zero(0, 5) && words[5] === 65535) return dotted(words[6], words[7]);
	if (words[0] === 100 && words[1] === 65435 && zero(2, 6)) return dotted(words[6], words[7]);
	if (words[0] === 8194) return dotted(words[1], words[2]);
	return null;
}
/** What a checked lookup fails with; never a real errno. */
const refusedAddress = "DEPLOY_TRUTH_ADDRESS_REFUSED";
/**
* Resolves names for a connection and fails when any of a name's addresses is not public. The connection is made to
* what was checked, so a name that changes between check and use gains nothing.
*/
const publicLookup = (host, options, callback) => {
	lookup(host, {
		...options,
		all: true
	}, (error, found) => {
		if (error) return callback(error, []);
		const inner = found.find((entry) => !isPublicAddress(entry.address));
		if (inner !== void 0 || found.length === 0) return callback(Object.assign(/* @__PURE__ */ new Error(`${host} is ${inner?.address}`), { code: refusedAddress }), []);
		if (options.all === true) callback(null, found);
		else callback(null, found[0].address, found[0].family);
	});
};
// src/faces/http/authority.ts
const block = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g;
/**
* What a connection trusts: the system's certificates and these. Node passes over what it cannot read, and the failure
* would then blame the server, so each certificate is read first.
*
* @throws FaultError `tls-untrusted`
*/
function contextWith(ca) {
	const certificates = ca.match(block) ?? [];
	try {
		if (certificates.length === 0) throw new TypeError("no certificate");
		for (const certificate of certificates) new X509Certificate(certificate);
	} catch (error) {
		throw new FaultError("tls-untrusted", "the authority to be trusted is not given as PEM certificates", error);
	}
	return createSecureContext({ ca: [...getCACertificates("default"), ...certificates] });
}
// src/faces/http/builtin.ts
/**
* Node's HTTP clients. An `import` would read every name that they export, and one of them brings up a second client
* (fetch, WebSocket) of which nothing is used: a third of the time until the first request.
*/
const http = process.getBuiltinModule("node:http");
const https = process.getBuiltinModule("node:https");
// src/faces/http/agents.ts
/** Bytes a socket may hold before reading stops: enough that a download is not paused after every read of 64 KiB. */
const highWaterMark = 262144;
/** Milliseconds an unused connection is kept: below what servers commonly allow, so few die under us. */
const idle = 4e3;
const variables = [
	"HTTP_PROXY",
	"http_proxy",
	"HTTPS_PROXY",
	"https_proxy",
	"NO_PROXY",
	"no_proxy"
];
function agentsFor(env) {
	const agents = /* @__PURE__ */ new Map();
	const proxyEnv = Object.fromEntries(variables.flatMap((name) => env[name] === void 0 ? [] : [[name, env[name]]]));
	return (url, { publicOnly, ca }) => {
		const key = JSON.stringify([
			url.protocol,
			publicOnly,
			ca
		]);
		const present = agents.get(key);
		if (present !== void 0) return present;
		const common = {
			keepAlive: true,
			timeout: idle,
			highWaterMark,
			...publicOnly ? { lookup: publicLookup } : { proxyEnv }
		};
		const agent = url.protocol === "http:" ? new http.Agent(common) : new https.Agent({
			...common,
			...ca === null ? {} : { secureContext: contextWith(ca) }
		});
		agents.set(key, agent);
		return agent;
	};
}
/** Whether the environment sends this address through a proxy; the same variables and order as Node's own agents have. */
function isProxied(url, env) {
	const proxy = url.protocol === "https:" ? env["https_proxy"] || env["HTTPS_PROXY"] : env["http_proxy"] || env["HTTP_PROXY"];
	if (!proxy || !/^https?:\/\//.test(proxy)) return false;
	const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
	const port = url.port || (url.protocol === "https:" ? "443" : "80");
	return !(env["no_proxy"] || env["NO_PROXY"] || "").toLowerCase().split(/[\s,]+/).some((entry) => {
		if (entry === "*") return true;
		if (entry === "") return false;
		if (entry === host || entry === `${host}:${port}`) return true;
		const suffix = entry.startsWith("*.") ? entry.slice(1) : entry;
		return suffix.startsWith(".") && host.endsWith(suffix);
	});
}
// src/faces/http/timer.ts
/** What setTimeout takes; anything longer would fire at once. */
const longest = 2 ** 31 - 1;
/** A timer that can be started over cheaply and cleared more than once. */
function timerOf(milliseconds, ring) {
	const timer = setTimeout(ring, Math.min(Math.max(milliseconds, 1), longest));
	let over = false;
	return {
		again: () => {
			if (!over) timer.refresh();
		},
		clear: () => {
			over = true;
			clearTimeout(timer);
		}
	};
}
// src/faces/http/body.ts
/** Bytes waiting for the reader before the connection is told to hold on, and before it may go on. */
const most = 524288;
const few = 131072;
/**
* An answer's body as its chunks arrive. Node's own iterator joins waiting chunks into a new buffer, which costs a
* copy of a whole download; this one hands each chunk on as it is.
*/
var Body = class {
	#incoming;
	#where;
	#settled;
	#stall;
	#chunks = [];
	#head = 0;
	#waiting = 0;
	#received = 0;
	#paused = false;
	#over = false;
	#fault = null;
	#reader = null;
	/** `settled` is called once, when nothing more will come over the connection. */
	constructor(incoming, options) {
		this.#incoming = incoming;
		this.#where = options.where;
		this.#settled = options.settled;
		this.#stall = timerOf(options.stall, () => {
			if (this.#paused) this.#stall.again();
			else this.fail(new FaultError("stalled", `${this.#where}: no byte for ${options.stall} ms after ${this.#received}`));
		});
		incoming.on("data", (chunk) => this.#take(chunk));
		incoming.on("end", () => this.#end());
		incoming.on("error", () => this.fail(this.#cut()));
		incoming.on("close", () => this.#end());
	}
	#take(chunk) {
		if (this.#over) return;
		lend(chunk);
		this.#received += chunk.length;
		this.#stall.again();
		if (this.#reader !== null) {
			const { resolve } = this.#reader;
			this.#reader = null;
			resolve({
				done: false,
				value: chunk
			});
			return;
		}
		this.#chunks.push(chunk);
		this.#waiting += chunk.length;
		if (this.#waiting > most && !this.#paused) {
			this.#paused = true;
			this.#incoming.pause();
		}
	}
	#cut() {
		const stated = this.#incoming.headers["content-length"];
		return new FaultError("cut-stream", `${this.#where}: the connection closed after ${this.#received}${stated === void 0 ? "" : ` of ${stated}`} bytes`);
	}
	#end() {
		if (!this.#incoming.complete) this.fail(this.#cut());
		if (this.#over) return;
		this.#finish();
		this.#reader?.resolve({
			done: true,
			value: void 0
		});
		this.#reader = null;
	}
	#finish() {
		this.#over = true;
		this.#stall.clear();
		this.#settled();
	}
	/** Ends the body with a fault, after the chunks that came before it; only the first fault counts. */
	fail(fault) {
		if (this.#over) return;
		this.#fault = fault;
		this.#finish();
		this.#incoming.destroy();
		this.#reader?.reject(fault);
		this.#reader = null;
	}
	discard() {
		this.#chunks = [];
		this.#head = 0;
		if (!this.#over) this.fail(new FaultError("cut-stream", `${this.#where}: the rest was not wanted`));
	}
	next() {
		const chunk = this.#chunks[this.#head];
		if (chunk !== void 0) {
			this.#head++;
			this.#waiting -= chunk.length;
			if (this.#head === this.#chunks.length) {
				this.#chunks = [];
				this.#head = 0;
			}
			if (this.#paused && this.#waiting < few) {
				this.#paused = false;
				this.#stall.again();
				this.#incoming.resume();
			}
			return Promise.resolve({
				done: false,
				value: chunk
			});
		}
		if (this.#fault !== null) return Promise.reject(this.#fault);
		if (this.#over) return Promise.resolve({
			done: true,
			value: void 0
		});
		return new Promise((resolve, reject) => {
			this.#reader = {
				resolve,
				reject
			};
		});
	}
	return() {
		this.discard();
		return Promise.resolve({
			done: true,
			value: void 0
		});
	}
	[Symbol.asyncIterator]() {
		return this;
	}
};
// src/faces/http/faults.ts
/**
* A failed request as a fault. Node's own messages stay out of it where they could quote a proxy's address with its
* password; `connected` tells a connection that was never made from one that was lost.
*/
function faultOf(error, where, connected) {
	if (error instanceof FaultError) return error;
	const failure = error ?? {};
	const code = failure.code ?? failure.errors?.[0]?.code ?? "";
	const fault = (name, detail) => new FaultError(name, `${where}: ${detail}`, error);
	if (code === "DEPLOY_TRUTH_ADDRESS_REFUSED") return fault("address-refused", "its name leads to an address that is not public");
	if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_FAIL" || code === "EAI_NODATA") return fault("name-not-resolved", code === "EAI_AGAIN" ? "the name server did not answer" : "no such name");
	if (code.startsWith("ERR_PROXY")) return fault("proxy-refused", failure.statusCode === void 0 ? "the proxy did not connect" : `the proxy answered ${failure.statusCode}`);
	if (code === "HPE_HEADER_OVERFLOW") return fault("too-large", "headers of the answer are larger than 64 KiB");
	if (code.startsWith("HPE_")) return fault("unexpected-answer", `what answers does not speak HTTP (${code})`);
	if (isTls(code)) return fault("tls-untrusted", oneLine(failure.reason ?? failure.message) || code);
	if (connected || code === "ECONNRESET" || code === "EPIPE") return fault("cut-stream", `the connection closed before an answer came${code ? ` (${code})` : ""}`);
	return fault("unreachable", code === "ECONNREFUSED" ? "connection refused" : code || "no connection");
}
const isTls = (code) => /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|EPROTO$|CRL_|INVALID_CA$|INVALID_PURPOSE$|HOSTNAME_MISMATCH$|PATH_LENGTH_)/.test(code);
/** OpenSSL's messages come with file names, and a certificate's names are hostile text. */
const oneLine = (text) => text.replace(/[\x00-\x1f\x7f]+/g, " ").slice(0, 300).trim();
// src/faces/http/peer.ts
const seen = /* @__PURE__ */ new WeakMap();
/** Who answered. Behind a proxy the address is the proxy's and says nothing about the host; the certificate is the host's own. */
function peerOf(socket, proxied) {
	return {
		address: proxied ? null : socket.remoteAddress ?? null,
		port: proxied ? null : socket.remotePort ?? null,
		certificate: certificateOf(socket)
	};
}
/** Read once for a connection, whatever number of requests it serves. */
function certificateOf(socket) {
	if (!(socket instanceof TLSSocket)) return null;
	const known = seen.get(socket);
	if (known !== void 0) return known;
	const found = socket.getPeerCertificate();
	const certificate = found?.fingerprint256 === void 0 ? null : {
		subject: nameOf(found.subject),
		issuer: nameOf(found.issuer),
		fingerprint256: found.fingerprint256,
		validTo: found.valid_to,
		altNames: found.subjectaltname ?? null
	};
	seen.set(socket, certificate);
	return certificate;
}
const nameOf = (name) => Object.entries(name ?? {}).map(([key, value]) => `${key}=${Array.isArray(value) ? value.join("+") : String(value)}`).join(", ");
// src/faces/http.ts
const maxHeaderBytes = 65536;
const maxHeaders = 500;
/** Methods that may be sent again when a kept connection turns out to be closed (RFC 9110, 9.2.2). */
const repeatable = /* @__PURE__ */ new Set([
	"GET",
	"HEAD",
	"OPTIONS"
]);
/** The world's HTTP client on Node's own, with the proxy variables of `env`; `signal` ends every exchange. */
function nodeHttp(env, signal) {
	const agents = agentsFor(env);
	const running = /* @__PURE__ */ new Set();
	signal.addEventListener("abort", () => {
		for (const cancel of running) cancel();
	});
	return async (request) => {
		const url = addressOf(request.url);
		const proxied = isProxied(url, env);
		const where = `${url.hostname}:${url.port || (url.protocol === "https:" ? 443 : 80)}`;
		if (request.publicOnly) refuseInner(url, where, proxied);
		if (signal.aborted || request.signal?.aborted) throw cancelled(where);
		const exchange = {
			request,
			url,
			agents,
			proxied,
			where,
			running
		};
		for (;;) {
			const outcome = await exchangeOnce(exchange);
			if (outcome !== "kept-connection-closed") return outcome;
		}
	};
}
function addressOf(text) {
	const url = URL.parse(text);
	if (url === null || url.protocol !== "http:" && url.protocol !== "https:") throw new FaultError("address-refused", "the address is no http or https URL");
	if (url.username !== "" || url.password !== "") throw new FaultError("address-refused", `${url.host}: an address holds no user name or password`);
	return url;
}
const bare = (hostname) => hostname.replace(/^\[|\]$/g, "");
/** A literal address is never looked up, so it is judged here; URL has already brought every notation into one form. */
function refuseInner(url, where, proxied) {
	const host = bare(url.hostname);
	if (isIP(host) !== 0 && !isPublicAddress(host)) throw new FaultError("address-refused", `${where} is not a public address`);
	if (proxied) throw new FaultError("address-refused", `${where}: through a proxy nobody can tell which address is reached`);
}
const cancelled = (where) => new FaultError("cancelled", `${where}: the run was cancelled`);
function exchangeOnce(exchange) {
	const { request, where, running, proxied } = exchange;
	const { timeouts } = request;
	return new Promise((resolve, reject) => {
		let body = null;
		let connected = false;
		const sent = start(exchange);
		const fail = (fault) => {
			if (body !== null) {
				body.fail(fault);
				return;
			}
			settle();
			sent.destroy();
			reject(fault);
		};
		const cancel = () => fail(cancelled(where));
		const late = (what, limit) => () => fail(new FaultError("timed-out", `${where}: ${what} within ${limit} ms`));
		const connecting = timerOf(timeouts.connect, late("no connection", timeouts.connect));
		const whole = timerOf(timeouts.request, late("not finished", timeouts.request));
		let answering = null;
		running.add(cancel);
		request.signal?.addEventListener("abort", cancel);
		const settle = () => {
			connecting.clear();
			answering?.clear();
			whole.clear();
			running.delete(cancel);
			request.signal?.removeEventListener("abort", cancel);
		};
		whenConnected(sent, () => {
			connected = true;
			connecting.clear();
			answering ??= timerOf(timeouts.answer, late("no answer", timeouts.answer));
		});
		sent.on("error", (error) => {
			if (body !== null) {
				body.fail(new FaultError("cut-stream", `${where}: ${error.code ?? "connection lost"}`));
				return;
			}
			if (!(sent.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE")) || !repeatable.has(request.method)) return fail(faultOf(error, where, connected));
			settle();
			resolve("kept-connection-closed");
		});
		sent.on("close", () => {
			if (body === null) fail(faultOf(null, where, connected));
		});
		sent.on("upgrade", (_head, socket) => {
			socket.destroy();
			fail(new FaultError("unexpected-answer", `${where} wants to change the protocol`));
		});
		sent.on("response", (incoming) => {
			answering?.clear();
			connecting.clear();
			body = new Body(incoming, {
				where,
				stall: timeouts.stall,
				settled: settle
			});
			const refusal = refusalOf(incoming, where, proxied);
			if (refusal === null) return resolve(responseOf(incoming, body, proxied));
			body.fail(refusal);
			reject(refusal);
		});
		sent.end(request.body);
	});
}
function start({ request, url, agents, where }) {
	const { method, body } = request;
	if (!/^[A-Z][A-Z0-9!#$%&'*+.^_`|~-]*$/.test(method) || method === "CONNECT") throw new FaultError("internal-error", `${where}: this method cannot be sent`);
	const headers = headersOf(request.headers ?? [], where);
	if (body !== void 0 && !Object.keys(headers).some((name) => name.toLowerCase() === "content-length")) headers["Content-Length"] = String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
	const publicOnly = request.publicOnly ?? false;
	try {
		const sent = (url.protocol === "https:" ? https.request : http.request)({
			method,
			agent: agents(url, {
				publicOnly,
				ca: request.ca ?? null
			}),
			protocol: url.protocol,
			host: bare(url.hostname),
			...url.port === "" ? {} : { port: url.port },
			path: `${url.pathname}${url.search}`,
			headers,
			maxHeaderSize: maxHeaderBytes
		});
		sent.maxHeadersCount = 501;
		return sent;
	} catch (error) {
		throw faultOf(error, where, false);
	}
}
/** Names and values as written, in order; a name that comes twice is sent twice. */
function headersOf(pairs, where) {
	const headers = Object.create(null);
	for (const [name, value] of pairs) {
		try {
			http.validateHeaderName(name);
			http.validateHeaderValue(name, value);
		} catch (error) {
			throw new FaultError("internal-error", `${where}: ${error.code === "ERR_INVALID_CHAR" ? `the value of header ${name} holds a character no header may hold` : "a header has an impossible name"}`);
		}
		const present = headers[name];
		headers[name] = present === void 0 ? value : [...typeof present === "string" ? [present] : present, value];
	}
	return headers;
}
/** Calls back when the request may travel: for https that is after the handshake. */
function whenConnected(sent, then) {
	sent.on("socket", (socket) => {
		if (sent.reusedSocket) then();
		else if (socket.encrypted && socket.secureConnecting !== false) socket.once("secureConnect", then);
		else if (socket.connecting) socket.once("connect", then);
		else then();
	});
}
function refusalOf(incoming, where, proxied) {
	if (incoming.rawHeaders.length / 2 > maxHeaders) return new FaultError("too-large", `${where}: more than ${maxHeaders} headers`);
	if (proxied && incoming.statusCode === 407) return new FaultError("proxy-refused", `${where}: the proxy asks for credentials`);
	return null;
}
function responseOf(incoming, body, proxied) {
	const rawHeaders = [];
	for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) rawHeaders.push([incoming.rawHeaders[i], incoming.rawHeaders[i + 1]]);
	return {
		status: incoming.statusCode,
		rawHeaders,
		header: (name) => rawHeaders.find(([present]) => present.toLowerCase() === name)?.[1] ?? null,
		body,
		discard: () => body.discard(),
		peer: peerOf(incoming.socket, proxied)
	};
}
// src/faces/world.ts
/** The world as Node gives it. What a face adds: where lines go, who speaks to GitHub, what cancels the run. */
function nodeWorld(face) {
	setFlagsFromString("--semi-space-growth-factor=1");
	const { log, signal, env, cwd, github } = face;
	return {
		http: nodeHttp(env, signal),
		exec: nodeExec(env, signal),
		execStream: nodeExecStream(env, signal),
		files: nodeFiles(cwd),
		async *stdin() {
			yield* (await import("./stdin-CPXaHqOg.js")).standardInput(signal);
		},
		async resolve(host) {
			const { lookup } = await import("node:dns/promises");
			try {
				return (await lookup(host, {
					all: true,
					verbatim: true
				})).map((found) => found.address);
			} catch (error) {
				throw new FaultError("name-not-resolved", `${host}: ${error.code ?? "no answer"}`, error);
			}
		},
		github,
		env,
		random: (bytes) => randomBytes(bytes),
		now: Date.now,
		async sleep(milliseconds) {
			try {
				await setTimeout$1(milliseconds, void 0, { signal });
			} catch (error) {
				throw new FaultError("cancelled", "the run was cancelled while it waited", error);
			}
		},
		log,
		signal
	};
}
// src/faces/commands/terminal.ts
/** What scripts may rely on. */
const exitCodes = {
	ok: 0,
	drift: 1,
	usage: 2,
	inconclusive: 3,
	internal: 4
};
async function openTerminal(signal) {
	const { env } = process;
	const log = terminalLog(process.stderr, {
		debug: Boolean(env["DEPLOY_TRUTH_DEBUG"]),
		now: Date.now
	});
	return {
		world: nodeWorld({
			log,
			signal,
			env,
			cwd: process.cwd(),
			github: null
		}),
		out: writerTo(process.stdout),
		problem: (text) => {
			log.clear();
			process.stderr.write(`${printable(text).replace(/\n?$/, "\n")}`);
		},
		color: wantsColor(env, process.stdout.isTTY === true),
		width: process.stdout.columns ?? 100,
		clear: log.clear
	};
}
/** https://no-color.org and FORCE_COLOR; a terminal otherwise. */
const wantsColor = (env, terminal) => env["NO_COLOR"] ? false : env["FORCE_COLOR"] ? env["FORCE_COLOR"] !== "0" : terminal && env["TERM"] !== "dumb";
/** The worst of several services: drift before inconclusive before live. */
function exitCodeOf(statuses) {
	if (statuses.includes("drift")) return exitCodes.drift;
	return statuses.includes("inconclusive") || statuses.length === 0 ? exitCodes.inconclusive : exitCodes.ok;
}
export { nodeWorld as i, exitCodes as n, openTerminal as r, exitCodeOf as t };
