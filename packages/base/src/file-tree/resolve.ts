import { SluiceError } from "../errors/index.ts";
import { baseErrors } from "../errors.ts";
import type { FileTree, TreeEntry, TreeNode } from "./file-tree.ts";
import { escapes } from "./path.ts";

const maxLinks = 64;

/** How a tree stores its content; paths are normalised and hold no links. */
export interface TreeStore {
  lookup(path: string): TreeNode | undefined;
  content(path: string): Uint8Array;
  names(path: string): string[];
}

/** Gives a store the semantics of a `FileTree`: link resolution, confinement and errors live here, once. */
export function confinedTree(store: TreeStore): FileTree {
  const stat = (path: string): TreeEntry | undefined => resolve(store, path);
  const existing = (path: string): TreeEntry => {
    const entry = stat(path);
    if (entry === undefined) {
      throw new SluiceError(baseErrors.TREE_NOT_FOUND, `'${path}' does not exist`, { location: { path } });
    }
    return entry;
  };
  return {
    stat,
    read(path) {
      const entry = existing(path);
      if (entry.kind !== "file") {
        throw new SluiceError(baseErrors.TREE_NOT_A_FILE, `'${path}' is a directory`, { location: { path } });
      }
      return store.content(entry.path);
    },
    list(path) {
      const entry = existing(path);
      if (entry.kind !== "directory") {
        throw new SluiceError(baseErrors.TREE_NOT_A_DIRECTORY, `'${path}' is not a directory`, {
          location: { path },
        });
      }
      return store.names(entry.path);
    },
    node: (path) => (path === "" ? { kind: "directory" } : store.lookup(path)),
  };
}

/** Walks a path segment by segment, as a kernel does, so that `link/..` means the parent of the link's target. */
function resolve(store: TreeStore, path: string): TreeEntry | undefined {
  const pending = path.split("/").reverse();
  const resolved: string[] = [];
  let links = 0;
  let entry: TreeEntry = { kind: "directory", path: "" };
  while (pending.length > 0) {
    const segment = pending.pop() as string;
    if (segment === "" || segment === ".") continue;
    if (entry.kind !== "directory") return undefined;
    if (segment === "..") {
      if (resolved.pop() === undefined) throw escapes(path);
      entry = { kind: "directory", path: resolved.join("/") };
      continue;
    }
    resolved.push(segment);
    const place = resolved.join("/");
    const node = store.lookup(place);
    if (node === undefined) {
      // A missing tail may still climb out of the tree; that is refused rather than reported as missing.
      assertStaysInside(resolved.length, pending, path);
      return undefined;
    }
    if (node.kind === "link") {
      if (++links > maxLinks) {
        throw new SluiceError(baseErrors.TREE_LINK_LOOP, `'${path}' follows too many symbolic links`, {
          location: { path },
        });
      }
      if (node.target.startsWith("/")) throw escapes(path);
      resolved.pop();
      pending.push(...node.target.split("/").reverse());
      entry = { kind: "directory", path: resolved.join("/") };
    } else if (node.kind === "directory") {
      entry = { kind: "directory", path: place };
    } else {
      entry = { ...node, path: place };
    }
  }
  return entry;
}

function assertStaysInside(depth: number, pending: string[], path: string): void {
  let level = depth;
  for (const segment of [...pending].reverse()) {
    if (segment === "..") level--;
    else if (segment !== "" && segment !== ".") level++;
    if (level < 0) throw escapes(path);
  }
}
