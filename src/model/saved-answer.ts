import {jsonTypes} from './config.ts';
import {sha256} from './saved-parts.ts';
import {count, list, mapping, nullable, object, oneOf, text, truth} from './shape.ts';

/** One answer of an endpoint, as saved evidence holds it. */
export const answer = object({
	status: count,
	headers: mapping(text),
	contentType: nullable(text),
	location: nullable(text),
	sha256,
	size: count,
	truncated: truth,
	decoded: nullable(object({sha256, size: count})),
	peer: nullable(text),
	version: oneOf('1.1', '2'),
	by: list(text),
	pageOf: nullable(text),
	json: nullable(list(object({type: nullable(oneOf(...jsonTypes)), equal: nullable(truth)}))),
});
