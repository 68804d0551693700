import type { FileTree } from "./file-tree.ts";
import { parentPath } from "./path.ts";
import { confinedTree } from "./resolve.ts";

/**
 * `upper` laid over `lower`: where both hold a file, the upper one is seen; directories are united. Neither tree
 * changes.
 */
export function layer(lower: FileTree, upper: FileTree): FileTree {
  return confinedTree({
    lookup(path) {
      const above = upper.node(path);
      if (above !== undefined && above.kind !== "directory") return above;
      const below = hiddenBelow(upper, path) ? undefined : lower.node(path);
      if (above === undefined) return below;
      return above;
    },
    content: (path) => (upper.node(path)?.kind === "file" ? upper.read(path) : lower.read(path)),
    names(path) {
      const names = new Set<string>();
      if (upper.node(path)?.kind === "directory") for (const name of upper.list(path)) names.add(name);
      if (lower.node(path)?.kind === "directory") for (const name of lower.list(path)) names.add(name);
      return [...names].sort();
    },
  });
}

/** True when a parent of `path` is a file in the upper layer, which hides everything below it. */
function hiddenBelow(upper: FileTree, path: string): boolean {
  for (let parent = parentPath(path); parent !== ""; parent = parentPath(parent)) {
    const node = upper.node(parent);
    if (node !== undefined) return node.kind !== "directory";
  }
  return false;
}
