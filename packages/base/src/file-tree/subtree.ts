import type { FileTree } from "./file-tree.ts";
import { confinedTree } from "./resolve.ts";

/** The directory `path` of a tree as a tree of its own; links out of it are refused, even where they stay inside the whole. */
export function subtree(tree: FileTree, path: string): FileTree {
  const root = tree.stat(path)?.path ?? path;
  const whole = (inner: string): string => (inner === "" ? root : root === "" ? inner : `${root}/${inner}`);
  return confinedTree({
    lookup: (inner) => tree.node(whole(inner)),
    content: (inner) => tree.read(whole(inner)),
    names: (inner) => tree.list(whole(inner)),
  });
}
