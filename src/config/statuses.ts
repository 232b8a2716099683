import type {CredentialKind} from '../model/config.ts';
import {type GrpcStatus, grpcStatuses} from '../model/grpc.ts';
import {mappingOf} from './stated.ts';

type One = number | string;
type Statuses = One | readonly One[];
type ByCredentials = Readonly<Partial<Record<CredentialKind, Statuses | undefined>>>;

/** Whether it says what is right for each kind of credentials, rather than for all. */
export const isByCredentials = (expect: unknown): expect is ByCredentials => mappingOf(expect) !== null;

/** Sorted, each once; `2xx` stands for all hundred, a name of gRPC for the status it is judged as. */
export function statusesOf(stated: Statuses): readonly number[] {
	const codes = (Array.isArray(stated) ? (stated as readonly One[]) : [stated as One]).flatMap((one) => {
		if (typeof one === 'number') return [one];
		if (Object.hasOwn(grpcStatuses, one)) return [grpcStatuses[one as GrpcStatus][1]];
		const first = Number(one[0]) * 100;
		return Array.from({length: 100}, (_, index) => first + index);
	});
	return [...new Set(codes)].sort((a, b) => a - b);
}
