import { t as runRecord } from "./record-DOIYsAIv.js";
export { runRecord };
