import { t as compareBase } from "./base-BcEOO_xH.js";
export { compareBase };
