import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ObjectStorage, openLmdbBackend, restoreSnapshot, writeSnapshot } from "./index.ts";

const writer = fileURLToPath(new URL("./testdata/write-until-killed.ts", import.meta.url));
const tsx = createRequire(import.meta.url).resolve("tsx");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-store-"));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

function startWriter(): ChildProcess {
  return spawn(process.execPath, ["--conditions=source", "--import", tsx, writer, join(folder, "objects")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Runs the writer, kills it after it acknowledged `count` writes, and returns what it acknowledged. */
async function killAfter(count: number): Promise<Map<string, number>> {
  const child = startWriter();
  const acknowledged = new Map<string, number>();
  let rest = "";
  let lines = 0;
  await new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.stdout!.on("data", (chunk: Buffer) => {
      rest += chunk.toString();
      const parts = rest.split("\n");
      rest = parts.pop()!;
      for (const line of parts) {
        const [key, revision] = line.split(" ");
        acknowledged.set(key!, Number(revision));
        if (++lines === count) child.kill("SIGKILL");
      }
    });
    child.on("close", () => resolve());
  });
  return acknowledged;
}

function readAll(): { found: Map<string, number>; revision: number; close: () => Promise<void> } {
  const storage = new ObjectStorage(openLmdbBackend(join(folder, "objects")));
  const collection = storage.collection("configmaps");
  const found = new Map<string, number>();
  for (let index = 0; index < collection.size; index++) {
    const entry = collection.at(index)!;
    expect(storage.read(entry).metadata.resourceVersion).toBe(String(entry.revision));
    found.set(entry.key, entry.revision);
  }
  return { found, revision: storage.revision, close: () => storage.close() };
}

describe("durable storage", () => {
  it("loses no acknowledged write when it is killed, and revisions go on rising", async () => {
    const all = new Map<string, number>();
    let highest = 0;
    for (const count of [1, 37, 400]) {
      for (const [key, revision] of await killAfter(count)) {
        // Deletions are acknowledged as negative revisions.
        all.set(key, revision);
        highest = Math.max(highest, Math.abs(revision));
      }
      const { found, revision, close } = readAll();
      for (const [key, acknowledged] of all) {
        if (acknowledged < 0) continue;
        expect(found.get(key), key).toBeGreaterThanOrEqual(acknowledged);
      }
      expect(revision).toBeGreaterThanOrEqual(highest);
      await close();
    }
  });

  it("remembers the revision of a deletion", async () => {
    const first = new ObjectStorage(openLmdbBackend(join(folder, "objects")));
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
    await first.put("configmaps", "ns/a", { ...object, metadata: { name: "a" } }, JSON.stringify).committed;
    await first.remove("configmaps", "ns/a", { ...object, metadata: { name: "a" } }, JSON.stringify)
      .committed;
    const { revision } = first;
    await first.close();
    const second = new ObjectStorage(openLmdbBackend(join(folder, "objects")));
    expect(second.revision).toBe(revision);
    expect(second.collection("configmaps").size).toBe(0);
    await second.close();
  });

  it("says clearly that a file is damaged", async () => {
    const file = join(folder, "objects", "objects.mdb");
    const storage = new ObjectStorage(openLmdbBackend(join(folder, "objects")));
    await storage.close();
    truncateSync(file, 100);
    expect(() => openLmdbBackend(join(folder, "objects"))).toThrow(
      expect.objectContaining({ code: "API_STORAGE_CORRUPT" }),
    );
    writeFileSync(file, "x".repeat(8192));
    expect(() => openLmdbBackend(join(folder, "objects"))).toThrow(
      expect.objectContaining({ code: "API_STORAGE_CORRUPT" }),
    );
  });

  it("says clearly that a folder cannot be made", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => openLmdbBackend(join(folder, "file", "objects"))).toThrow(
      expect.objectContaining({ code: "API_STORAGE_FAILED", hint: expect.any(String) }),
    );
  });

  it("undoes what could not be committed and takes no further write", async () => {
    let fails = false;
    const storage = new ObjectStorage({
      load() {},
      revision: () => 0,
      commit: () => (fails ? Promise.reject(new Error("No space left on device")) : Promise.resolve()),
      close: () => Promise.resolve(),
    });
    const put = (name: string, data: string) =>
      storage.put(
        "configmaps",
        `ns/${name}`,
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { data } },
        JSON.stringify,
      ).committed;
    const seen: string[] = [];
    storage.collection("configmaps").listeners.add((event) => seen.push(event.key));
    await put("a", "1");
    fails = true;
    const failing = [put("a", "2"), put("a", "3"), put("b", "1")];
    for (const write of failing) await expect(write).rejects.toThrow("No space left");
    expect(storage.collection("configmaps").get("ns/b")).toBeUndefined();
    expect(storage.collection("configmaps").get("ns/a")?.text).toContain('"data":"1"');
    expect(() => put("c", "1")).toThrow("No space left");
    expect(seen).toEqual(["ns/a"]);
  });

  it("restores a snapshot, and refuses one that is cut off", async () => {
    const storage = new ObjectStorage(openLmdbBackend(join(folder, "objects")));
    for (let index = 0; index < 20; index++) {
      await storage.put(
        "configmaps",
        `ns/c${index}`,
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name: `c${index}` } },
        JSON.stringify,
      ).committed;
    }
    const { revision } = storage;
    await storage.close();
    const file = join(folder, "snapshot");
    expect(await writeSnapshot(folder, file)).toEqual({ objects: 20, revision });
    const target = join(folder, "restored");
    expect(await restoreSnapshot(file, target)).toEqual({ objects: 20, revision });
    const restored = new ObjectStorage(openLmdbBackend(join(target, "objects")));
    expect(restored.collection("configmaps").size).toBe(20);
    expect(restored.revision).toBe(revision);
    await restored.close();
    await expect(restoreSnapshot(file, target)).rejects.toThrow(
      expect.objectContaining({ code: "API_STORAGE_FAILED" }),
    );
    truncateSync(file, 120);
    await expect(restoreSnapshot(file, join(folder, "other"))).rejects.toThrow(
      expect.objectContaining({ code: "API_SNAPSHOT_INVALID" }),
    );
  });
});
