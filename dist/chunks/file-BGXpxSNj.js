import { t as readFileSubject } from "./file-Oje6EIgr.js";
export { readFileSubject };
