import { realpathSync, type Stats } from "node:fs";
import { type FileHandle, open, readdir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { Readable } from "node:stream";
import { unfinishedSuffix } from "./artifact-storage.ts";

/**
 * Serves the files below a directory over HTTP (ST-06): GET and HEAD, ranges, conditional requests by ETag and by
 * time, listings of directories, links followed inside the root only. What is still being written does not exist.
 * It answers a `Request` with a `Response`, so that it works behind any server and without one.
 */
export function createFileHandler(directory: string): (request: Request) => Promise<Response> {
  const root = realpathSync(directory);
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("method not allowed\n", { status: 405, headers: { allow: "GET, HEAD" } });
    }
    const { pathname } = new URL(request.url);
    const path = decodePath(pathname);
    if (path === undefined) return notFound();
    if (path.endsWith("/index.html")) return redirect("./");
    const place = await placeOf(root, path);
    if (place === undefined) return notFound();
    const file = await open(place).catch(() => undefined);
    if (file === undefined) return notFound();
    let isTaken = false;
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) {
        return pathname.endsWith("/") ? await listing(request, place) : redirect(`${lastSegment(pathname)}/`);
      }
      if (!stats.isFile() || pathname.endsWith("/")) return notFound();
      const response = answer(request, file, stats, path);
      isTaken = response.body !== null;
      return response;
    } finally {
      if (!isTaken) await file.close();
    }
  };
}

function answer(request: Request, file: FileHandle, stats: Stats, path: string): Response {
  const modified = new Date(Math.floor(stats.mtimeMs / 1000) * 1000);
  const etag = `"${stats.ino.toString(36)}-${Math.round(stats.mtimeMs * 1000).toString(36)}-${stats.size.toString(36)}"`;
  const headers = new Headers({
    "accept-ranges": "bytes",
    "content-type": contentType(path),
    etag,
    "last-modified": modified.toUTCString(),
  });
  if (!meetsPreconditions(request, etag, modified)) return new Response(null, { status: 412, headers });
  if (isUnchanged(request, etag, modified)) return new Response(null, { status: 304, headers });
  const range = rangeOf(request, stats.size, etag, modified);
  if (range === "unsatisfiable") {
    headers.set("content-range", `bytes */${stats.size}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: stats.size };
  headers.set("content-length", String(end - start));
  if (range !== undefined) headers.set("content-range", `bytes ${start}-${end - 1}/${stats.size}`);
  const status = range === undefined ? 200 : 206;
  if (request.method === "HEAD" || end === start) return new Response(null, { status, headers });
  const stream = file.createReadStream({ start, end: end - 1, autoClose: true });
  return new Response(Readable.toWeb(stream) as ReadableStream, { status, headers });
}

function meetsPreconditions(request: Request, etag: string, modified: Date): boolean {
  const match = request.headers.get("if-match");
  if (match !== null) return match === "*" || tags(match).includes(etag);
  const since = timeOf(request.headers.get("if-unmodified-since"));
  return since === undefined || modified.getTime() <= since;
}

function isUnchanged(request: Request, etag: string, modified: Date): boolean {
  const noneMatch = request.headers.get("if-none-match");
  if (noneMatch !== null) {
    return noneMatch === "*" || tags(noneMatch).some((tag) => tag.replace(/^W\//, "") === etag);
  }
  const since = timeOf(request.headers.get("if-modified-since"));
  return since !== undefined && modified.getTime() <= since;
}

/** The one range that was asked for; several, or a stale one, mean the whole file. */
function rangeOf(
  request: Request,
  size: number,
  etag: string,
  modified: Date,
): { start: number; end: number } | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range")?.trim() ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const condition = request.headers.get("if-range");
  if (condition !== null && condition !== etag && timeOf(condition) !== modified.getTime()) return undefined;
  const [, first = "", last = ""] = match;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(Number(last) + 1, size);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  return start >= size || end <= start ? "unsatisfiable" : { start, end };
}

async function listing(request: Request, place: string): Promise<Response> {
  const entries = await readdir(place, { withFileTypes: true });
  const lines = entries
    .filter((entry) => !entry.name.endsWith(unfinishedSuffix))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort()
    .map(
      (name) =>
        `<a href="${encodeURI(`./${name}`).replace(/[?#]/g, encodeURIComponent)}">${escapeHtml(name)}</a>\n`,
    );
  const body = `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${lines.join("")}</pre>\n`;
  return new Response(request.method === "HEAD" ? null : body, {
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}

function decodePath(pathname: string): string | undefined {
  try {
    const path = decodeURIComponent(pathname);
    if (/[\0\\]/.test(path) || path.split("/").includes("..") || path.endsWith(unfinishedSuffix))
      return undefined;
    return path;
  } catch {
    return undefined;
  }
}

/** The file behind a path, links resolved; undefined when there is none inside the root. */
async function placeOf(root: string, path: string): Promise<string | undefined> {
  const real = await realpath(join(root, path)).catch(() => undefined);
  return real !== undefined && (real === root || real.startsWith(root + sep)) ? real : undefined;
}

function contentType(path: string): string {
  if (/\.(gz|tgz)$/.test(path)) return "application/gzip";
  return /\.ya?ml$/.test(path) ? "application/yaml" : "application/octet-stream";
}

const tags = (header: string): string[] => header.split(",").map((tag) => tag.trim());

function timeOf(header: string | null): number | undefined {
  const time = header === null ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? undefined : time;
}

function lastSegment(pathname: string): string {
  return `./${pathname.slice(pathname.lastIndexOf("/") + 1)}`;
}

function redirect(location: string): Response {
  return new Response(null, { status: 301, headers: { location } });
}

function notFound(): Response {
  return new Response("404 page not found\n", { status: 404 });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
