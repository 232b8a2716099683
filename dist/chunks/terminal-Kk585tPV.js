import { n as exitCodes, r as openTerminal, t as exitCodeOf } from "./terminal-CTx6nHqX.js";
export { openTerminal };
