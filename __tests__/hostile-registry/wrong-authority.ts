import type {RegistryAuth} from '../fakes/registry.ts';
import type {Case} from './cases.ts';
import {big, index} from './images.ts';
import {password, type Stage, username} from './stage.ts';
import {tag} from './wrong-bytes.ts';

const layer: string = big.descriptor.digest;
const bearer = {mode: 'bearer', username, password} as const;
const realm = (address: string): Pick<Case, 'auth'> => ({auth: {...bearer, realm: address}});
const token = (answer: NonNullable<Extract<RegistryAuth, {mode: 'bearer'}>['answer']>): Pick<Case, 'auth'> => ({
	auth: {...bearer, answer},
});
const sent = (to: (stage: Stage) => string, where = layer, status = 307): Pick<Case, 'goes'> => ({
	goes: (stage) => stage.registry.misbehave(where, {kind: 'redirect', to: to(stage), status}),
});
const toStranger = (path: string) => (stage: Stage) => `http://${stage.stranger.host}${path}`;

/** Who is asked for a token, and who is shown what. */
export const wrongAuthority: Readonly<Record<string, Case>> = {
	'forgets its tokens in the middle, once': {
		goes: ({registry}) => registry.misbehave(layer, {kind: 'expire-tokens'}, 1),
		outcome: 'right',
	},
	'answers 400 to a token that expired': {
		auth: {...bearer, expiredStatus: 400},
		goes: ({registry}) => registry.misbehave(layer, {kind: 'expire-tokens'}, 1),
		outcome: 'right',
	},
	'forgets its tokens at once, always': {
		goes: ({registry}) => registry.misbehave('/blobs/', {kind: 'expire-tokens'}),
		outcome: 'unauthorized',
	},
	'takes other credentials': {auth: {...bearer, password: 'another'}, outcome: 'unauthorized'},
	'takes other credentials, by Basic': {auth: {mode: 'basic', username, password: 'another'}, outcome: 'unauthorized'},
	'asks in a way nobody knows': {
		goes: ({registry}) =>
			registry.misbehave(tag, {kind: 'status', status: 401, headers: {'WWW-Authenticate': 'Negotiate'}}),
		auth: {mode: 'none'},
		outcome: 'unauthorized',
	},
	'a realm over http elsewhere': {...realm('http://auth.example.com/token'), outcome: 'realm-refused'},
	'a realm that is the metadata service': {...realm('https://169.254.169.254/token'), outcome: 'realm-refused'},
	'a realm that is the metadata service over http': {...realm('http://169.254.169.254/'), outcome: 'realm-refused'},
	'a realm that is a file': {...realm('file:///etc/passwd'), outcome: 'realm-refused'},
	'a realm that is a script': {...realm('javascript:alert(1)'), outcome: 'realm-refused'},
	'a realm with a user name': {...realm('http://u:p@127.0.0.1/token'), outcome: 'realm-refused'},
	'a realm that is no address': {...realm('http://['), outcome: 'realm-refused'},
	'a realm of 20,000 characters': {...realm(`http://127.0.0.1/${'x'.repeat(20_000)}`), outcome: 'unauthorized'},
	'a realm over http from a registry over TLS': {tls: true, outcome: 'realm-refused'},
	'a token server that redirects': {
		...token({status: 302, body: '', headers: {Location: 'http://169.254.169.254/'}}),
		outcome: 'unexpected-answer',
	},
	'a token server that refuses': {...token({status: 403, body: password}), outcome: 'forbidden'},
	'a token server that is busy, always': {...token({status: 503, body: ''}), outcome: 'server-error'},
	'a token server that has had enough': {
		...token({status: 429, body: '', headers: {'Retry-After': '3600'}}),
		outcome: 'rate-limited',
	},
	'a token of a megabyte': {
		...token({status: 200, body: JSON.stringify({token: 'x'.repeat(1 << 20)})}),
		outcome: 'too-large',
	},
	'a token that is a web page': {...token({status: 200, body: `<html>${password}`}), outcome: 'unexpected-answer'},
	'a token that is missing': {...token({status: 200, body: '{}'}), outcome: 'unexpected-answer'},
	'a token that would be a header': {
		...token({status: 200, body: JSON.stringify({token: 'x\r\nHost: elsewhere'})}),
		outcome: 'unexpected-answer',
	},
	'errors that repeat the credentials': {
		goes: ({registry}) =>
			registry.misbehave(tag, {
				kind: 'status',
				status: 403,
				body: JSON.stringify({errors: [{code: 'DENIED', message: password}, {code: password}]}),
			}),
		outcome: 'forbidden',
	},
	'cookies, and a blob elsewhere': {
		goes: ({registry}) => {
			registry.misbehave('/v2/', {kind: 'headers', headers: {'Set-Cookie': 'session=abc; Path=/'}});
			registry.misbehave(layer, {kind: 'storage'});
		},
		outcome: 'right',
	},
	'a blob on another port': {...sent(toStranger(`/v2/team/app/blobs/${layer}`)), outcome: 'right'},
	'a blob on another port, by Basic': {
		...sent(toStranger(`/v2/team/app/blobs/${layer}`), layer, 302),
		auth: {mode: 'basic', username, password},
		outcome: 'right',
	},
	'a manifest on another port': {...sent(toStranger(`/v2/team/app${tag}`), tag, 301), outcome: 'right'},
	'a blob elsewhere, where credentials are asked for': {
		goes: (stage) => {
			stage.stranger.misbehave('/v2/', {
				kind: 'status',
				status: 401,
				headers: {'WWW-Authenticate': `Bearer realm="http://${stage.stranger.host}/token"`},
			});
			sent(toStranger(`/v2/team/app/blobs/${layer}`)).goes!(stage);
		},
		outcome: 'unauthorized',
	},
	'a blob that leads away and back': {
		goes: (stage) => {
			stage.stranger.misbehave('/back', {
				kind: 'redirect',
				to: `http://${stage.registry.host}/v2/team/app/blobs/${layer}?again`,
			});
			sent(toStranger('/back')).goes!(stage);
		},
		outcome: 'unauthorized',
	},
	'a redirect to itself': {...sent(() => `/v2/team/app${tag}`, tag), outcome: 'redirect-loop'},
	'redirects without end': {
		goes: ({registry}) => {
			for (let at = 0; at < 20; at++)
				registry.misbehave(new RegExp(at === 0 ? `${tag}$` : `step${at}$`), {
					kind: 'redirect',
					to: `/v2/step${at + 1}`,
				});
		},
		outcome: 'redirect-loop',
	},
	'a redirect in a circle over two': {
		goes: (stage) => {
			stage.stranger.misbehave('/v2/', {kind: 'redirect', to: `http://${stage.registry.host}/v2/team/app${tag}`});
			sent(toStranger('/v2/'), tag).goes!(stage);
		},
		outcome: 'redirect-loop',
	},
	'a redirect to the metadata service': {...sent(() => 'http://169.254.169.254/latest'), outcome: 'redirect-refused'},
	'a redirect with a user name': {...sent(({registry}) => `http://a:b@${registry.host}/`), outcome: 'redirect-refused'},
	'a redirect to a file': {...sent(() => 'file:///etc/passwd'), outcome: 'redirect-refused'},
	'a redirect from https to http': {
		...sent(toStranger(`/v2/team/app/blobs/${layer}`)),
		tls: true,
		auth: {mode: 'basic', username, password},
		outcome: 'redirect-refused',
	},
	'a redirect to nowhere': {
		goes: ({registry}) => registry.misbehave(tag, {kind: 'status', status: 307}),
		outcome: 'unexpected-answer',
	},
	'nothing, over TLS with an authority of its own': {
		tls: true,
		auth: {mode: 'basic', username, password},
		reference: `team/app@${index.root.descriptor.digest}`,
		outcome: 'right',
	},
};
