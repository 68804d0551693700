import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { createGunzip, createGzip } from "node:zlib";
import { errorText, SluiceError } from "@sluice/base/errors";
import { isJsonObject, type JsonObject, parseJson } from "@sluice/base/object";
import { apiServerErrors } from "../errors.ts";
import { openLmdbBackend } from "./lmdb-backend.ts";

const format = "sluice-api-server-snapshot/1";

/** What a snapshot holds. */
export interface SnapshotSummary {
  objects: number;
  revision: number;
}

/**
 * Writes all objects of a stopped server's folder to a file: gzipped JSON lines, a head and a foot with the count
 * around one line for each object. Throws API_STORAGE_FAILED.
 */
export async function writeSnapshot(folder: string, file: string): Promise<SnapshotSummary> {
  const objectsFolder = join(folder, "objects");
  if (!existsSync(objectsFolder)) {
    throw new SluiceError(apiServerErrors.API_STORAGE_FAILED, `${folder} holds no objects`, {
      hint: "give the folder that the API server was started with",
    });
  }
  const backend = openLmdbBackend(objectsFolder);
  try {
    const lines: string[] = [];
    let revision = backend.revision();
    backend.load((record) => {
      revision = Math.max(revision, record.revision);
      lines.push(`${JSON.stringify({ id: record.id, revision: record.revision, text: record.text })}\n`);
    });
    const head = `${JSON.stringify({ format, revision })}\n`;
    const foot = `${JSON.stringify({ objects: lines.length })}\n`;
    await pipeline(
      Readable.from([head, ...lines, foot]),
      createGzip(),
      createWriteStream(file, { mode: 0o600 }),
    );
    return { objects: lines.length, revision };
  } finally {
    await backend.close();
  }
}

/** Fills an empty folder from a snapshot. Throws API_SNAPSHOT_INVALID for a file that is none or not whole. */
export async function restoreSnapshot(file: string, folder: string): Promise<SnapshotSummary> {
  const objectsFolder = join(folder, "objects");
  if (existsSync(join(objectsFolder, "objects.mdb"))) {
    throw new SluiceError(apiServerErrors.API_STORAGE_FAILED, `${folder} holds objects already`, {
      hint: "restore into an empty folder",
    });
  }
  // Read to the end before anything is written: half a snapshot must not become a server.
  const records = await readSnapshot(file);
  const backend = openLmdbBackend(objectsFolder);
  try {
    const writes = records.objects.map((record) => backend.commit(record));
    await Promise.all(writes);
    await backend.raiseRevision(records.revision);
    return { objects: records.objects.length, revision: records.revision };
  } finally {
    await backend.close();
  }
}

interface SnapshotRecords {
  revision: number;
  objects: { id: string; revision: number; text: string }[];
}

async function readSnapshot(file: string): Promise<SnapshotRecords> {
  const records: SnapshotRecords = { revision: 0, objects: [] };
  let head: JsonObject | undefined;
  let foot: JsonObject | undefined;
  const take = (line: string): void => {
    const value = parseJson(line);
    if (!isJsonObject(value)) throw new Error("a line is no object");
    if (head === undefined) head = value;
    else if (typeof value["id"] === "string")
      records.objects.push(value as unknown as SnapshotRecords["objects"][0]);
    else foot = value;
  };
  try {
    await pipeline(createReadStream(file), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      const decoder = new StringDecoder("utf8");
      let rest = "";
      for await (const chunk of chunks) {
        const lines = (rest + decoder.write(chunk)).split("\n");
        rest = lines.pop()!;
        for (const line of lines) take(line);
      }
    });
  } catch (cause) {
    throw invalid(file, errorText(cause), cause);
  }
  if (head?.["format"] !== format) throw invalid(file, "it does not begin as a snapshot does");
  if (foot?.["objects"] !== records.objects.length) throw invalid(file, "it is cut off");
  records.revision = Number(head["revision"]);
  return records;
}

function invalid(file: string, text: string, cause?: unknown): SluiceError {
  return new SluiceError(apiServerErrors.API_SNAPSHOT_INVALID, `${file} is not a whole snapshot: ${text}`, {
    hint: "take another snapshot",
    cause,
  });
}
