import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { errorText, SluiceError } from "@sluice/base/errors";
import { type Database, open, type RootDatabase } from "lmdb";
import { apiServerErrors } from "../errors.ts";
import type { StorageBackend, StorageChange } from "./storage-backend.ts";

const fileName = "objects.mdb";
const markerName = "FORMAT";
const format = "sluice-api-server 1\n";
const revisionKey = "revision";

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
  const firstRevision = Number(databases.meta.get(revisionKey) ?? 0);
  let isClosed = false;
  // Writes wait for this one after the other, so that their order stays.
  let ready = Promise.resolve();
  return {
    load(onRecord) {
      try {
        for (const { key, value } of databases.objects.getRange()) {
          const newline = value.indexOf("\n");
          const revision = Number(value.slice(0, newline));
          if (newline < 1 || !Number.isSafeInteger(revision))
            throw corrupt(folder, `object ${String(key)} is damaged`);
          onRecord({ id: String(key), revision, text: value.slice(newline + 1) });
        }
      } catch (error) {
        throw error instanceof SluiceError ? error : corrupt(folder, errorText(error), error);
      }
      // Reading has mapped the whole file into memory, and nothing is read from it any more: open it afresh.
      ready = databases.root.close().then(() => {
        databases = openDatabases(folder);
      });
      ready.catch(() => undefined);
    },
    revision: () => firstRevision,
    async commit(change: StorageChange) {
      if (isClosed) throw failed(folder, "the store is closed");
      try {
        await ready;
        const { objects, meta } = databases;
        // The highest revision must survive the deletion of the object that bore it.
        if (change.text === undefined) {
          await Promise.all([objects.remove(change.id), meta.put(revisionKey, String(change.revision))]);
        } else {
          await objects.put(change.id, `${change.revision}\n${change.text}`);
        }
      } catch (error) {
        throw failed(folder, errorText(error), error);
      }
    },
    async raiseRevision(revision) {
      await ready;
      await databases.meta.put(revisionKey, String(revision));
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await ready;
      await databases.root.flushed;
      await databases.root.close();
    },
  };
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw failed(folder, `the folder cannot be written: ${errorText(cause)}`, cause);
  }
  const marker = join(folder, markerName);
  const file = join(folder, fileName);
  if (!existsSync(file)) {
    try {
      writeFileSync(marker, format);
    } catch (cause) {
      throw failed(folder, `the folder cannot be written: ${errorText(cause)}`, cause);
    }
    return;
  }
  const found = existsSync(marker) ? readFileSync(marker, "utf8") : "";
  if (found !== format) throw corrupt(folder, `${markerName} does not name a format that this version reads`);
  checkFile(folder, file);
}

/** LMDB maps its file and would crash on one that is cut off, so that the header is looked at first. */
function checkFile(folder: string, file: string): void {
  const { size } = statSync(file);
  if (size === 0) return;
  const head = Buffer.alloc(64);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  if (size < 4096 || head.readUInt32LE(24) !== 0xbeefc0de)
    throw corrupt(folder, `${fileName} is not an LMDB file`);
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
