import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, openTarget, type Target, type WatchedEvent } from "./target.ts";

let target: Target;
let base: string;

beforeAll(async () => {
  target = await openTarget();
  base = `/api/v1/namespaces/${target.namespace}/configmaps`;
  for (const name of ["a", "b", "c", "d", "e"]) {
    await target.call(
      "POST",
      base,
      configMap(name, { n: name }, { labels: { kind: "item", odd: String("ace".includes(name)) } }),
    );
  }
});
afterAll(() => target.close());

const names = (items: { metadata: { name: string } }[]) => items.map((item) => item.metadata.name);
const only = "labelSelector=kind%3Ditem";

describe("lists", () => {
  it("lists in chunks of one consistent state", async () => {
    const first = await target.call("GET", `${base}?limit=2&${only}`);
    expect(names(first.body.items)).toEqual(["a", "b"]);
    await target.call("POST", base, configMap("bb", {}, { labels: { kind: "item" } }));
    const token = encodeURIComponent(first.body.metadata.continue);
    const second = await target.call("GET", `${base}?limit=10&continue=${token}&${only}`);
    expect(names(second.body.items)).toEqual(["c", "d", "e"]);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    await target.call("DELETE", `${base}/bb`);
  });

  it("does not repeat the kind in the items of a built-in kind", async () => {
    const { body } = await target.call("GET", `${base}?limit=1&${only}`);
    expect(body).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1" });
    expect(body.items[0].kind).toBeUndefined();
    expect(body.items[0].apiVersion).toBeUndefined();
    expect(body.items[0].metadata.name).toBe("a");
  });

  it("selects by labels and fields", async () => {
    const list = async (query: string) => names((await target.call("GET", `${base}?${query}`)).body.items);
    expect(await list("labelSelector=odd%3Dtrue")).toEqual(["a", "c", "e"]);
    expect(await list("labelSelector=odd+in+(false),kind")).toEqual(["b", "d"]);
    expect(await list("labelSelector=kind,odd!%3Dtrue")).toEqual(["b", "d"]);
    expect(await list("fieldSelector=metadata.name%3Dc")).toEqual(["c"]);
    expect((await target.call("GET", `${base}?fieldSelector=data.n%3Dc`)).status).toBe(400);
  });

  it("prints tables and metadata on request", async () => {
    const table = await target.call("GET", `${base}?${only}`, undefined, {
      accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    });
    expect(table.body.kind).toBe("Table");
    expect(table.body.columnDefinitions.map((column: { name: string }) => column.name)).toEqual([
      "Name",
      "Data",
      "Age",
    ]);
    expect(table.body.rows[0].cells.slice(0, 2)).toEqual(["a", 1]);
    expect(table.body.rows[0].object.kind).toBe("PartialObjectMetadata");
    const metadata = await target.call("GET", `${base}?${only}`, undefined, {
      accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    });
    expect(metadata.body.kind).toBe("PartialObjectMetadataList");
    expect(metadata.body.items[0].data).toBeUndefined();
  });
});

describe("watches", () => {
  it("tells every change after a list, in order", async () => {
    const list = await target.call("GET", base);
    const from = list.body.metadata.resourceVersion;
    await target.call("POST", base, configMap("w", { v: "1" }));
    await target.call(
      "PATCH",
      `${base}/w`,
      { data: { v: "2" } },
      { contentType: "application/merge-patch+json" },
    );
    await target.call("DELETE", `${base}/w`);
    const events = await target.watch(`${base}?resourceVersion=${from}`, (seen) => seen.length >= 3);
    expect(events.map((event) => [event.type, event.object.metadata.name, event.object.data?.v])).toEqual([
      ["ADDED", "w", "1"],
      ["MODIFIED", "w", "2"],
      ["DELETED", "w", "2"],
    ]);
    const versions = events.map((event) => Number(event.object.metadata.resourceVersion));
    expect([...versions].sort((x, y) => x - y)).toEqual(versions);
  });

  it("turns changes of labels into additions and deletions for a selector", async () => {
    const from = (await target.call("GET", base)).body.metadata.resourceVersion;
    await target.call("POST", base, configMap("l", {}, { labels: { watched: "yes" } }));
    const relabel = (value: string | null) =>
      target.call(
        "PATCH",
        `${base}/l`,
        { metadata: { labels: { watched: value } } },
        { contentType: "application/merge-patch+json" },
      );
    await relabel("no");
    await relabel("yes");
    const events = await target.watch(
      `${base}?resourceVersion=${from}&labelSelector=watched%3Dyes`,
      (seen) => seen.length >= 3,
    );
    expect(events.map((event) => event.type)).toEqual(["ADDED", "DELETED", "ADDED"]);
  });

  it("sends initial events and the bookmark that ends them", async () => {
    const isEnd = (event: WatchedEvent) =>
      event.object.metadata.annotations?.["k8s.io/initial-events-end"] === "true";
    const events = await target.watch(
      `${base}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&${only}`,
      (seen) => seen.some(isEnd),
    );
    expect(events.filter((event) => event.type === "ADDED")).toHaveLength(5);
    expect(events.at(-1)!.type).toBe("BOOKMARK");
  });

  it("sees later changes while it is open", async () => {
    const from = (await target.call("GET", base)).body.metadata.resourceVersion;
    const events = await target.watch(
      `${base}?resourceVersion=${from}`,
      (seen) => seen.length >= 1,
      () => {
        void target.call("POST", base, configMap("late"));
      },
    );
    expect(events[0]).toMatchObject({ type: "ADDED", object: { metadata: { name: "late" } } });
  });
});
