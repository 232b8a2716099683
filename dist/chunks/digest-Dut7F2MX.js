// src/model/digest.ts
const pattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const isDigest = (text) => pattern.test(text);
const algorithmOf = (digest) => digest.startsWith("sha512:") ? "sha512" : "sha256";
const hexOf = (digest) => digest.slice(7);
/** Enough of a digest or commit to recognise it by: `sha256:77ab12…` gives `77ab12cd34ef`. */
const shortDigest = (digest) => digest.replace(/^sha(?:256|512):/, "").slice(0, 12);
export { shortDigest as i, hexOf as n, isDigest as r, algorithmOf as t };
