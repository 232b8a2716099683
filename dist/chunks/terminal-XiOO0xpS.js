import { n as exitCodes, r as openTerminal, t as exitCodeOf } from "./terminal-CENbfsu_.js";
export { openTerminal };
