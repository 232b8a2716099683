import { t as readGitTree } from "./git-oBvtQiWK.js";
export { readGitTree };
