/**
 * What a gRPC status is judged as, beside its name and number (grpc: statuscodes.md). A method that nobody mounts is
 * UNIMPLEMENTED, so that is a 404; NOT_FOUND is said by a method that was reached and looked. The others are as
 * google/rpc/code.proto maps them to HTTP.
 */
export const grpcStatuses = {
	OK: [0, 200],
	CANCELLED: [1, 499],
	UNKNOWN: [2, 500],
	INVALID_ARGUMENT: [3, 400],
	DEADLINE_EXCEEDED: [4, 504],
	NOT_FOUND: [5, 422],
	ALREADY_EXISTS: [6, 409],
	PERMISSION_DENIED: [7, 403],
	RESOURCE_EXHAUSTED: [8, 429],
	FAILED_PRECONDITION: [9, 400],
	ABORTED: [10, 409],
	OUT_OF_RANGE: [11, 400],
	UNIMPLEMENTED: [12, 404],
	INTERNAL: [13, 500],
	UNAVAILABLE: [14, 503],
	DATA_LOSS: [15, 500],
	UNAUTHENTICATED: [16, 401],
} as const satisfies Readonly<Record<string, readonly [code: number, status: number]>>;

export type GrpcStatus = keyof typeof grpcStatuses;
export const grpcStatusNames = Object.keys(grpcStatuses) as GrpcStatus[];

/** The name of a `grpc-status` as it is sent; null for what is none. */
export const grpcStatusOf = (text: string | undefined): GrpcStatus | null =>
	text === undefined || !/^(?:0|[1-9][0-9]?)$/.test(text)
		? null
		: (grpcStatusNames.find((name) => grpcStatuses[name][0] === Number(text)) ?? null);

/** What every gRPC server may be asked: it reads, and changes nothing (grpc: health-checking.md). */
export const healthCheckPath = '/grpc.health.v1.Health/Check';
