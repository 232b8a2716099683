import { t as readFileSubject } from "./file-Bp3iBC9_.js";
export { readFileSubject };
