import {
  type ArchiveLimits,
  defaultArchiveLimits,
  invalidArchive,
  tooLarge,
  tooManyBytes,
} from "./limits.ts";
import { blockSize, padded, readHeader, readPaxRecords, type TarHeader } from "./tar-header.ts";

/** One entry of an archive; `path` is checked: relative, without `..`, `/`-separated. */
export type TarEntry =
  | { kind: "file"; path: string; mode: number; bytes: Uint8Array }
  | { kind: "directory"; path: string; mode: number }
  | { kind: "link"; path: string; target: string };

/** What becomes of symbolic links: an error (as upstream by default), left out, or kept as links. */
export type LinkPolicy = "refuse" | "skip" | "keep";

export interface TarOptions {
  limits?: Partial<ArchiveLimits>;
  links?: LinkPolicy;
}

/** Metadata that precedes an entry may not be larger than this. */
const maxMetadataBytes = 1024 * 1024;

/**
 * Reads an archive piece by piece: `push` takes bytes and yields the entries that they complete, `end` says that no
 * more come. File content that lies within one piece is not copied. Rules of AR-06: only files, directories and
 * (by policy) symbolic links; names that are empty, absolute, hold a backslash or climb are refused.
 *
 * Errors: ARCHIVE_INVALID, ARCHIVE_TOO_LARGE.
 */
export class TarParser {
  readonly #limits: ArchiveLimits;
  readonly #links: LinkPolicy;
  #rest: Uint8Array = new Uint8Array();
  #header: TarHeader | undefined;
  #content: Uint8Array[] = [];
  #missing = 0;
  #next: { name?: string; linkName?: string; sizeBytes?: number } = {};
  #isEnded = false;
  #bytes = 0;
  #entries = 0;

  constructor(options: TarOptions = {}) {
    this.#limits = { ...defaultArchiveLimits, ...options.limits };
    this.#links = options.links ?? "refuse";
  }

  *push(piece: Uint8Array): Generator<TarEntry> {
    let at = 0;
    while (at < piece.length && !this.#isEnded) {
      if (this.#header === undefined) {
        const needed = blockSize - this.#rest.length;
        const available = piece.subarray(at, at + needed);
        at += available.length;
        this.#rest = this.#rest.length === 0 ? available : joined([this.#rest, available]);
        if (this.#rest.length < blockSize) return;
        this.#begin(this.#rest);
        this.#rest = new Uint8Array();
      } else {
        const available = piece.subarray(at, at + this.#missing);
        at += available.length;
        this.#missing -= available.length;
        this.#content.push(available);
      }
      if (this.#header !== undefined && this.#missing === 0) {
        const entry = this.#finish(this.#header);
        if (entry !== undefined) yield entry;
      }
    }
  }

  /** Throws when the archive breaks off. */
  end(): void {
    if (this.#header !== undefined || this.#rest.length > 0) {
      throw invalidArchive("tar archive is truncated: unexpected EOF");
    }
  }

  #begin(block: Uint8Array): void {
    const header = readHeader(block);
    if (header === undefined) {
      this.#isEnded = true;
      return;
    }
    if (++this.#entries > this.#limits.maxEntries) throw tooLarge("entries", this.#limits.maxEntries);
    if (isMetadata(header)) {
      if (header.sizeBytes > maxMetadataBytes) throw tooLarge("bytes of metadata", maxMetadataBytes);
    } else {
      if (this.#next.sizeBytes !== undefined) header.sizeBytes = this.#next.sizeBytes;
      this.#bytes += header.sizeBytes;
      if (this.#bytes > this.#limits.maxBytes) throw tooManyBytes(header.name, this.#limits.maxBytes);
    }
    this.#header = header;
    this.#missing = padded(header.sizeBytes);
  }

  #finish(header: TarHeader): TarEntry | undefined {
    const content = joined(this.#content).subarray(0, header.sizeBytes);
    this.#header = undefined;
    this.#content = [];
    switch (header.typeFlag) {
      case "g":
        return undefined;
      case "x": {
        const records = readPaxRecords(content);
        const size = records.get("size");
        if (size !== undefined && !/^\d{1,15}$/.test(size)) throw invalidArchive("malformed PAX size record");
        this.#next = {
          name: records.get("path") ?? this.#next.name,
          linkName: records.get("linkpath") ?? this.#next.linkName,
          sizeBytes: size === undefined ? undefined : Number(size),
        };
        return undefined;
      }
      case "L":
        this.#next.name = textUpToZero(content);
        return undefined;
      case "K":
        this.#next.linkName = textUpToZero(content);
        return undefined;
      default: {
        const { name = header.name, linkName = header.linkName } = this.#next;
        this.#next = {};
        return this.#entryOf({ ...header, name, linkName }, content);
      }
    }
  }

  #entryOf(header: TarHeader, content: Uint8Array): TarEntry | undefined {
    const { name, mode, typeFlag } = header;
    const path = checkedPath(name, this.#limits);
    // The old form of a directory is a file whose name ends in a slash.
    if (typeFlag === "5" || ((typeFlag === "0" || typeFlag === "\0") && name.endsWith("/"))) {
      return { kind: "directory", path, mode };
    }
    if (typeFlag === "0" || typeFlag === "\0" || typeFlag === "7") {
      if (path === "") throw invalidArchive(`tar contained invalid name error ${JSON.stringify(name)}`);
      return { kind: "file", path, mode, bytes: content };
    }
    if (typeFlag === "2") {
      if (this.#links === "skip") return undefined;
      if (this.#links === "keep" && path !== "") return { kind: "link", path, target: header.linkName };
      throw invalidArchive(`tar file entry ${name} is a symlink, which is not allowed in this context`, {
        path: name,
      });
    }
    throw invalidArchive(`tar file entry ${name} contained unsupported file type ${describeType(typeFlag)}`, {
      path: name,
    });
  }
}

function isMetadata(header: TarHeader): boolean {
  return "gxLK".includes(header.typeFlag);
}

function describeType(typeFlag: string): string {
  const names: Record<string, string> = {
    "1": "hard link",
    "3": "character device",
    "4": "block device",
    "6": "named pipe",
  };
  return names[typeFlag] ?? JSON.stringify(typeFlag);
}

function checkedPath(name: string, limits: ArchiveLimits): string {
  const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (name === "" || name.startsWith("/") || name.includes("\\") || segments.includes("..")) {
    throw invalidArchive(`tar contained invalid name error ${JSON.stringify(name)}`, { path: name });
  }
  if (segments.length > limits.maxDepth) throw tooLarge("levels of directories", limits.maxDepth);
  if (name.length > limits.maxPathLength) throw tooLarge("bytes in a path", limits.maxPathLength);
  return segments.join("/");
}

function joined(pieces: Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function textUpToZero(content: Uint8Array): string {
  const end = content.indexOf(0);
  return new TextDecoder().decode(end < 0 ? content : content.subarray(0, end));
}
