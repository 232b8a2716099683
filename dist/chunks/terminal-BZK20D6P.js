import { n as exitCodes, r as openTerminal, t as exitCodeOf } from "./terminal-BSv5uRbc.js";
export { openTerminal };
