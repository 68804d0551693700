import { type GoFunction, goFunctions } from "@sluice/go-template";

/** Slash-separated paths; the `os` names do the same on the platforms that Helm's releases run on. */
export const pathFunctions: ReadonlyMap<string, GoFunction> = goFunctions({
  base: ["(string) string", baseName],
  osBase: ["(string) string", baseName],
  dir: ["(string) string", directory],
  osDir: ["(string) string", directory],
  clean: ["(string) string", cleanPath],
  osClean: ["(string) string", cleanPath],
  ext: ["(string) string", extension],
  osExt: ["(string) string", extension],
  isAbs: ["(string) bool", (path: string) => path.startsWith("/")],
  osIsAbs: ["(string) bool", (path: string) => path.startsWith("/")],
});

/** Go's `path.Base`. */
export function baseName(path: string): string {
  if (path === "") return ".";
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

function directory(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf("/") + 1));
}

/** Go's `path.Clean`. */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isRooted) parts.push("..");
  }
  const joined = parts.join("/");
  return isRooted ? `/${joined}` : joined === "" ? "." : joined;
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}
