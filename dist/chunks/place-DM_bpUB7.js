// src/subjects/place.ts
/** A path of this machine as it is opened: relative ones start where the user stands. */
const placeOf = (world, path) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path) ? path : `${world.files.cwd}/${path}`;
export { placeOf as t };
