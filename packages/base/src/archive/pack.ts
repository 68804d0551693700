import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { FileTree } from "../file-tree/index.ts";
import type { IgnoreMatcher } from "../ignore/index.ts";
import { blockSize, padded, writeHeader } from "./tar-header.ts";

/** What is packed: directories before what is in them; content as one piece of bytes. */
export type PackEntry =
  | { kind: "directory"; path: string }
  | { kind: "file"; path: string; executable: boolean; bytes: Uint8Array };

/** Modes that an artifact knows (AR-03); what the file system says is not packed. */
const directoryMode = 0o750;
const fileMode = 0o600;
const executableMode = 0o700;

/** Pieces handed to the compressor are about this large. */
const pieceSize = 256 * 1024;

/**
 * The entries of a tree in the order of an artifact (AR-01, AR-04): depth first, the children of a directory sorted
 * bytewise; files and directories only. What `ignores` names is left out, each path on its own.
 */
export function* treeEntries(
  tree: FileTree,
  ignores: IgnoreMatcher = () => false,
  path = "",
): Generator<PackEntry> {
  for (const name of [...tree.list(path)].sort(compareBytewise)) {
    const child = path === "" ? name : `${path}/${name}`;
    const node = tree.node(child);
    if (node?.kind === "directory") {
      if (!ignores(child, true)) yield { kind: "directory", path: child };
      yield* treeEntries(tree, ignores, child);
    } else if (node?.kind === "file" && !ignores(child, false)) {
      yield { kind: "file", path: child, executable: node.executable, bytes: tree.read(child) };
    }
  }
}

/**
 * A tar archive of the entries, in pieces (AR-01 to AR-04): the root first, as `.`; names of directories without a
 * slash at their end; owner, times and modes fixed, so that the same entries always give the same bytes.
 */
export async function* packTar(
  entries: Iterable<PackEntry> | AsyncIterable<PackEntry>,
): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [
    writeHeader({ path: ".", kind: "directory", mode: directoryMode, sizeBytes: 0 }),
  ];
  let pendingBytes = blockSize;
  for await (const entry of entries) {
    const { kind, path } = entry;
    const bytes = kind === "file" ? entry.bytes : undefined;
    const mode = kind === "directory" ? directoryMode : entry.executable ? executableMode : fileMode;
    const header = writeHeader({ path, kind, mode, sizeBytes: bytes?.length ?? 0 });
    pending.push(header);
    pendingBytes += header.length;
    if (bytes !== undefined && bytes.length > 0) {
      const padding = padded(bytes.length) - bytes.length;
      pending.push(bytes);
      if (padding > 0) pending.push(new Uint8Array(padding));
      pendingBytes += bytes.length + padding;
    }
    if (pendingBytes >= pieceSize) {
      yield Buffer.concat(pending);
      pending = [];
      pendingBytes = 0;
    }
  }
  pending.push(new Uint8Array(2 * blockSize));
  yield Buffer.concat(pending);
}

/** As `packTar`, compressed; the gzip header is the one that Go writes (no name, time 0, system unknown). */
export async function* packTarGz(
  entries: Iterable<PackEntry> | AsyncIterable<PackEntry>,
): AsyncGenerator<Uint8Array> {
  const input = Readable.from(packTar(entries), { objectMode: false });
  const gzip = createGzip({ chunkSize: pieceSize });
  input.on("error", (error) => gzip.destroy(error));
  input.pipe(gzip);
  let position = 0;
  try {
    for await (const piece of gzip as AsyncIterable<Buffer>) {
      // Byte 9 of the header names the operating system; 255 is "unknown".
      if (position <= 9 && position + piece.length > 9) piece[9 - position] = 255;
      position += piece.length;
      yield piece;
    }
  } finally {
    input.destroy();
    gzip.destroy();
  }
}

/** Order of the UTF-8 bytes of two names. */
export function compareBytewise(a: string, b: string): number {
  // Only above the surrogates do UTF-16 units and UTF-8 bytes sort differently.
  if (/[\ud800-\uffff]/.test(a) && /[\ud800-\uffff]/.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
