import type { FileTree, TreeNode } from "./file-tree.ts";
import { normalizePath } from "./path.ts";
import { confinedTree } from "./resolve.ts";

/** The content of one file: text, bytes, bytes with the executable bit, or a symbolic link. */
export type FileContent =
  | string
  | Uint8Array
  | { bytes: Uint8Array; executable?: boolean }
  | { link: string };

const encoder = new TextEncoder();

interface Directory {
  children: Map<string, Directory | StoredFile>;
}
interface StoredFile {
  node: TreeNode;
  bytes: Uint8Array;
}

/**
 * A tree held in memory. `files` maps paths to contents; parent directories come into being by themselves, and a
 * path that ends in a slash makes an empty directory.
 */
export function memoryTree(
  files: Iterable<readonly [string, FileContent]> | Record<string, FileContent>,
): FileTree {
  const root: Directory = { children: new Map() };
  const entries =
    Symbol.iterator in files ? (files as Iterable<readonly [string, FileContent]>) : Object.entries(files);
  for (const [path, content] of entries) {
    const segments = normalizePath(path).split("/");
    const name = path.endsWith("/") ? undefined : segments.pop();
    let directory = root;
    for (const segment of segments) {
      if (segment === "") continue;
      let next = directory.children.get(segment);
      if (next === undefined || "node" in next) {
        next = { children: new Map() };
        directory.children.set(segment, next);
      }
      directory = next;
    }
    if (name) directory.children.set(name, storedFile(content));
  }
  const find = (path: string): Directory | StoredFile | undefined => {
    let current: Directory | StoredFile | undefined = root;
    if (path === "") return current;
    for (const segment of path.split("/")) {
      if (current === undefined || "node" in current) return undefined;
      current = current.children.get(segment);
    }
    return current;
  };
  return confinedTree({
    lookup(path) {
      const found = find(path);
      return found === undefined ? undefined : "node" in found ? found.node : { kind: "directory" };
    },
    content: (path) => (find(path) as StoredFile).bytes,
    names: (path) => [...(find(path) as Directory).children.keys()].sort(),
  });
}

function storedFile(content: FileContent): StoredFile {
  if (typeof content === "object" && "link" in content) {
    return { node: { kind: "link", target: content.link }, bytes: new Uint8Array() };
  }
  const bytes =
    typeof content === "string"
      ? encoder.encode(content)
      : content instanceof Uint8Array
        ? content
        : content.bytes;
  const executable =
    typeof content === "object" && "executable" in content ? content.executable === true : false;
  return { node: { kind: "file", sizeBytes: bytes.byteLength, executable }, bytes };
}
