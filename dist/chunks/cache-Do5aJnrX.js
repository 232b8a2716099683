import { t as version } from "./version-BfRuG1U_.js";
import { isAbsolute, join, resolve } from "node:path";
// src/faces/commands/cache.ts
/**
* The option, else the environment, else the user's cache directory; null: nothing is kept. A CI job starts with
* nothing in that directory, so none is used there unasked; one that is asked for came out of a cache that other jobs
* may write, and only a secret tells what is ours.
*/
function cachePlace(env, cwd, option, platform = process.platform) {
	const stated = option ?? set(env["DEPLOY_TRUTH_CACHE"]);
	if (stated === "none") return null;
	const secret = set(env["DEPLOY_TRUTH_CACHE_SECRET"]) ?? null;
	const shared = set(env["CI"]) !== void 0 && env["CI"] !== "false";
	if (stated !== void 0) return {
		directory: resolve(cwd, stated),
		secret,
		shared,
		asked: true
	};
	if (shared && secret === null) return null;
	const caches = userCaches(env, platform);
	return caches === null ? null : {
		directory: join(caches, "deploy-truth"),
		secret,
		shared,
		asked: secret !== null
	};
}
/** The XDG Base Directory Specification has relative paths ignored. */
function userCaches(env, platform) {
	const xdg = set(env["XDG_CACHE_HOME"]);
	if (xdg !== void 0 && isAbsolute(xdg)) return xdg;
	if (platform === "win32") return set(env["LOCALAPPDATA"]) ?? null;
	const home = set(env["HOME"]);
	if (home === void 0 || !isAbsolute(home)) return null;
	return platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
const set = (value) => value === "" ? void 0 : value;
/** The listings kept between runs, opened when the first image layer is asked for; null: none are. */
function layersBetweenRuns(world, option) {
	const place = cachePlace(world.env, world.files.cwd, option);
	if (place === null) return null;
	const { asked, ...where } = place;
	const quiet = asked ? world : {
		...world,
		log: {
			...world.log,
			warn: world.log.debug
		}
	};
	let opened = null;
	const store = () => opened ??= import("./kept-layers-kpSHtabx.js").then(({ keptLayers }) => keptLayers(quiet, {
		...where,
		tool: `deploy-truth/${version()}`
	}));
	return {
		get: async (key) => (await store()).get(key),
		put: async (key, kept) => (await store()).put(key, kept)
	};
}
export { layersBetweenRuns as t };
