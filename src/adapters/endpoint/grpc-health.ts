/** Of `grpc.health.v1.HealthCheckResponse.ServingStatus`, by number. */
const servingStatuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
export type ServingStatus = (typeof servingStatuses)[number];

/** Bytes that are read of an answer: it holds one number. */
export const healthBytes = 1_024;
/** A flag and four bytes of length stand before a message (grpc: PROTOCOL-HTTP2.md). */
const frame = 5;
/** Wire types of protobuf: how much follows a field's tag. */
const wire = {varint: 0, eight: 1, sized: 2, four: 5};

/**
 * What the answer to a health check says: field 1 of its message, which is left out where it is 0 (UNKNOWN). Null where
 * it is not one whole message that is not compressed, or names a status that there is not.
 */
export function healthOf(body: Uint8Array): ServingStatus | null {
	if (body.length < frame || body[0] !== 0) return null;
	const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
	const size = view.getUint32(1);
	if (size > body.length - frame) return null;
	const status = firstField(body.subarray(frame, frame + size));
	return status === null ? null : (servingStatuses[status] ?? null);
}

/** Field 1 as a number, the last where it stands there several times; 0 where it is not there. Null: no valid message. */
function firstField(message: Uint8Array): number | null {
	let value = 0;
	let at = 0;
	const varint = (): number | null => {
		let number = 0;
		for (let shift = 0; shift < 10; shift++) {
			const byte = message[at++];
			if (byte === undefined) return null;
			number += (byte & 0x7f) * 2 ** (7 * shift);
			if (byte < 0x80) return number;
		}
		return null;
	};
	while (at < message.length) {
		const tag = varint();
		if (tag === null || tag < 8) return null;
		const type = tag % 8;
		if (type === wire.eight) at += 8;
		else if (type === wire.four) at += 4;
		else if (type === wire.varint || type === wire.sized) {
			const number = varint();
			if (number === null) return null;
			if (type === wire.sized) at += number;
			else if (tag === 8) value = number;
		} else return null;
	}
	return at === message.length ? value : null;
}
