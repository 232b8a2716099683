import { n as resolveImage, t as readRegistry } from "./registry-D7EyQU5b.js";
export { readRegistry };
