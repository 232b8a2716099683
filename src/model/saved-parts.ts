import {isDigest} from './digest.ts';
import {globProblem} from './glob.ts';
import type {Shape} from './shape.ts';
import {accepted, count, date, list, matching, object, oneOf, optional, tagged, text} from './shape.ts';

/** What saved documents have in common. */
export const glob = accepted(globProblem);
export const digest = accepted((value) => (isDigest(value) ? null : 'is no digest'));
export const sha256 = matching(/^[0-9a-f]{64}$/, 'sha256');
export const mode = matching(/^[0-7]{4}$/, 'mode');

export const fault = object({code: matching(/^[a-z0-9-]{1,64}$/, 'fault code'), detail: text});
export const gaps = list(object({path: text, fault}));
export const observation = (value: Shape): Shape =>
	tagged('status', {
		observed: object({value, at: date}),
		unavailable: object({fault, at: date}),
		skipped: object({reason: text}),
	});

export const entry: Shape = tagged('type', {
	file: object({path: text, sha256, blob: optional(text), size: count, mode}),
	symlink: object({path: text, target: text}),
	directory: object({path: text, mode}),
	device: object({path: text, kind: oneOf('character', 'block'), major: count, minor: count, mode}),
	fifo: object({path: text, mode}),
	submodule: object({path: text, commit: text}),
});
export const manifest = object({assurance: oneOf('verified', 'asserted'), entries: list(entry), gaps});
