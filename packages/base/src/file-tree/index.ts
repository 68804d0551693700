/**
 * An immutable, confined tree of files: what a source hands to a build. Paths are slash-separated and relative to
 * the root; symbolic links and `..` resolve inside the tree and nowhere else, so that leaving it is impossible by
 * construction. A step that adds files lays a layer over a tree (`layer`) instead of copying it to disk, and
 * `record` says which paths a reader has asked for.
 */
export type { FileTree, TreeEntry, TreeNode } from "./file-tree.ts";
export { layer } from "./layer.ts";
export { type FileContent, memoryTree } from "./memory-tree.ts";
export { joinPath, normalizePath, parentPath, relativePath } from "./path.ts";
export { answersAlike, type RecordedReads, record } from "./record.ts";
export { subtree } from "./subtree.ts";
export { walk } from "./walk.ts";
