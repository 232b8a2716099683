import { t as runRecord } from "./record-DGF-dCeK.js";
export { runRecord };
