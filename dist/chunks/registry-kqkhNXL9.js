import { n as resolveImage, t as readRegistry } from "./registry-1yHeFW_t.js";
export { readRegistry };
