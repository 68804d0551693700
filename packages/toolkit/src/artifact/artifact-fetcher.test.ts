import { packTarGz, treeEntries } from "@sluice/base/archive";
import { ManualClock } from "@sluice/base/clock";
import { digestOf } from "@sluice/base/digest";
import { memoryTree } from "@sluice/base/file-tree";
import { describe, expect, it } from "vitest";
import { ArtifactFetcher, type ArtifactFetcherOptions } from "./index.ts";

async function archiveOf(files: Record<string, string>): Promise<{ bytes: Buffer; digest: string }> {
  const pieces: Uint8Array[] = [];
  for await (const piece of packTarGz(treeEntries(memoryTree(files)))) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  return { bytes, digest: digestOf(bytes) };
}

const url = "http://source/x.tar.gz";
const { bytes, digest } = await archiveOf({ "a.yaml": "a: 1" });
const code = (text: string) => expect.objectContaining({ code: text });

/** A fetcher whose server gives the answers in turn, the last one for ever. */
function fetcherOf(answers: (() => Response)[], options: Partial<ArtifactFetcherOptions> = {}) {
  const requests: string[] = [];
  const clock = new ManualClock();
  const fetcher = new ArtifactFetcher({
    clock,
    fetch: async (address) => {
      requests.push(address);
      return (answers[Math.min(requests.length, answers.length) - 1] as () => Response)();
    },
    ...options,
  });
  return { fetcher, requests, clock };
}

const ok = () => new Response(new Uint8Array(bytes));

describe("toolkit/artifact fetcher", () => {
  it("fetches an artifact as a tree, its digest checked first [AR-07]", async () => {
    const { fetcher } = fetcherOf([ok]);
    expect((await fetcher.fetchTree({ url, digest })).list("")).toEqual(["a.yaml"]);
    const { fetcher: plain } = fetcherOf([ok]);
    expect((await plain.fetchTree({ url, digest: digest.slice(7) })).list("")).toEqual(["a.yaml"]);
    const wrong = fetcherOf([() => new Response("not even gzip")]).fetcher;
    await expect(wrong.fetchTree({ url, digest })).rejects.toThrowError(code("ARTIFACT_DIGEST_MISMATCH"));
    await expect(wrong.fetchTree({ url, digest: "" })).rejects.toThrowError(code("ARTIFACT_DIGEST_MISMATCH"));
  });

  it("tries again after 5 to 30 seconds when the server fails, and not when it has nothing [AR-07]", async () => {
    const down = () => new Response("", { status: 503 });
    const { fetcher, requests, clock } = fetcherOf([down, down, down, down, ok]);
    const fetching = fetcher.fetchTree({ url, digest });
    for (const [seconds, count] of [
      [4, 1],
      [1, 2],
      [9, 2],
      [1, 3],
      [20, 4],
      [30, 5],
    ] as const) {
      await clock.advance(seconds * 1000);
      expect(requests).toHaveLength(count);
    }
    expect((await fetching).list("")).toEqual(["a.yaml"]);
    const gone = fetcherOf([() => new Response("", { status: 404 })]);
    await expect(gone.fetcher.fetchTree({ url, digest })).rejects.toThrowError(code("ARTIFACT_NOT_FOUND"));
    expect(gone.requests).toHaveLength(1);
  });

  it("gives up after the retries it was given [AR-07]", async () => {
    const { fetcher, requests, clock } = fetcherOf(
      [
        () => {
          throw new TypeError("fetch failed");
        },
      ],
      { retries: 2 },
    );
    const failing = expect(fetcher.fetchTree({ url, digest })).rejects.toThrowError(
      code("ARTIFACT_UNREACHABLE"),
    );
    await clock.advance(60_000);
    await failing;
    expect(requests).toHaveLength(3);
  });

  it("counts the bytes that come, not those that are announced [AR-07]", async () => {
    const big = () => new Response(Buffer.alloc(2_000), { headers: { "content-length": "10" } });
    const { fetcher } = fetcherOf([big], { maxDownloadBytes: 1_000 });
    await expect(fetcher.fetchTree({ url, digest })).rejects.toThrowError(code("ARTIFACT_TOO_LARGE"));
  });

  it("fetches equal digests once, at the same time and later", async () => {
    const { fetcher, requests } = fetcherOf([ok]);
    const trees = await Promise.all([1, 2, 3].map(() => fetcher.fetchTree({ url, digest })));
    trees.push(await fetcher.fetchTree({ url: "http://other/y", digest }));
    expect(new Set(trees).size).toBe(1);
    expect(requests).toEqual([url]);
  });

  it("does not let one that gives up take the others with it", async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let calls = 0;
    const fetcher = new ArtifactFetcher({
      fetch: async (_address, { signal }) => {
        calls++;
        await Promise.race([
          held,
          new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
        ]);
        return ok();
      },
    });
    const abort = new AbortController();
    const first = fetcher.fetchTree({ url, digest }, abort.signal);
    const second = fetcher.fetchTree({ url, digest });
    const refused = expect(first).rejects.toBe("stop");
    abort.abort("stop");
    await refused;
    release();
    expect((await second).list("")).toEqual(["a.yaml"]);
    expect(calls).toBe(2);
  });

  it("goes to another host where it is told to", async () => {
    const { fetcher, requests } = fetcherOf([ok], { hostOverride: () => "127.0.0.1:8080" });
    await fetcher.fetchTree({ url, digest });
    expect(requests).toEqual(["http://127.0.0.1:8080/x.tar.gz"]);
  });
});
