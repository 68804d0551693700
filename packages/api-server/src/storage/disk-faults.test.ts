import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApiServer } from "../server/index.ts";
import { ObjectStorage, openLmdbBackend } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-disk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const maps = "http://api/api/v1/namespaces/default/configmaps";

/** True when file systems of our own can be mounted, which takes root. */
function canMount(): boolean {
  const at = mkdtempSync(join(tmpdir(), "sluice-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", at], { stdio: "ignore" });
    execFileSync("umount", [at], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
}

describe.skipIf(!canMount())("a disk of its own", () => {
  let disk: string;
  beforeEach(() => {
    disk = join(folder, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]);
  });
  afterEach(() => execFileSync("umount", ["-l", disk]));

  const remount = (options: string) => execFileSync("mount", ["-o", `remount,${options}`, disk]);
  const start = () => createApiServer({ folder: disk, workloads: false });
  type Server = Awaited<ReturnType<typeof start>>;
  const create = async (server: Server, name: string) => {
    const response = await server.fetch(
      new Request(maps, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name },
          data: { text: "x".repeat(20_000) },
        }),
      }),
    );
    return { status: response.status, text: await response.text() };
  };
  const names = async (server: Server): Promise<string[]> => {
    const list = (await (await server.fetch(new Request(maps))).json()) as {
      items: { metadata: { name: string } }[];
    };
    return list.items.map((item) => item.metadata.name);
  };

  it("that is full is said clearly, and costs no acknowledged write", async () => {
    const server = await start();
    const acknowledged: string[] = [];
    let refused: { status: number; text: string } | undefined;
    for (let round = 0; refused === undefined; round++) {
      const batch = Array.from(
        { length: 10 },
        (_, index) => `c${String(round * 10 + index).padStart(5, "0")}`,
      );
      for (const [index, answer] of (
        await Promise.all(batch.map((name) => create(server, name)))
      ).entries()) {
        if (answer.status === 201) acknowledged.push(batch[index]!);
        else refused = answer;
      }
    }
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(refused.status).toBe(500);
    expect(refused.text).toContain("no space left on device");
    expect((await create(server, "later")).status).toBe(500);
    // Reads go on, and show what is durable, no more.
    const readable = await names(server);
    expect(readable).toEqual(expect.arrayContaining(acknowledged));
    expect((await server.fetch(new Request("http://api/readyz"))).status).toBe(500);
    await server.close();

    remount("size=32m");
    const again = await start();
    expect(await names(again)).toEqual(readable);
    expect((await create(again, "later")).status).toBe(201);
    await again.close();
  });

  it("that is full at the start is said clearly", async () => {
    const server = await start();
    expect((await create(server, "kept")).status).toBe(201);
    await server.close();
    const filler = join(disk, "filler");
    for (let size = 8 * 1024 * 1024; size >= 4096; size /= 2) {
      try {
        writeFileSync(filler, Buffer.alloc(size), { flag: "a" });
      } catch {
        // Smaller pieces may still fit.
      }
    }
    await expect(start()).rejects.toMatchObject({
      code: "API_STORAGE_FAILED",
      message: expect.stringContaining("no space left on device"),
      hint: expect.any(String),
    });
    rmSync(filler);
    const again = await start();
    expect(await names(again)).toEqual(["kept"]);
    await again.close();
  });

  it("that may only be read is said clearly", async () => {
    remount("ro");
    await expect(start()).rejects.toMatchObject({
      code: "API_STORAGE_FAILED",
      message: expect.stringMatching(/read-only file system/i),
    });
    remount("rw");
    await (await start()).close();
    remount("ro");
    await expect(start()).rejects.toMatchObject({
      code: "API_STORAGE_FAILED",
      message: expect.stringMatching(/read-only file system/i),
    });
    remount("rw");
  });
});

describe("a damaged file", () => {
  const objects = () => join(folder, "objects");
  const file = () => join(objects(), "objects.mdb");

  async function fill(): Promise<void> {
    const storage = new ObjectStorage(openLmdbBackend(objects()));
    const object = (name: string) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name },
      data: { text: "original" },
    });
    for (let index = 0; index < 40; index++) {
      await storage.put("configmaps", `ns/c${index}`, object(`c${index}`), JSON.stringify).committed;
    }
    await storage.close();
  }
  const load = () => new ObjectStorage(openLmdbBackend(objects()));

  it("is found by a single changed byte of an object", async () => {
    await fill();
    const bytes = readFileSync(file());
    // Pages that are no longer used keep old copies: change them all.
    for (let at = bytes.indexOf("original"); at >= 0; at = bytes.indexOf("original", at + 1)) {
      bytes[at] = 0x4f;
    }
    writeFileSync(file(), bytes);
    expect(load).toThrow(expect.objectContaining({ code: "API_STORAGE_CORRUPT", hint: expect.any(String) }));
  });

  it("is found when its end is missing, however much", async () => {
    await fill();
    const { length } = readFileSync(file());
    for (let size = length - 4096; size >= 0; size -= 4096) {
      truncateSync(file(), size);
      expect(() => openLmdbBackend(objects()), String(size)).toThrow(
        expect.objectContaining({ code: "API_STORAGE_CORRUPT" }),
      );
    }
    rmSync(file());
    expect(load).toThrow(expect.objectContaining({ code: "API_STORAGE_CORRUPT" }));
  });
});
