import { t as readDirectory } from "./dir-DxrOELbr.js";
export { readDirectory };
