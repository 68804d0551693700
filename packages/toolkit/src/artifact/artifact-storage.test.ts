import { fork } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ArtifactOwner,
  ArtifactStorage,
  type ArtifactStorageOptions,
  advertisedAddress,
  digestAlgorithms,
  hashBytes,
} from "./index.ts";

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "artifacts-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const owner: ArtifactOwner = { kind: "GitRepository", namespace: "apps", name: "web" };
const directory = "gitrepository/apps/web";

function storageOf(options: Partial<ArtifactStorageOptions> = {}): ArtifactStorage {
  return new ArtifactStorage({ root, advertisedAddress: "artifacts.local", ...options });
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const store = (storage: ArtifactStorage, fileName: string, ...texts: string[]) =>
  storage.write(storage.plan(owner, "main@sha1:abc", fileName), pieces(...texts));

describe("toolkit/artifact storage", () => {
  it("lays artifacts out by kind, namespace and name, for its own user only [ST-01] [ST-02] [ST-07]", async () => {
    const artifact = await store(storageOf(), "abc.tar.gz", "con", "tent");
    expect(artifact).toMatchObject({
      path: `${directory}/abc.tar.gz`,
      url: `http://artifacts.local/${directory}/abc.tar.gz`,
      revision: "main@sha1:abc",
      size: 7,
      digest: hashBytes(Buffer.from("content"), "sha256"),
      lastUpdateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(readFileSync(join(root, artifact.path), "utf8")).toBe("content");
    expect(statSync(join(root, directory)).mode & 0o777).toBe(0o700);
    expect(statSync(join(root, artifact.path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(root, directory))).toEqual(["abc.tar.gz"]);
  });

  it("does not begin without its root [ST-01]", () => {
    expect(() => storageOf({ root: join(root, "none") })).toThrow(`invalid dir path: ${join(root, "none")}`);
    writeFileSync(join(root, "file"), "");
    expect(() => storageOf({ root: join(root, "file") })).toThrow("invalid dir path");
  });

  it.each([
    ["artifacts.local:9090", "http://artifacts.local:9090/a/b"],
    ["https://artifacts.local/prefix/", "https://artifacts.local/prefix/a/b"],
    ["http://artifacts.local", "http://artifacts.local/a/b"],
  ])("advertises %s as %s [ST-04]", (address, url) => {
    expect(storageOf({ advertisedAddress: address }).urlOf("a/b")).toBe(url);
  });

  it.each([
    ["given.local", ":9090", "given.local"],
    ["", ":9090", "localhost:9090"],
    ["", "0.0.0.0:9090", "box:9090"],
    ["", "10.1.2.3:80", "10.1.2.3:80"],
  ])("makes the advertised address out of %j and %j [ST-05]", (given, listen, expected) => {
    expect(advertisedAddress(given, listen, "box")).toBe(expected);
  });

  it("keeps what was there when writing fails, and leaves nothing behind [ST-07]", async () => {
    const storage = storageOf();
    const before = await store(storage, "abc.tar.gz", "good");
    async function* broken() {
      yield Buffer.from("half");
      throw new Error("source went away");
    }
    await expect(storage.write(before, broken())).rejects.toThrow("source went away");
    expect(readFileSync(join(root, before.path), "utf8")).toBe("good");
    expect(await readdir(join(root, directory))).toEqual(["abc.tar.gz"]);
    expect(await storage.verify(before)).toEqual({ kind: "stored" });
  });

  it("replaces a file of the same name at once [GR-22]", async () => {
    const storage = storageOf();
    const before = await store(storage, "abc.tar.gz", "one");
    const after = await store(storage, "abc.tar.gz", "two");
    expect(await storage.verify(after)).toEqual({ kind: "stored" });
    expect(await storage.verify(before)).toMatchObject({ kind: "damaged" });
  });

  it.each(digestAlgorithms)(
    "computes digests by %s and checks old ones by their own [ST-08]",
    async (algorithm) => {
      const old = await store(storageOf(), "old.tar.gz", "x");
      const storage = storageOf({ digestAlgorithm: algorithm });
      const artifact = await store(storage, "new.tar.gz", "x");
      expect(artifact.digest.startsWith(`${algorithm}:`)).toBe(true);
      expect(await storage.verify(artifact)).toEqual({ kind: "stored" });
      expect(await storage.verify(old)).toEqual({ kind: "stored" });
    },
  );

  it("knows the digests of other implementations [ST-08]", () => {
    const empty = new Uint8Array();
    expect(hashBytes(empty, "blake3")).toBe(
      "blake3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    );
    expect(hashBytes(empty, "sha1")).toBe("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709");
    expect(() => hashBytes(empty, "md5")).toThrow("unsupported digest algorithm: md5");
  });

  it("tells missing and damaged artifacts apart, and takes no link for one [RC-20] [RC-21]", async () => {
    const storage = storageOf();
    const artifact = await store(storage, "abc.tar.gz", "content");
    expect(await storage.verify(artifact)).toEqual({ kind: "stored" });
    const place = join(root, artifact.path);
    const { atime, mtime } = statSync(place);
    writeFileSync(place, "CONTENT");
    utimesSync(place, atime, mtime);
    expect(await storage.verify(artifact)).toEqual({
      kind: "damaged",
      message: `computed digest doesn't match '${artifact.digest}'`,
    });
    rmSync(place);
    expect(await storage.verify(artifact)).toEqual({ kind: "missing" });
    writeFileSync(join(root, "elsewhere"), "content");
    symlinkSync(join(root, "elsewhere"), place);
    expect(await storage.verify(artifact)).toEqual({ kind: "missing" });
  });

  it.each(["../x", "a/../../x", "/etc/passwd", "a//b", "", "a\\b", "./a"])(
    "finds no place for %j [ST-11]",
    async (path) => {
      const storage = storageOf();
      expect(() => storage.localPath(path)).toThrowError(
        expect.objectContaining({ code: "ARTIFACT_PATH_INVALID" }),
      );
      const artifact = { path, url: "", revision: "", digest: "sha256:00", lastUpdateTime: "" };
      expect(await storage.verify(artifact)).toEqual({ kind: "missing" });
    },
  );

  it("follows no link out of the root [ST-11]", () => {
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    mkdirSync(join(root, "gitrepository"));
    symlinkSync(outside, join(root, "gitrepository", "apps"));
    expect(() => storageOf().localPath(`${directory}/x`)).toThrow("leaves the storage");
    rmSync(outside, { recursive: true });
  });

  it("leads a link to the latest artifact [ST-03]", async () => {
    const storage = storageOf();
    const first = await store(storage, "1.tar.gz", "one");
    expect(await storage.link(first, "latest.tar.gz")).toBe(
      `http://artifacts.local/${directory}/latest.tar.gz`,
    );
    const second = await store(storage, "2.tar.gz", "two");
    await storage.link(second, "latest.tar.gz");
    expect(readlinkSync(join(root, directory, "latest.tar.gz"))).toBe(join(root, second.path));
    expect(await readdir(join(root, directory))).toEqual(["1.tar.gz", "2.tar.gz", "latest.tar.gz"]);
  });

  it("removes all that an owner has [OBJ-12]", async () => {
    const storage = storageOf();
    await store(storage, "1.tar.gz", "one");
    expect(await storage.removeAll(owner)).toBe(true);
    expect(existsSync(join(root, directory))).toBe(false);
    expect(await storage.removeAll(owner)).toBe(false);
  });
});

describe("toolkit/artifact garbage collection", () => {
  /** Files by name with their ages in seconds; the current one is `current`. */
  async function collect(ages: Record<string, number>, options: Partial<ArtifactStorageOptions> = {}) {
    const storage = storageOf(options);
    mkdirSync(join(root, directory), { recursive: true });
    for (const [name, seconds] of Object.entries(ages)) {
      const place = join(root, directory, name);
      writeFileSync(place, name);
      const time = new Date(Date.now() - seconds * 1000);
      utimesSync(place, time, time);
    }
    const count = await storage.collectGarbage({ path: `${directory}/current` });
    return { count, left: await readdir(join(root, directory)) };
  }

  it.each<[string, Record<string, number>, string[]]>([
    ["what is older than the time to live", { current: 500, a: 61, b: 300 }, ["current"]],
    ["nothing that is younger, up to two records", { current: 5, a: 30 }, ["a", "current"]],
    ["the oldest beyond two records", { current: 5, a: 10, b: 20, c: 30 }, ["a", "current"]],
    ["never the current one", { current: 50, a: 10, b: 20, c: 30 }, ["a", "current"]],
    [
      "lock files with their artifact only",
      { current: 5, "a.lock": 500, a: 500, "b.lock": 500 },
      ["b.lock", "current"],
    ],
  ])("removes %s [ST-10]", async (_name, ages, left) => {
    const found = await collect(ages);
    expect(found.left).toEqual(left);
    expect(found.count).toBe(
      Object.keys(ages).filter((name) => !name.endsWith(".lock") && !left.includes(name)).length,
    );
  });

  it("leaves links and directories alone [ST-10]", async () => {
    mkdirSync(join(root, directory, "sub"), { recursive: true });
    symlinkSync("current", join(root, directory, "latest.tar.gz"));
    const { left } = await collect({ current: 1, a: 500 });
    expect(left).toEqual(["current", "latest.tar.gz", "sub"]);
    expect(lstatSync(join(root, directory, "latest.tar.gz")).isSymbolicLink()).toBe(true);
  });

  it("keeps as many as it is told [ST-10]", async () => {
    const { left } = await collect(
      { current: 1, a: 2, b: 3, c: 4 },
      { retentionRecords: 3, retentionMs: 3_600_000 },
    );
    expect(left).toEqual(["a", "b", "current"]);
  });
});

describe("toolkit/artifact after kill -9", () => {
  it("has whole files only, at whatever moment the process was killed [ST-07]", async () => {
    const program = join(root, "..", `${root.split("/").pop()}-writer.mjs`);
    const module = new URL("./artifact-storage.ts", import.meta.url).href;
    writeFileSync(
      program,
      `import { ArtifactStorage } from ${JSON.stringify(module)};
       const storage = new ArtifactStorage({ root: process.argv[2], advertisedAddress: "x" });
       const owner = ${JSON.stringify(owner)};
       async function* content(n) { for (let i = 0; i < 40; i++) yield Buffer.alloc(20000, n % 251); }
       for (let n = 0; ; n++) {
         const artifact = await storage.write(storage.plan(owner, "r", n % 5 + ".tar.gz"), content(n));
         process.send(artifact);
       }`,
    );
    for (let round = 0; round < 6; round++) {
      let last: { path: string; digest: string } | undefined;
      const child = fork(program, [root], {
        execArgv: ["--import", "tsx", "--conditions=source"],
        stdio: "ignore",
      });
      child.on("message", (message) => {
        last = message as { path: string; digest: string };
      });
      await new Promise<void>((resolve) => child.once("message", () => resolve()));
      // A moment of its own in each round, within the time that a few artifacts take.
      await new Promise<void>((resolve) => setTimeout(resolve, round * 7));
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
      const storage = storageOf();
      await storage.recover();
      expect(last).toBeDefined();
      for (const name of await readdir(join(root, directory))) {
        const bytes = readFileSync(join(root, directory, name));
        expect(name).toMatch(/^\d\.tar\.gz$/);
        expect(bytes.length).toBe(800_000);
        expect(bytes.equals(Buffer.alloc(800_000, bytes[0]))).toBe(true);
      }
    }
    rmSync(program);
  });
});
