import { t as readGitTree } from "./git-CLw1FThK.js";
export { readGitTree };
