const block = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]*-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** The certificates in a text, each with its own marks (RFC 7468, and OpenSSL's `TRUSTED`); whether they can be read is not asked. */
export const pemCertificates = (text: string): readonly string[] => text.match(block) ?? [];
