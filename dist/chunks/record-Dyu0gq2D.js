import { t as runRecord } from "./record-D4wVwl4I.js";
export { runRecord };
