import type {Fault} from '../model/fault.ts';

/** An IPv6 address seen from a machine that has no IPv6: nothing is known of it, and nothing is wrong with it. */
export const isOfNoWay = (address: string, {detail}: Fault): boolean =>
	address.includes(':') && /\b(?:ENETUNREACH|EADDRNOTAVAIL|EAFNOSUPPORT)\b/.test(detail);
