import { n as resolveImage, t as readRegistry } from "./registry-Ex05DkO0.js";
export { readRegistry, resolveImage };
