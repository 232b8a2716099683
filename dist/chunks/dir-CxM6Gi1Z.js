import { t as readDirectory } from "./dir-CzoqL_4H.js";
export { readDirectory };
