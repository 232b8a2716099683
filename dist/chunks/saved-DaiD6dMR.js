import { a as evidenceSchema, g as layerNames, h as historyOf } from "./run-AJnrztpi.js";
import { r as isDigest } from "./digest-Dut7F2MX.js";
import { n as globProblem } from "./glob-DHbSz5FZ.js";
import { n as modesPolicies } from "./manifest-npbKwqet.js";
// src/model/shape.ts
const no = (fits, what) => (value, place) => fits(value) ? null : `'${place}' is no ${what}`;
const text = no((value) => typeof value === "string", "text");
const truth = no((value) => typeof value === "boolean", "true or false");
const count = no((value) => Number.isSafeInteger(value) && value >= 0, "whole number from 0");
const date = no((value) => typeof value === "string" && !Number.isNaN(Date.parse(value)), "date");
const url = no((value) => typeof value === "string" && URL.canParse(value), "URL");
const matching = (form, what) => no((value) => typeof value === "string" && form.test(value), what);
const oneOf = (...words) => no((value) => typeof value === "string" && words.includes(value), `word of ${words.join(", ")}`);
/** A text for which `problem` is null. */
const accepted = (problem) => (value, place) => {
	const wrong = typeof value === "string" ? problem(value) : "is no text";
	return wrong === null ? null : `'${place}' ${wrong}`;
};
const nullable = (shape) => (value, place) => value === null ? null : shape(value, place);
const optional = (shape) => (value, place) => value === void 0 ? null : shape(value, place);
const list = (shape) => (value, place) => {
	if (!Array.isArray(value)) return `'${place}' is no list`;
	for (let at = 0; at < value.length; at++) {
		const wrong = shape(value[at], `${place}[${at}]`);
		if (wrong !== null) return wrong;
	}
	return null;
};
/** An object with these members; others may stand beside them. */
const object = (members) => {
	const entries = Object.entries(members);
	return (value, place) => {
		if (!isObject(value)) return `'${place}' is no object`;
		for (const [name, shape] of entries) {
			const wrong = shape(Object.hasOwn(value, name) ? value[name] : void 0, `${place}.${name}`);
			if (wrong !== null) return wrong;
		}
		return null;
	};
};
/** An object from any names to values of one shape. */
const mapping = (shape) => (value, place) => {
	if (!isObject(value)) return `'${place}' is no object`;
	for (const member of Object.values(value)) {
		const wrong = shape(member, `${place}.*`);
		if (wrong !== null) return wrong;
	}
	return null;
};
/** An object whose member `tag` says which of the shapes it has. */
const tagged = (tag, shapes) => (value, place) => {
	const word = isObject(value) && Object.hasOwn(value, tag) ? value[tag] : void 0;
	if (typeof word !== "string" || !Object.hasOwn(shapes, word)) return `'${place}.${tag}' is no word of ${Object.keys(shapes).join(", ")}`;
	return shapes[word](value, place);
};
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
// src/model/saved-shape.ts
const glob = accepted(globProblem);
const digest = accepted((value) => isDigest(value) ? null : "is no digest");
const sha256 = matching(/^[0-9a-f]{64}$/, "sha256");
const mode = matching(/^[0-7]{4}$/, "mode");
const fault = object({
	code: matching(/^[a-z0-9-]{1,64}$/, "fault code"),
	detail: text
});
const gaps = list(object({
	path: text,
	fault
}));
const observation = (value) => tagged("status", {
	observed: object({
		value,
		at: date
	}),
	unavailable: object({
		fault,
		at: date
	}),
	skipped: object({ reason: text })
});
const platform = object({
	os: text,
	architecture: text,
	variant: optional(text)
});
const header = object({
	name: text,
	value: (value, place) => object({ literal: text })(value, place) === null ? null : object({
		env: text,
		prefix: text
	})(value, place)
});
const probe = {
	name: text,
	method: text,
	url,
	expect: nullable(list(count)),
	headers: list(header),
	contentType: nullable(text),
	control: truth
};
const service = object({
	service: text,
	environment: text,
	commit: nullable(text),
	image: nullable(object({
		reference: text,
		platform: nullable(platform),
		plainHttp: truth,
		credentials: nullable(object({
			username: text,
			passwordVariable: text
		})),
		baseline: nullable(text),
		base: nullable(text),
		assurance: oneOf("verified", "any"),
		ca: nullable(text)
	})),
	files: list(object({
		from: text,
		to: nullable(text),
		kind: oneOf("artifact", "source"),
		ignore: list(glob),
		modes: oneOf(...modesPolicies),
		extra: oneOf("drift", "note", "ignore")
	})),
	expect: list(object({
		files: glob,
		contains: list(text)
	})),
	probes: list(object(probe)),
	live: nullable(object({
		base: url,
		root: nullable(text),
		paths: list(text),
		page: nullable(text)
	})),
	version: nullable(object({
		url,
		field: nullable(text)
	})),
	accept: list(oneOf("self-reported")),
	wait: nullable(object({
		deadline: count,
		interval: count,
		rounds: count
	})),
	timeouts: object({
		connect: count,
		answer: count,
		stall: count,
		request: count
	})
});
const planShape = object({
	service,
	target: object({
		revision: text,
		repository: nullable(text),
		pullRequest: nullable(object({
			number: count,
			title: nullable(text),
			head: nullable(text),
			base: nullable(text)
		})),
		event: nullable(text),
		run: nullable(object({
			id: text,
			number: count,
			url: nullable(text)
		}))
	}),
	trust: oneOf("trusted", "untrusted"),
	secrets: list(object({
		variable: text,
		host: text
	})),
	skipped: object(Object.fromEntries(layerNames.map((name) => [name, optional(oneOf("not-configured"))]))),
	probes: list(object({
		...probe,
		controlUrl: nullable(url)
	}))
});
const entry = tagged("type", {
	file: object({
		path: text,
		sha256,
		blob: optional(text),
		size: count,
		mode
	}),
	symlink: object({
		path: text,
		target: text
	}),
	directory: object({
		path: text,
		mode
	}),
	device: object({
		path: text,
		kind: oneOf("character", "block"),
		major: count,
		minor: count,
		mode
	}),
	fifo: object({
		path: text,
		mode
	}),
	submodule: object({
		path: text,
		commit: text
	})
});
const manifest = object({
	assurance: oneOf("verified", "asserted"),
	entries: list(entry),
	gaps
});
const markers = list(object({
	matched: list(text),
	lacking: nullable(list(object({
		path: text,
		text
	})))
}));
const answer = object({
	status: count,
	headers: mapping(text),
	contentType: nullable(text),
	location: nullable(text),
	sha256,
	size: count,
	truncated: truth,
	peer: nullable(text)
});
const pullRequest = object({
	number: count,
	title: text,
	head: nullable(text),
	base: nullable(text),
	contained: oneOf("ancestor", "same-tree", "same-files", "merged-as", "no", "unknown"),
	changed: list(object({
		path: text,
		change: oneOf("added", "modified", "deleted", "renamed", "type"),
		inCommit: oneOf("present", "other", "absent", "unknown")
	}))
});
const commit = object({
	sha: text,
	tree: text,
	parents: list(text),
	subject: text,
	shallow: truth,
	workspace: nullable(object({
		head: text,
		tree: text,
		dirty: truth
	})),
	pullRequest: observation(pullRequest),
	newTexts: list(text)
});
const artifact = object({
	from: text,
	origin: tagged("kind", {
		directory: object({}),
		record: object({
			commit: text,
			tree: nullable(text),
			dirty: truth,
			recordedAt: date
		}),
		commit: object({ commit: text })
	}),
	manifest,
	ignored: count,
	markers
});
const image = object({
	reference: text,
	index: nullable(digest),
	manifest: digest,
	config: digest,
	platform,
	labels: mapping(text),
	created: nullable(text),
	layers: list(object({
		digest,
		diffId: nullable(digest),
		size: count,
		mediaType: text,
		createdBy: nullable(text)
	})),
	members: list(object({
		digest,
		kind: oneOf("image", "index", "companion"),
		platform: nullable(platform),
		size: count,
		within: digest
	})),
	placements: list(tagged("status", {
		placed: object({
			to: text,
			inferred: nullable(object({
				byContent: count,
				byPath: count,
				of: count
			})),
			manifest
		}),
		absent: object({ to: text }),
		"not-found": object({ candidates: list(text) }),
		ambiguous: object({ candidates: list(text) }),
		"no-artifact": object({})
	})),
	markers,
	newSinceBaseline: nullable(list(text)),
	base: nullable(object({
		reference: text,
		manifest: digest,
		layers: count,
		moved: truth,
		statedBy: oneOf("configuration", "image")
	})),
	baseFault: nullable(fault),
	layersLeft: count,
	tagMovedTo: nullable(digest),
	gaps,
	oddities: list(object({
		path: text,
		code: text
	}))
});
const live = object({
	page: observation(object({
		url,
		assets: list(text),
		truncated: truth
	})),
	files: list(object({
		url,
		path: text,
		answer: observation(answer),
		expected: list(object({
			path: text,
			sha256,
			size: count
		}))
	})),
	markers
});
const evidenceShape = object({
	commit: observation(commit),
	artifacts: list(observation(artifact)),
	image: observation(image),
	probes: list(object({
		name: text,
		answer: observation(answer),
		control: observation(answer)
	})),
	live: observation(live),
	version: observation(object({
		url,
		commit: text
	})),
	history: observation((value, place) => value === null || historyOf(value) !== null ? null : `'${place}' is no history`)
});
// src/model/saved.ts
/** Deepest nesting a run writes is below 20; hostile documents go further. */
const maxDepth = 64;
/** Reads what `verify --evidence` wrote; a string says why it is not that. Judging it needs no trust in who wrote it. */
function decodeSavedEvidence(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return `not JSON: ${error.message}`;
	}
	if (!isObject(value)) return `a JSON object with the schema ${evidenceSchema} is accepted`;
	if (value["schema"] !== "deploy-truth/evidence/v1") return `its schema is ${JSON.stringify(value["schema"] ?? null)}; ${JSON.stringify(evidenceSchema)} is accepted: write it with 'deploy-truth verify --evidence FILE'`;
	if (depthExceeds(value, maxDepth)) return `nested deeper than ${maxDepth} levels`;
	const { plan, evidence } = value;
	return planShape(plan, "plan") ?? evidenceShape(evidence, "evidence") ?? uneven(value) ?? value;
}
/** The judge walks plan and evidence side by side: an observation left out must not look like one that was not asked for. */
function uneven({ plan, evidence }) {
	const { files, expect } = plan.service;
	const { artifacts, image, live, probes } = evidence;
	const differs = (asked, many, seen, held) => many === held.length ? null : `${asked} has ${many} and ${seen} ${held.length} members`;
	const expected = "plan.service.expect";
	return differs("plan.probes", plan.probes.length, "evidence.probes", probes) ?? differs("plan.service.probes", plan.service.probes.length, "plan.probes", plan.probes) ?? differs("plan.service.files", files.length, "evidence.artifacts", artifacts) ?? artifacts.map((artifact, at) => artifact.status === "observed" ? differs(expected, expect.length, `evidence.artifacts[${at}].value.markers`, artifact.value.markers) : null).find((problem) => problem !== null) ?? (image.status === "observed" ? differs("plan.service.files", files.length, "evidence.image.value.placements", image.value.placements) ?? differs(expected, expect.length, "evidence.image.value.markers", image.value.markers) : null) ?? (live.status === "observed" ? differs(expected, expect.length, "evidence.live.value.markers", live.value.markers) : null);
}
function depthExceeds(value, left) {
	if (typeof value !== "object" || value === null) return false;
	return left === 0 || Object.values(value).some((member) => depthExceeds(member, left - 1));
}
export { decodeSavedEvidence as t };
