import { n as exitCodes, r as openTerminal, t as exitCodeOf } from "./terminal-Hlidr-L7.js";
export { openTerminal };
