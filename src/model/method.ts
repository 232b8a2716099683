const safe: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a request by this method asks for no change, so that it may be repeated (RFC 9110, 9.2.1). */
export const isSafe = (method: string): boolean => safe.includes(method);
