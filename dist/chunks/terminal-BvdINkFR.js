import { n as exitCodes, r as openTerminal, t as exitCodeOf } from "./terminal-8HJ1aj_-.js";
export { openTerminal };
