/** A directory on disk as a `FileTree`; apart from `file-tree` because it needs Node, and engines run in browsers too. */
export { directoryTree } from "./directory-tree.ts";
