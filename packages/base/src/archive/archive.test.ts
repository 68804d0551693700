import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestOf } from "../digest/index.ts";
import { type FileContent, memoryTree } from "../file-tree/index.ts";
import { sourceIgnoreMatcher } from "../ignore/index.ts";
import {
  packTar,
  packTarGz,
  type TarEntry,
  TarParser,
  treeEntries,
  unpackTar,
  unpackTarGz,
  unpackTarGzStream,
} from "./index.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

const pack = (files: Record<string, FileContent>) => collect(packTar(treeEntries(memoryTree(files))));

/** The header of one entry, written by hand so that it can be wrong in any way. */
function header(name: string, typeFlag = "0", size = 0, linkName = ""): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write("0000644\0", 100);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write(typeFlag, 156);
  block.write(linkName, 157);
  block.write("ustar\x0000", 257);
  block.fill(32, 148, 156);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  return block;
}

const archive = (...blocks: Uint8Array[]) => Buffer.concat([...blocks, Buffer.alloc(1024)]);

function content(body: string): Buffer {
  const block = Buffer.alloc(Math.ceil(Buffer.byteLength(body) / 512) * 512);
  block.write(body);
  return block;
}

describe("base/archive writing", () => {
  it("writes the root first, directories before their content, names in byte order [AR-01] [AR-02]", async () => {
    const bytes = await pack({ "b/z": "1", "a.b": "2", "a/x": "3", empty: "", "d/": "" });
    const names: string[] = [];
    for (let at = 0; bytes[at] !== 0; ) {
      const size = Number.parseInt(bytes.toString("latin1", at + 124, at + 135), 8);
      names.push(bytes.toString("latin1", at, at + 100).replace(/\0.*$/s, ""));
      at += 512 + Math.ceil(size / 512) * 512;
    }
    expect(names).toEqual([".", "a", "a/x", "a.b", "b", "b/z", "d", "empty"]);
    const wide = memoryTree({ "\u{1f600}": "", "\uffee": "", é: "" });
    expect([...treeEntries(wide)].map(({ path }) => path)).toEqual(["é", "\uffee", "\u{1f600}"]);
  });

  it("writes the bytes that Go's archive/tar writes, long and non-ASCII names included [AR-03]", async () => {
    const long = `${"d".repeat(90)}/${"e".repeat(60)}`;
    const files = { [`${long}/f`]: "1", [`${long}/${"g".repeat(101)}`]: "2", "é/x": "3" };
    // Digest of what Go 1.25 writes for the same entries.
    expect(digestOf(await pack(files))).toBe(
      "sha256:e3f4d3e0933658235907747a7ab81597b629ebf3bd5b81126bbdbe4b8ea5ac4b",
    );
  });

  it("forces owner, time and modes [AR-03]", async () => {
    const bytes = await pack({ run: { bytes: Buffer.from("x"), executable: true }, "dir/file": "y" });
    const fields = (at: number) => [
      bytes.toString("latin1", at, at + 100).replace(/\0.*$/s, ""),
      bytes.toString("latin1", at + 100, at + 107),
      bytes.toString("latin1", at + 108, at + 115),
      bytes.toString("latin1", at + 136, at + 147),
      bytes.toString("latin1", at + 156, at + 157),
      bytes.toString("latin1", at + 265, at + 266),
    ];
    expect([fields(0), fields(512), fields(1024), fields(2048)]).toEqual([
      [".", "0000750", "0000000", "00000000000", "5", "\0"],
      ["dir", "0000750", "0000000", "00000000000", "5", "\0"],
      ["dir/file", "0000600", "0000000", "00000000000", "0", "\0"],
      ["run", "0000700", "0000000", "00000000000", "0", "\0"],
    ]);
  });

  it("leaves links out and keeps empty directories [AR-02] [AR-04]", async () => {
    const tree = memoryTree({ "a/link": { link: "../b" }, b: "", "c/": "" });
    const paths = [...treeEntries(tree)].map(({ path }) => path);
    expect(paths).toEqual(["a", "b", "c"]);
  });

  it("tests each path on its own, so that files stay whose directory is left out [IG-04]", () => {
    const tree = memoryTree({ "dir/keep.yaml": "", "dir/drop.yaml": "", "top.yaml": "" });
    const ignores = sourceIgnoreMatcher([], "dir/\n!dir/keep.yaml");
    expect([...treeEntries(tree, ignores)].map(({ path }) => path)).toEqual(["dir/keep.yaml", "top.yaml"]);
  });

  it("gives the same bytes for the same files, with Go's gzip header [AR-01] [AR-05]", async () => {
    const files = { "a/b.yaml": "x: 1\n", "c.yaml": "y".repeat(100_000) };
    const first = await collect(packTarGz(treeEntries(memoryTree(files))));
    const second = await collect(packTarGz(treeEntries(memoryTree(Object.entries(files).reverse()))));
    expect(first.equals(second)).toBe(true);
    expect([...first.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    expect(gunzipSync(first).equals(await pack(files))).toBe(true);
  });

  it("passes on what goes wrong while entries are read", async () => {
    async function* broken() {
      yield { kind: "directory" as const, path: "a" };
      throw new Error("disk gone");
    }
    await expect(collect(packTarGz(broken()))).rejects.toThrow("disk gone");
  });

  it("reads back whatever it wrote, in pieces of any size", async () => {
    const segment = fc.stringMatching(/^[\w é\n]{1,120}$/).filter((name) => !/^\.*$/.test(name));
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
    const file = fc.record({ bytes: fc.uint8Array({ maxLength: 2000 }), executable: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(path, file), { maxLength: 8 }),
        fc.integer({ min: 1, max: 3000 }),
        async (files, size) => {
          const tree = memoryTree(files);
          const bytes = await collect(packTar(treeEntries(tree)));
          const parser = new TarParser();
          const entries: TarEntry[] = [];
          for (let at = 0; at < bytes.length; at += size) {
            entries.push(...parser.push(bytes.subarray(at, at + size)));
          }
          parser.end();
          const found = entries.filter((entry) => entry.path !== "");
          expect(found.map((entry) => entry.path)).toEqual([...treeEntries(tree)].map((entry) => entry.path));
          for (const entry of found) {
            if (entry.kind === "file")
              expect(Buffer.from(entry.bytes).equals(tree.read(entry.path))).toBe(true);
          }
        },
      ),
    );
  });
});

describe("base/archive reading", () => {
  it.each([
    ["a\\b", "a\\b"],
    ["/etc/passwd", "/etc/passwd"],
    ["../up", "../up"],
    ["a/../../up", "a/../../up"],
    ["a/..", "a/.."],
  ])("refuses the name %j [AR-06]", (name) => {
    expect(() => unpackTar(archive(header(name, "5")))).toThrowError(
      expect.objectContaining({
        code: "ARCHIVE_INVALID",
        message: `tar contained invalid name error ${JSON.stringify(name)}`,
      }),
    );
  });

  it("refuses links unless told to skip or keep them [AR-06]", () => {
    const bytes = archive(header("link", "2", 0, "/etc/passwd"), header("file", "0", 1), content("x"));
    expect(() => unpackTar(bytes)).toThrow(
      "tar file entry link is a symlink, which is not allowed in this context",
    );
    expect(unpackTar(bytes, { links: "skip" }).list("")).toEqual(["file"]);
    const kept = unpackTar(bytes, { links: "keep" });
    expect(kept.node("link")).toEqual({ kind: "link", target: "/etc/passwd" });
    expect(() => kept.read("link")).toThrowError(expect.objectContaining({ code: "TREE_PATH_ESCAPES" }));
  });

  it.each([
    ["1", "hard link"],
    ["3", "character device"],
    ["4", "block device"],
    ["6", "named pipe"],
  ])("refuses entries of type %s [AR-06]", (typeFlag, name) => {
    expect(() => unpackTar(archive(header("x", typeFlag, 0, "y")), { links: "skip" })).toThrow(
      `tar file entry x contained unsupported file type ${name}`,
    );
  });

  it("caps the unpacked bytes before it holds them [AR-06]", () => {
    const bytes = archive(header("bomb", "0", 2000), content("x".repeat(2000)));
    expect(() => unpackTar(bytes, { limits: { maxBytes: 1999 } })).toThrowError(
      expect.objectContaining({
        code: "ARCHIVE_TOO_LARGE",
        message: 'tar "bomb" is bigger than max archive size of 1999 bytes',
      }),
    );
    expect(unpackTar(bytes, { limits: { maxBytes: 2000 } }).read("bomb")).toHaveLength(2000);
    expect(() => unpackTar(archive(header("sparse", "0", 8 ** 10)))).toThrow("max archive size");
  });

  it("stops a gzip bomb without unpacking it", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const limits = { maxBytes: 1024, maxEntries: 10 };
    expect(() => unpackTarGz(bomb, { limits })).toThrowError(
      expect.objectContaining({ code: "ARCHIVE_TOO_LARGE" }),
    );
  });

  it("caps entries, depth and length of paths", () => {
    const many = archive(...Array.from({ length: 11 }, (_, index) => header(`f${index}`)));
    const limits = { maxEntries: 10, maxDepth: 2, maxPathLength: 20 };
    for (const bytes of [many, archive(header("a/b/c")), archive(header("x".repeat(21)))]) {
      expect(() => unpackTar(bytes, { limits })).toThrowError(
        expect.objectContaining({ code: "ARCHIVE_TOO_LARGE" }),
      );
    }
  });

  it("reads long names of GNU tar, PAX records and the old form of directories", () => {
    const long = `${"d".repeat(120)}/file`;
    const record = `${`17 path=pax/name\n`}`;
    const tree = unpackTar(
      archive(
        header("pax_global_header", "g", 0),
        header("././@LongLink", "L", long.length + 1),
        content(long),
        header("short", "0", 1),
        content("1"),
        header("x", "x", record.length),
        content(record),
        header("other", "0", 1),
        content("2"),
        header("old/", "0"),
      ),
    );
    expect(text(tree.read(long))).toBe("1");
    expect(text(tree.read("pax/name"))).toBe("2");
    expect(tree.list("old")).toEqual([]);
  });

  it.each([
    ["no gzip", Buffer.from("plain text"), "requires gzip-compressed body"],
    ["gzip cut short", gzipSync(archive(header("a"))).subarray(0, 30), "requires gzip-compressed body"],
    ["tar cut short", gzipSync(header("a", "0", 600)), "truncated"],
    ["a wrong checksum", gzipSync(archive(header("a").fill("b", 0, 1))), "checksum"],
    ["a broken PAX record", gzipSync(archive(header("x", "x", 4), content("9 a="))), "PAX"],
  ])("refuses %s [AR-06]", async (_name, bytes, message) => {
    const expected = expect.objectContaining({
      code: "ARCHIVE_INVALID",
      message: expect.stringContaining(message),
    });
    expect(() => unpackTarGz(bytes)).toThrowError(expected);
    await expect(
      unpackTarGzStream(
        (async function* () {
          yield bytes;
        })(),
      ),
    ).rejects.toThrowError(expected);
  });

  it("never throws anything but its own errors on random damage", async () => {
    const bytes = await pack({ "a/b": "hello", c: "x".repeat(700) });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = value;
        try {
          unpackTar(damaged);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^ARCHIVE_/) });
        }
      }),
    );
  });

  it("reads an archive that arrives piece by piece", async () => {
    const bytes = await collect(packTarGz(treeEntries(memoryTree({ "a/b": "1", c: "2" }))));
    const tree = await unpackTarGzStream(
      (async function* () {
        for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
      })(),
    );
    expect(text(tree.read("a/b")) + text(tree.read("c"))).toBe("12");
  });
});
