import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFileHandler } from "./index.ts";

let root: string;
let handle: (request: Request) => Promise<Response>;
const modified = "Thu, 01 Jan 2026 00:00:00 GMT";

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "files-")));
  mkdirSync(join(root, "a/b"), { recursive: true });
  writeFileSync(join(root, "a/b/x.tar.gz"), "0123456789");
  utimesSync(join(root, "a/b/x.tar.gz"), new Date(modified), new Date(modified));
  writeFileSync(join(root, "a/b/y.tar.gz.1-2.unfinished"), "half");
  writeFileSync(join(root, "a/b/<&>.txt"), "");
  symlinkSync(join(root, "a/b/x.tar.gz"), join(root, "a/b/latest.tar.gz"));
  symlinkSync("/etc/passwd", join(root, "a/b/evil"));
  writeFileSync(join(root, "index.html"), "index");
  handle = createFileHandler(root);
});
afterAll(() => rmSync(root, { recursive: true }));

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  handle(new Request(`http://host${path}`, { method, headers }));
const file = "/a/b/x.tar.gz";

describe("toolkit/artifact file server", () => {
  it("serves files with length, time and entity tag [ST-06]", async () => {
    const response = await get(file);
    expect(await response.text()).toBe("0123456789");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-length": "10",
      "content-type": "application/gzip",
      "last-modified": modified,
      "accept-ranges": "bytes",
      etag: expect.stringMatching(/^".+"$/),
    });
  });

  it("answers HEAD without a body [ST-06]", async () => {
    const response = await get(file, {}, "HEAD");
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      "10",
      "",
    ]);
  });

  it.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=8-99", 206, "89", "bytes 8-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=0-1,4-5", 200, "0123456789", null],
    ["bytes=5-2", 200, "0123456789", null],
    ["lines=1-2", 200, "0123456789", null],
  ])("answers the range %s [ST-06]", async (range, status, body, contentRange) => {
    const response = await get(file, { range });
    expect([response.status, await response.text(), response.headers.get("content-range")]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  it("answers conditional requests [ST-06]", async () => {
    const etag = (await get(file, {}, "HEAD")).headers.get("etag") as string;
    const status = async (headers: Record<string, string>) => (await get(file, headers)).status;
    expect(await status({ "if-none-match": etag })).toBe(304);
    expect(await status({ "if-none-match": `"x", W/${etag}` })).toBe(304);
    expect(await status({ "if-none-match": '"x"', "if-modified-since": modified })).toBe(200);
    expect(await status({ "if-modified-since": modified })).toBe(304);
    expect(await status({ "if-modified-since": "Wed, 31 Dec 2025 00:00:00 GMT" })).toBe(200);
    expect(await status({ "if-match": '"x"' })).toBe(412);
    expect(await status({ range: "bytes=0-1", "if-range": etag })).toBe(206);
    expect(await status({ range: "bytes=0-1", "if-range": modified })).toBe(206);
    expect(await status({ range: "bytes=0-1", "if-range": '"x"' })).toBe(200);
  });

  it("lists directories and follows links inside the root [ST-03] [ST-06]", async () => {
    expect((await get("/a/b")).headers.get("location")).toBe("./b/");
    const listing = await (await get("/a/b/")).text();
    expect(listing).toContain(">x.tar.gz</a>");
    expect(listing).not.toContain("unfinished");
    expect(listing).not.toContain("<&>");
    expect(await (await get("/a/b/latest.tar.gz")).text()).toBe("0123456789");
    expect((await get("/index.html")).headers.get("location")).toBe("./");
    expect((await get("/")).status).toBe(200);
  });

  it.each([
    "/none",
    "/a/b/evil",
    "/a/b/y.tar.gz.1-2.unfinished",
    "/..%2f..%2fetc/passwd",
    "/a/%2e%2e/%2e%2e/etc/passwd",
    "/a%00b",
    "/a/b/x.tar.gz/",
    "/%ff",
  ])("has nothing at %s", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it("serves a root that is a link itself", async () => {
    const link = `${root}-link`;
    symlinkSync(root, link);
    const response = await createFileHandler(link)(new Request(`http://host${file}`));
    expect(await response.text()).toBe("0123456789");
    rmSync(link);
  });

  it("takes no other methods", async () => {
    expect((await get(file, {}, "PUT")).status).toBe(405);
  });
});
