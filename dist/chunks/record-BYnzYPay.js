import { t as runRecord } from "./record-BW01NVxH.js";
export { runRecord };
