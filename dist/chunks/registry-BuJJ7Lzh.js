import { n as resolveImage, t as readRegistry } from "./registry-AvVNCnqO.js";
export { readRegistry };
