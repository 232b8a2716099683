import { n as exitCodes, r as openTerminal, t as exitCodeOf } from "./terminal-1J86m_3O.js";
export { openTerminal };
