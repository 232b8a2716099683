import {createPrivateKey, generateKeyPairSync, randomBytes, sign} from 'node:crypto';
import {isIP} from 'node:net';

/** A certificate that vouches for itself and for the names given, made for one test; Node itself writes none. */
export function selfSigned(
	names: readonly string[],
	valid: {from: string; until: string} = {from: '20200101000000Z', until: '20991231235959Z'},
): {key: string; cert: string} {
	const {publicKey, privateKey} = generateKeyPairSync('ec', {
		namedCurve: 'P-256',
		publicKeyEncoding: {type: 'spki', format: 'der'},
		privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
	});
	const ecdsaWithSha256 = sequence(oid([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
	const commonName = sequence(der(0x31, sequence(oid([0x55, 0x04, 0x03]), der(0x0c, Buffer.from(names[0]!)))));
	const alternatives = sequence(
		...names.map((name) =>
			isIP(name) === 4 ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name)),
		),
	);
	const extensions = sequence(
		sequence(oid([0x55, 0x1d, 0x11]), der(0x04, alternatives)),
		// It is its own authority.
		sequence(oid([0x55, 0x1d, 0x13]), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
	);
	const body = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
		ecdsaWithSha256,
		commonName,
		sequence(time(valid.from), time(valid.until)),
		commonName,
		publicKey,
		der(0xa3, extensions),
	);
	const signature = sign('sha256', body, createPrivateKey(privateKey));
	const certificate = sequence(body, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
	const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n').trim();
	return {key: privateKey, cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`};
}

/** One element of X.690's distinguished encoding. */
function der(tag: number, content: Buffer): Buffer {
	const size = content.length;
	const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
	return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const oid = (bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes));
const time = (text: string): Buffer => der(0x18, Buffer.from(text));
