import { n as resolveImage, t as readRegistry } from "./registry-DdJPmE_8.js";
export { readRegistry };
