import { SluiceError } from "../errors/index.ts";
import { baseErrors } from "../errors.ts";

/**
 * The canonical form of a tree path: no `.`, no `..`, no empty segments, no leading slash; `""` is the root.
 * A leading slash means the root of the tree. Throws TREE_PATH_ESCAPES when `..` would leave the tree.
 */
export function normalizePath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) throw escapes(path);
  }
  return segments.join("/");
}

/** Resolves `path` against the directory `base`; a leading slash starts at the root of the tree. */
export function joinPath(base: string, path: string): string {
  return normalizePath(path.startsWith("/") ? path : `${base}/${path}`);
}

/** The directory that holds a normalised path; the root is its own parent. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** The way from directory `from` to `to`, both normalised: `../b/c`, or `.` where they are equal. */
export function relativePath(from: string, to: string): string {
  const start = from === "" ? [] : from.split("/");
  const end = to === "" ? [] : to.split("/");
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/") || ".";
}

/** The error for a path that leaves its tree. */
export function escapes(path: string): SluiceError {
  return new SluiceError(baseErrors.TREE_PATH_ESCAPES, `path '${path}' leaves the file tree`, {
    location: { path },
    hint: "paths and symbolic links must stay inside the artifact",
  });
}
