import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { memoryTree } from "@sluice/base/file-tree";
import { describe, expect, it } from "vitest";
import {
  decodeRelease,
  encodeRelease,
  loadChartArchive,
  loadChartTree,
  packageChart,
  type ReleaseRecord,
  RepositoryIndex,
  readReleaseObject,
  releaseChart,
  releaseJson,
  releaseObject,
  showText,
  verifyProvenance,
} from "../src/index.ts";

const files = {
  "Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0\nappVersion: 1.10\nannotations:\n  b: 2\n  a: <x>\n",
  "values.yaml": "b: 1\na: {z: 1, w: null}\n",
  "templates/a.yaml": "a: 1\n",
  "README.md": "# x\n",
};
const chart = await loadChartTree(memoryTree(files));

const record: ReleaseRecord = {
  name: "demo",
  info: {
    first_deployed: "2026-01-02T03:04:05.123456789Z",
    last_deployed: "2026-01-02T03:04:05.123456789Z",
    description: "Install complete",
    status: "deployed",
  },
  chart: releaseChart(chart),
  config: { z: 1, a: "<b>" },
  manifest: "---\na: 1\n",
  version: 3,
  namespace: "apps",
  apply_method: "ssa",
  labels: { team: "x" },
};

describe("release records", () => {
  it("are JSON in Go's order with Go's escapes [ST-04][ST-05]", () => {
    expect(releaseJson(record)).toBe(
      '{"name":"demo","info":{"first_deployed":"2026-01-02T03:04:05.123456789Z","last_deployed":"2026-01-02T03:04:05.123456789Z","description":"Install complete","status":"deployed"},' +
        '"chart":{"metadata":{"name":"x","version":"1","apiVersion":"v2","appVersion":"1.1","annotations":{"a":"\\u003cx\\u003e","b":"2"}},"lock":null,' +
        '"templates":[{"name":"templates/a.yaml","data":"YTogMQo="}],"values":{"a":{"w":null,"z":1},"b":1},"schema":null,"schemamodtime":"0001-01-01T00:00:00Z","files":[{"name":"README.md","data":"IyB4Cg=="}]},' +
        '"config":{"a":"\\u003cb\\u003e","z":1},"manifest":"---\\na: 1\\n","version":3,"namespace":"apps","apply_method":"ssa"}',
    );
  });

  it("are gzip in base64 that reads back, nanoseconds and all [ST-02]", async () => {
    const text = await encodeRelease(record);
    expect(gunzipSync(Buffer.from(text, "base64")).toString()).toBe(releaseJson(record));
    const { labels: _, ...kept } = record;
    expect(await decodeRelease(text)).toEqual(kept);
    expect(await decodeRelease(Buffer.from(releaseJson(record)).toString("base64"))).toEqual(kept);
  });

  it.each(["Secret", "ConfigMap"] as const)(
    "live in a %s with Helm's name, type and labels [ST-01][ST-03]",
    async (kind) => {
      const object = await releaseObject(record, kind, { createdAt: 1700000000.9 });
      expect(object).toMatchObject({
        metadata: {
          name: "sh.helm.release.v1.demo.v3",
          labels: {
            name: "demo",
            owner: "helm",
            status: "deployed",
            version: "3",
            createdAt: "1700000000",
            team: "x",
          },
        },
      });
      expect(object.type).toBe(kind === "Secret" ? "helm.sh/release.v1" : undefined);
      expect(await readReleaseObject(object)).toEqual(record);
    },
  );

  it("read the empty times of Helm 3 as no times [ST-05]", async () => {
    const old = JSON.stringify({
      name: "a",
      info: { deleted: "", status: "deployed" },
      version: 1,
      namespace: "b",
    });
    expect((await decodeRelease(Buffer.from(old).toString("base64"))).info).toEqual({ status: "deployed" });
    await expect(decodeRelease("!!")).rejects.toMatchObject({ code: "RELEASE_INVALID" });
  });
});

describe("packed charts", () => {
  it("hold what the chart holds and are the same bytes each time [CL-09]", async () => {
    const { fileName, bytes } = await packageChart(chart, { version: "2.0.0" });
    expect(fileName).toBe("x-2.0.0.tgz");
    expect((await packageChart(chart, { version: "2.0.0" })).bytes).toEqual(bytes);
    const again = await loadChartArchive(bytes);
    expect(again.metadata.version).toBe("2.0.0");
    expect(showText(again, "values")).toBe(showText(chart, "values"));
    expect(again.templates).toEqual(chart.templates);
  });
});

describe("repository indexes", () => {
  const text = [
    "apiVersion: v1",
    "entries:",
    "  one:",
    "  - apiVersion: v2",
    "    name: one",
    "    version: 1.0.0",
    '    description: "an entry: with a colon"',
    "    urls: [one-1.0.0.tgz]",
    "    digest: abc",
    "  - name: one",
    "    version: 1.2.0-rc.1",
    "    urls: [https://example.com/one-1.2.0-rc.1.tgz]",
    "  - name: one",
    "    version: 1.1.0",
    "    urls: [one-1.1.0.tgz]",
    "  - name: ''",
    "    version: 9.9.9",
    '  "two":',
    "    - name: two",
    "      version: 0.1.0",
    "      urls: []",
    "generated: 2026-01-01T00:00:00Z",
    "",
  ].join("\n");

  function sourceOf(content: string, chunkSize = 7) {
    const bytes = new TextEncoder().encode(content);
    const reads: [number, number][] = [];
    return {
      reads,
      async *stream() {
        for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.slice(at, at + chunkSize);
      },
      read: (start: number, end: number) => {
        reads.push([start, end]);
        return bytes.slice(start, end);
      },
    };
  }

  it("give the newest version that fits, an exact one first [RP-01][RP-02]", async () => {
    const warnings: string[] = [];
    const index = await RepositoryIndex.open(sourceOf(text), (message) => warnings.push(message));
    expect(index.names()).toEqual(["one", "two"]);
    expect((await index.versions("one")).map((entry) => entry.metadata.version)).toEqual([
      "1.2.0-rc.1",
      "1.1.0",
      "1.0.0",
    ]);
    expect((await index.find("one")).metadata.version).toBe("1.1.0");
    expect((await index.find("one", "~1.0")).digest).toBe("abc");
    expect((await index.find("one", "1.2.0-rc.1")).urls).toEqual(["https://example.com/one-1.2.0-rc.1.tgz"]);
    expect((await index.find("two")).metadata.version).toBe("0.1.0");
    expect(warnings).toHaveLength(1);
    await expect(index.find("three")).rejects.toMatchObject({ code: "INDEX_VERSION_NOT_FOUND" });
    await expect(index.find("one", ">9")).rejects.toMatchObject({ code: "INDEX_VERSION_NOT_FOUND" });
  });

  it("read no more of the text than the chart that is asked for, and that once", async () => {
    const source = sourceOf(text, 1000);
    const index = await RepositoryIndex.open(source);
    await index.find("two");
    await index.find("two");
    expect(source.reads).toHaveLength(1);
    expect(source.reads[0]![1] - source.reads[0]![0]).toBeLessThan(100);
  });

  it("are read in JSON too, and refused when empty or without a version [RP-01]", async () => {
    const json = JSON.stringify({
      apiVersion: "v1",
      entries: { one: [{ name: "one", version: "1.0.0", urls: ["a"] }] },
    });
    expect((await (await RepositoryIndex.open(sourceOf(json))).find("one")).urls).toEqual(["a"]);
    await expect(RepositoryIndex.open(sourceOf(""))).rejects.toThrowError("empty index.yaml file");
    await expect(RepositoryIndex.open(sourceOf("entries: {}\n"))).rejects.toThrowError(
      "no API version specified",
    );
  });

  it("answer alike however the text is cut into pieces", async () => {
    for (const size of [1, 2, 3, 11, 64]) {
      const index = await RepositoryIndex.open(sourceOf(text, size));
      expect((await index.versions("one")).length).toBe(3);
    }
  });
});

describe("provenance", () => {
  const archive = new TextEncoder().encode("archive");
  const hash = createHash("sha256").update(archive).digest("hex");
  const signed = (sum: string) =>
    `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nname: x\nversion: 1.0.0\n\n...\nfiles:\n  x-1.0.0.tgz: sha256:${sum}\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n`;

  it("names the signer of an archive whose hash is signed [RP-04]", async () => {
    let bytes: Uint8Array | undefined;
    const check = await verifyProvenance(archive, signed(hash), "x-1.0.0.tgz", async (text) => {
      bytes = text;
      return "Jane";
    });
    expect(check).toEqual({ signer: "Jane", fileName: "x-1.0.0.tgz", fileHash: `sha256:${hash}` });
    expect(new TextDecoder().decode(bytes)).toBe(
      `name: x\r\nversion: 1.0.0\r\n\r\n...\r\nfiles:\r\n  x-1.0.0.tgz: sha256:${hash}`,
    );
  });

  it("refuses another name, another hash, a bad signature and a text without one [RP-04]", async () => {
    const good = async () => "Jane";
    await expect(verifyProvenance(archive, signed(hash), "y.tgz", good)).rejects.toThrowError(
      'provenance does not contain a SHA for a file named "y.tgz"',
    );
    await expect(verifyProvenance(archive, signed("00"), "x-1.0.0.tgz", good)).rejects.toThrowError(
      /sha256 sum does not match for x-1.0.0.tgz/,
    );
    await expect(
      verifyProvenance(archive, signed(hash), "x-1.0.0.tgz", async () => {
        throw new Error("openpgp: invalid signature");
      }),
    ).rejects.toThrowError("openpgp: invalid signature");
    await expect(verifyProvenance(archive, "nothing", "x", good)).rejects.toThrowError(
      "signature block not found",
    );
  });
});
