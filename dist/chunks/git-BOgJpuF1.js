import { t as readGitTree } from "./git-5ecaUgiE.js";
export { readGitTree };
