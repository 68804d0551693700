import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { FileTree } from "../file-tree/index.ts";
import { confinedTree } from "../file-tree/resolve.ts";

/**
 * A directory on disk as a tree. Files are read when asked for; absolute links are followed only where they point
 * back into the directory. Sockets, devices and pipes do not exist in it.
 */
export function directoryTree(directory: string): FileTree {
  const root = resolve(directory);
  const onDisk = (path: string): string => (path === "" ? root : join(root, ...path.split("/")));
  return confinedTree({
    lookup(path) {
      const place = onDisk(path);
      const stats = lstatSync(place, { throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      if (stats.isSymbolicLink())
        return { kind: "link", target: linkTarget(root, path, readlinkSync(place)) };
      if (stats.isDirectory()) return { kind: "directory" };
      if (!stats.isFile()) return undefined;
      return { kind: "file", sizeBytes: stats.size, executable: (stats.mode & 0o111) !== 0 };
    },
    content: (path) => readFileSync(onDisk(path)),
    names: (path) => readdirSync(onDisk(path)).sort(),
  });
}

function linkTarget(root: string, path: string, target: string): string {
  if (!target.startsWith(sep)) return target.split(sep).join("/");
  const inside = relative(root, target);
  if (inside.startsWith("..")) return target;
  const up = path
    .split("/")
    .slice(1)
    .map(() => "..");
  return [...up, ...inside.split(sep)].join("/") || ".";
}
