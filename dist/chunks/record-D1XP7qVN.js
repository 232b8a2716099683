import { t as runRecord } from "./record-DsPlOaR-.js";
export { runRecord };
