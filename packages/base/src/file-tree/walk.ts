import type { FileTree, TreeNode } from "./file-tree.ts";

/** Every node below `path`, parents before children, names in sorted order; links are given as links, not followed. */
export function* walk(tree: FileTree, path = ""): Generator<{ path: string; node: TreeNode }> {
  for (const name of tree.list(path)) {
    const child = path === "" ? name : `${path}/${name}`;
    const node = tree.node(child);
    if (node === undefined) continue;
    yield { path: child, node };
    if (node.kind === "directory") yield* walk(tree, child);
  }
}
