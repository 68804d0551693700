import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import { type Database, open, type RootDatabase } from "lmdb";
import { apiServerErrors } from "../errors.ts";
import type { StorageBackend, StorageChange, StoredRecord } from "./storage-backend.ts";

const fileName = "objects.mdb";
const markerName = "FORMAT";
const format = "sluice-api-server 1\n";
const filledMark = "filled\n";
const revisionKey = "revision";

/** After so many characters written, what LMDB has mapped is given back. */
const reopenAfter = 16 * 1024 * 1024;

/** LMDB does not always survive a disk that fills up under it, so that a write must find this much and its own size. */
const reservedBytes = 1024 * 1024;
/** The pages that a write changes besides its own. */
const pagesOfWrite = 16 * 1024;

/** A backend on disk. */
export interface LmdbBackend extends StorageBackend {
  /** Makes sure that later revisions are above `revision`. */
  raiseRevision(revision: number): Promise<void>;
}

/**
 * Keeps objects in an LMDB file in a folder of its own. Changes of one turn of the event loop share a commit, so
 * that many writers cost one flush; a commit resolves when the data is flushed. Throws API_STORAGE_FAILED and
 * API_STORAGE_CORRUPT with what to do.
 */
export function openLmdbBackend(folder: string): LmdbBackend {
  prepareFolder(folder);
  let databases = openDatabases(folder);
  markFilled(folder);
  const firstRevision = Number(databases.meta.get(revisionKey) ?? 0);
  let isClosed = false;
  // Writes wait for this one after the other, so that their order stays.
  let ready = Promise.resolve();
  // The last commit. Each settles after the one before it, and fails when that one did.
  let tail = Promise.resolve();
  let written = 0;
  let unfinishedBytes = 0;
  let hasFailed = false;

  /** Memory is the truth and nothing is read from the file; mapped pages of it would only add up. */
  const reopen = (): void => {
    written = 0;
    ready = Promise.all([ready, tail]).then(async () => {
      await databases.root.close();
      databases = openDatabases(folder);
    });
    ready.catch(() => undefined);
  };
  const write = async ({ id, revision, text }: StorageChange): Promise<void> => {
    await ready;
    const { objects, meta } = databases;
    // The highest revision must survive the deletion of the object that bore it.
    if (text === undefined) {
      await Promise.all([objects.remove(id), meta.put(revisionKey, String(revision))]);
    } else {
      await objects.put(id, printValue(revision, text));
    }
  };
  const writeAfter = async (previous: Promise<void>, change: StorageChange): Promise<void> => {
    const size = pagesOfWrite + 2 * (change.text?.length ?? 0);
    unfinishedBytes += size;
    const isFull = freeBytes(folder) < reservedBytes + unfinishedBytes;
    const done = isFull ? Promise.reject(noSpace(folder)) : write(change);
    done.catch(() => undefined);
    try {
      await previous;
      await done;
    } catch (error) {
      hasFailed ||= !isSluiceError(error);
      throw isSluiceError(error) ? error : failed(folder, await causeOf(error), error);
    } finally {
      unfinishedBytes -= size;
    }
  };
  return {
    load(onRecord) {
      let count = 0;
      try {
        for (const { key, value } of databases.objects.getRange()) {
          const record = readValue(String(key), value);
          if (record === undefined) throw corrupt(folder, `object ${String(key)} is damaged`);
          onRecord(record);
          count++;
        }
        const { entryCount } = databases.objects.getStats() as { entryCount: number };
        if (count !== entryCount) throw corrupt(folder, `${entryCount - count} objects are missing`);
      } catch (error) {
        throw error instanceof SluiceError ? error : corrupt(folder, errorText(error), error);
      }
      // Reading has mapped the whole file.
      reopen();
    },
    revision: () => firstRevision,
    commit(change: StorageChange) {
      if (isClosed) return Promise.reject(failed(folder, "the store is closed"));
      if (written > reopenAfter) reopen();
      written += change.text?.length ?? 0;
      tail = writeAfter(tail, change);
      tail.catch(() => undefined);
      return tail;
    },
    async raiseRevision(revision) {
      await ready;
      await databases.meta.put(revisionKey, String(revision));
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      try {
        await ready;
        await tail;
        await databases.root.flushed;
      } catch {
        // The writers know already.
      }
      // What LMDB frees after a commit that failed halfway may not be its own any more.
      if (!hasFailed) await databases.root.close();
    },
  };
}

/** Revision, checksum and text: LMDB itself would not notice a changed byte. */
function printValue(revision: number, text: string): string {
  return `${revision} ${crc32(text)}\n${text}`;
}

function readValue(id: string, value: string): StoredRecord | undefined {
  const newline = value.indexOf("\n");
  const [revision, checksum] = value.slice(0, newline).split(" ").map(Number);
  if (newline < 1 || !Number.isSafeInteger(revision)) return undefined;
  const text = value.slice(newline + 1);
  // Records of earlier versions have no checksum.
  if (checksum !== undefined && checksum !== crc32(text)) return undefined;
  return { id, revision: revision!, text };
}

/** Why a commit failed: LMDB tells that in a promise of its own. */
async function causeOf(error: unknown): Promise<string> {
  try {
    await (error as { commitError?: Promise<never> }).commitError;
    return errorText(error);
  } catch (cause) {
    return errorText(cause);
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function noSpace(folder: string): SluiceError {
  return failed(folder, "no space left on device");
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw failed(folder, `the folder cannot be written: ${errorText(cause)}`, cause);
  }
  if (freeBytes(folder) < reservedBytes) throw noSpace(folder);
  const marker = join(folder, markerName);
  const file = join(folder, fileName);
  const found = existsSync(marker) ? readFileSync(marker, "utf8") : "";
  if (existsSync(file)) {
    if (!found.startsWith(format)) {
      throw corrupt(folder, `${markerName} does not name a format that this version reads`);
    }
    checkFile(folder, file, found === format + filledMark);
  } else if (found === format + filledMark) {
    throw corrupt(folder, `${fileName} is missing`);
  } else writeMarker(folder, format);
}

/** Without this an emptied file would look like that of a first start that was cut short. */
function markFilled(folder: string): void {
  const marker = join(folder, markerName);
  if (readFileSync(marker, "utf8") !== format + filledMark) writeMarker(folder, format + filledMark);
}

function writeMarker(folder: string, text: string): void {
  try {
    writeFileSync(join(folder, markerName), text);
  } catch (cause) {
    throw failed(folder, `the folder cannot be written: ${errorText(cause)}`, cause);
  }
}

/** LMDB maps its file and would crash on one that is cut off, so that the header is looked at first. */
function checkFile(folder: string, file: string, isFilled: boolean): void {
  const { size } = statSync(file);
  if (size === 0 && !isFilled) return;
  const head = Buffer.alloc(64 * 1024);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  if (size < 4096 || head.readUInt32LE(24) !== 0xbeefc0de)
    throw corrupt(folder, `${fileName} is not an LMDB file`);
  const pageSize = head.readUInt32LE(48);
  const last = lastPage(head, head.subarray(pageSize));
  if (size < (last + 1) * pageSize) throw corrupt(folder, `${fileName} is cut off`);
}

/** The last page of the newer one of the two headers that LMDB writes in turn. */
function lastPage(first: Buffer, second: Buffer): number {
  const page = (head: Buffer): number => Number(head.readBigUInt64LE(144));
  const transaction = (head: Buffer): bigint => head.readBigUInt64LE(152);
  if (second.length < 160 || second.readUInt32LE(24) !== 0xbeefc0de) return page(first);
  return transaction(second) > transaction(first) ? page(second) : page(first);
}

function openDatabases(folder: string): {
  root: RootDatabase;
  objects: Database<string, string>;
  meta: Database<string, string>;
} {
  try {
    const root = open({
      path: join(folder, fileName),
      maxDbs: 4,
      encoding: "string",
      overlappingSync: false,
    });
    return {
      root,
      objects: root.openDB<string, string>({ name: "objects", encoding: "string" }),
      meta: root.openDB<string, string>({ name: "meta", encoding: "string" }),
    };
  } catch (cause) {
    throw /INVALID|CORRUPTED|PAGE_NOTFOUND|not an LMDB/i.test(errorText(cause))
      ? corrupt(folder, errorText(cause), cause)
      : failed(folder, errorText(cause), cause);
  }
}

function failed(folder: string, text: string, cause?: unknown): SluiceError {
  return new SluiceError(apiServerErrors.API_STORAGE_FAILED, `cannot store objects in ${folder}: ${text}`, {
    hint: "check that the folder is on a disk with free space and may be written",
    cause,
  });
}

function corrupt(folder: string, text: string, cause?: unknown): SluiceError {
  return new SluiceError(
    apiServerErrors.API_STORAGE_CORRUPT,
    `the objects in ${folder} cannot be read: ${text}`,
    {
      hint: "restore a snapshot, or move the folder away to begin anew",
      terminal: true,
      cause,
    },
  );
}
