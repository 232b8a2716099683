import { n as getExecOutput, t as exec } from "./exec-C5F7ny_j.js";
export { exec };
