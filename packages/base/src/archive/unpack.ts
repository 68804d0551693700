import { Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { errorText } from "../errors/index.ts";
import { type FileContent, type FileTree, memoryTree } from "../file-tree/index.ts";
import { defaultArchiveLimits, invalidArchive, tooLarge } from "./limits.ts";
import { type TarEntry, type TarOptions, TarParser } from "./tar-parser.ts";

/** The tree in a tar archive. Files share memory with `bytes`. Errors: ARCHIVE_INVALID, ARCHIVE_TOO_LARGE. */
export function unpackTar(bytes: Uint8Array, options: TarOptions = {}): FileTree {
  const parser = new TarParser(options);
  const files = new Map<string, FileContent>();
  for (const entry of parser.push(bytes)) addEntry(files, entry);
  parser.end();
  return memoryTree(files);
}

/** The tree in a gzipped tar archive that is in memory as a whole. Errors as `unpackTar`. */
export function unpackTarGz(bytes: Uint8Array, options: TarOptions = {}): FileTree {
  return unpackTar(gunzip(bytes, options), options);
}

/** The tree in a gzipped tar archive that arrives piece by piece. Errors as `unpackTar`. */
export async function unpackTarGzStream(
  source: AsyncIterable<Uint8Array>,
  options: TarOptions = {},
): Promise<FileTree> {
  const parser = new TarParser(options);
  const files = new Map<string, FileContent>();
  const input = Readable.from(source, { objectMode: false });
  const gunzipped = createGunzip();
  input.on("error", (error) => gunzipped.destroy(error));
  input.pipe(gunzipped);
  try {
    for await (const piece of gunzipped) for (const entry of parser.push(piece)) addEntry(files, entry);
  } catch (cause) {
    throw isZlibError(cause) ? notGzip(cause) : cause;
  } finally {
    input.destroy();
    gunzipped.destroy();
  }
  parser.end();
  return memoryTree(files);
}

/**
 * Adds an entry to the files of a tree. A later entry of the same path replaces an earlier one, and a file gives
 * way to a directory that later entries need: `memoryTree` does so.
 */
function addEntry(files: Map<string, FileContent>, entry: TarEntry): void {
  if (entry.kind === "directory") {
    if (entry.path !== "") files.set(`${entry.path}/`, "");
  } else if (entry.kind === "link") {
    files.set(entry.path, { link: entry.target });
  } else {
    files.set(entry.path, { bytes: entry.bytes, executable: (entry.mode & 0o111) !== 0 });
  }
}

function gunzip(bytes: Uint8Array, options: TarOptions): Uint8Array {
  const limits = { ...defaultArchiveLimits, ...options.limits };
  // Headers and padding come on top of the files; a kibibyte each covers them with room for long names.
  const maxOutputLength = Math.min(limits.maxBytes + limits.maxEntries * 1024 + 10_240, 2 ** 31 - 1);
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE")
      throw tooLarge("bytes", limits.maxBytes);
    throw notGzip(cause);
  }
}

function isZlibError(cause: unknown): boolean {
  const code = (cause as { code?: string }).code;
  return code?.startsWith("Z_") === true;
}

function notGzip(cause: unknown): Error {
  return invalidArchive(`requires gzip-compressed body: ${errorText(cause)}`, { cause });
}
