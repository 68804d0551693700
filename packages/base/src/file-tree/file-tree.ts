/** What stands at a path once links are resolved; `path` is the resolved place, `""` the root. */
export type TreeEntry =
  | { kind: "file"; path: string; sizeBytes: number; executable: boolean }
  | { kind: "directory"; path: string };

/** What stands at a path before links are resolved. A link's target is as it was written. */
export type TreeNode =
  | { kind: "file"; sizeBytes: number; executable: boolean }
  | { kind: "directory" }
  | { kind: "link"; target: string };

/**
 * A confined, read-only tree. Reading is synchronous: builds are pure functions that run in a worker.
 *
 * Errors: TREE_NOT_FOUND, TREE_NOT_A_FILE, TREE_NOT_A_DIRECTORY, TREE_PATH_ESCAPES, TREE_LINK_LOOP.
 */
export interface FileTree {
  /** The entry at `path` with every link resolved; undefined when nothing is there. Throws when it leaves the tree. */
  stat(path: string): TreeEntry | undefined;
  /** The bytes of a file. The caller must not change them. */
  read(path: string): Uint8Array;
  /** The sorted names in a directory. */
  list(path: string): string[];
  /** The node at a path whose parent directories hold no links; for writing a tree out as it is. */
  node(path: string): TreeNode | undefined;
}
