import "./rolldown-runtime-CLxXEZnf.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { n as sameAfterReading, r as sameImage, t as readImageId } from "./image-digests-DzhFCzev.js";
import { n as parseReference } from "./reference-DzmDWWUm.js";
import { b as unknownDigests, f as otherDigests, r as stepOf } from "./image-layer-BSy9oGjG.js";
import { t as formatPlatform } from "./platform-DMQ40O5x.js";
import { r as cut, u as visible } from "./escape-BYQFyVyE.js";
import { t as readSubject } from "./read-DkYShaWF.js";
import { n as readingOf, t as complainAbout } from "./reading-Dhg2FFR8.js";
import { n as exitCodes } from "./terminal-BSv5uRbc.js";
// src/report/image-digests.ts
const digestsSchema = "deploy-truth/digests/v1";
function digestsJson({ subject, image, base, asked }) {
	const { reference, platform, index, manifest, config, members } = image;
	const layers = image.layers.map(({ digest, diffId, size, mediaType, createdBy }, at) => {
		const fromBase = base === null || base.moved && base.layers === 0 ? null : at < base.layers;
		return {
			digest,
			diffId,
			size,
			mediaType,
			step: stepOf(createdBy)?.toWellFormed() ?? null,
			base: fromBase
		};
	});
	const is = asked.map(({ id, answer }) => ({
		id,
		...answer
	}));
	const names = {
		index,
		manifest,
		config
	};
	const head = {
		schema: digestsSchema,
		subject: subject.toWellFormed(),
		reference: reference.toWellFormed(),
		platform
	};
	return `${JSON.stringify({
		...head,
		...names,
		members,
		layers,
		base,
		is
	}, null, 2)}\n`;
}
/** The containment as a tree, then one line for each question. */
function digestsTerminal({ subject, image, base, asked }) {
	const lines = [shown(subject), ...tree(image, base)];
	if (base !== null) {
		const where = base.moved ? "the image does not begin with the image layers it leads to now" : `image layers 1 to ${base.layers}`;
		lines.push("", `base ${shown(base.reference)}: ${base.layers === 0 && !base.moved ? "no image layers" : where}`);
	}
	if (asked.length > 0) lines.push("");
	for (const { id, answer } of asked) lines.push(`${shown(id)}: ${words(answer)}`);
	return `${lines.join("\n")}\n`;
}
const shown = (text) => visible(cut(text, 300));
const bytes = (size) => `${size.toLocaleString("en-US")} bytes`;
function tree(image, base) {
	const lines = [];
	const own = (indent) => {
		const below = image.manifest === null ? indent : `${indent}  `;
		const platform = formatPlatform(image.platform);
		if (image.manifest !== null) lines.push(`${indent}image manifest  ${image.manifest}  ${platform}  (this image)`);
		lines.push(`${below}config          ${image.config}  (the image ID)${image.manifest === null ? `  ${platform}` : ""}`);
		for (const [at, layer] of image.layers.entries()) {
			const step = stepOf(layer.createdBy);
			const mark = base !== null && at < base.layers ? "  (base)" : "";
			lines.push(`${below}image layer ${at + 1}   ${layer.digest}  ${bytes(layer.size)}${mark}`);
			if (layer.diffId !== null) lines.push(`${below}  diff ID       ${layer.diffId}`);
			if (step !== null) lines.push(`${below}  step          ${shown(step)}`);
		}
	};
	if (image.index === null) {
		own("  ");
		return lines;
	}
	lines.push(`  index           ${image.index}`);
	const depth = /* @__PURE__ */ new Map([[image.index, 2]]);
	for (const member of image.members) {
		const level = depth.get(member.within) ?? 2;
		const indent = "  ".repeat(level);
		if (member.kind === "index") depth.set(member.digest, level + 1);
		if (member.digest === image.manifest) own(indent);
		else lines.push(`${indent}${memberWords(member)}`);
	}
	return lines;
}
const kinds = {
	image: "image manifest",
	index: "index         ",
	companion: "companion     "
};
function memberWords({ kind, digest, platform, size }) {
	const runs = platform === null || kind === "companion" ? "" : `  ${shown(formatPlatform(platform))}`;
	return `${kinds[kind]}  ${digest}${runs}  ${bytes(size)}`;
}
function words(answer) {
	if (answer.status === "unknown") return `not provable: ${unknownDigests[answer.kind]}`;
	const digits = answer.whole ? "" : ", by its first digits";
	if (answer.status === "another") {
		const runs = answer.platform === null ? "" : ` (${shown(formatPlatform(answer.platform))})`;
		return `not this image: ${otherDigests[answer.kind]}${runs}${digits}`;
	}
	return `this image, proven: ${answer.path.map(({ kind, digest }) => `${kind} ${digest}`).join(" > ")}${answer.platforms > 1 ? `; one of ${answer.platforms} images of that index` : ""}${digits}`;
}
// src/faces/commands/digests.ts
/** Which digest of an image is which. With `is`: 0 where each was proven to name it, 1 where one names another, else 3. */
async function runDigests(world, out, text, args) {
	const asked = await readingOf(world, [text], args);
	const ids = args.is ?? [];
	const malformed = ids.filter((id) => readImageId(id) === "no-id");
	const problems = [..."problems" in asked ? asked.problems : [], ...malformed.map((id) => `--is ${id}: no digest or ID of an image (12 hex digits at least)`)];
	if ("problems" in asked || problems.length > 0) {
		complainAbout(world, problems);
		return exitCodes.usage;
	}
	const subject = asked.subjects[0];
	if (subject.kind === "dir" || subject.kind === "git" || subject.kind === "file") {
		complainAbout(world, [`${subject.kind}: is no image, so it has no digests of one`]);
		return exitCodes.usage;
	}
	const { name, image } = await identityOf(world, subject, asked.options);
	const answers = [];
	for (const id of ids) answers.push({
		id,
		answer: await answerTo(world, subject, image, id, asked.options)
	});
	const document = {
		subject: name,
		image,
		base: await baseOf(world, subject, image, asked.options),
		asked: answers
	};
	await out(args.format === "json" ? digestsJson(document) : digestsTerminal(document));
	const statuses = answers.map(({ answer }) => answer.status);
	if (statuses.includes("another")) return exitCodes.drift;
	return statuses.includes("unknown") ? exitCodes.inconclusive : exitCodes.ok;
}
/** Of a registry only manifests and configuration are fetched; elsewhere no path is asked for, so no file matters. */
async function identityOf(world, subject, options) {
	if (subject.kind === "registry") {
		const { resolveImage } = await import("./registry-C4A5y8tx.js");
		const image = await resolveImage(world, subject.reference, options);
		return {
			name: `registry:${image.reference}`,
			image
		};
	}
	const read = await readSubject(world, subject, {
		...options,
		only: /* @__PURE__ */ new Set()
	});
	if (read.image === null) throw new FaultError("invalid-manifest", `${read.subject} is no image`);
	return {
		name: read.subject,
		image: read.image
	};
}
/** A digest that nothing read so far holds may be another index over the same image: its registry knows. */
async function answerTo(world, subject, image, id, options) {
	const known = sameImage(image, id);
	const parsed = readImageId(id);
	if (known.status !== "unknown" || known.kind !== "not-read" || typeof parsed === "string") return known;
	if (subject.kind !== "registry" || !parsed.whole) return known;
	const { resolveImage } = await import("./registry-C4A5y8tx.js");
	const digest = `${parsed.algorithm ?? "sha256"}:${parsed.hex}`;
	try {
		const read = await resolveImage(world, {
			...subject.reference,
			tag: null,
			digest
		}, {
			...options,
			platform: image.platform
		});
		return sameAfterReading(image, read, id);
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === "cancelled") throw error;
		if (error.fault.code !== "not-found") world.log.warn(`${error.fault.code}: ${error.fault.detail}`);
		return known;
	}
}
/** Only in the image's own registry: what it says of itself sends nobody elsewhere. */
async function baseOf(world, subject, image, options) {
	if (subject.kind !== "registry" || image.builtOn === null) return null;
	const reference = parseReference(image.builtOn.name);
	if (typeof reference === "string" || reference.registry !== subject.reference.registry) return null;
	const { compareBase } = await import("./base-CalZnUvI.js");
	try {
		const { reference: name, layers, moved } = await compareBase(world, image, reference, image.builtOn.digest, options);
		return {
			reference: name,
			layers,
			moved
		};
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === "cancelled") throw error;
		world.log.warn(`base ${image.builtOn.name}: ${error.fault.code}: ${error.fault.detail}`);
		return null;
	}
}
export { runDigests };
