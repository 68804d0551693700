import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, openTarget, type Target } from "./target.ts";

let target: Target;
let base: string;

beforeAll(async () => {
  target = await openTarget();
  base = `/api/v1/namespaces/${target.namespace}/configmaps`;
});
afterAll(() => target.close());

function apply(name: string, object: unknown, manager: string, more = "") {
  return target.call("PATCH", `${base}/${name}?fieldManager=${manager}${more}`, object, {
    contentType: "application/apply-patch+yaml",
  });
}

describe("server-side apply", () => {
  it("creates what is missing and owns what it applied", async () => {
    const { status, body } = await apply(
      "made",
      configMap("made", { a: "1" }, { labels: { x: "1" } }),
      "one",
    );
    expect(status).toBe(201);
    expect(body.metadata.managedFields).toMatchObject([
      {
        manager: "one",
        operation: "Apply",
        fieldsV1: { "f:data": { "f:a": {} }, "f:metadata": { "f:labels": { "f:x": {} } } },
      },
    ]);
  });

  it("is a no-op when nothing changed", async () => {
    const first = await apply("noop", configMap("noop", { a: "1" }), "one");
    const second = await apply("noop", configMap("noop", { a: "1" }), "one");
    expect(second.status).toBe(200);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
  });

  it("removes what the manager no longer applies, and nothing else", async () => {
    await apply("prune", configMap("prune", { a: "1", b: "2" }), "one");
    await apply("prune", configMap("prune", { c: "3" }), "two");
    const { body } = await apply("prune", configMap("prune", { a: "1" }), "one");
    expect(body.data).toEqual({ a: "1", c: "3" });
  });

  it("keeps what another manager applied with the same value", async () => {
    await apply("shared", configMap("shared", { a: "1" }), "one");
    await apply("shared", configMap("shared", { a: "1" }), "two");
    const { body } = await apply("shared", configMap("shared", {}), "one");
    expect(body.data).toEqual({ a: "1" });
  });

  it("refuses to change another manager's field, and takes it when forced", async () => {
    await apply("fought", configMap("fought", { a: "1" }), "one");
    const refused = await apply("fought", configMap("fought", { a: "2" }), "two");
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      reason: "Conflict",
      message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
      details: {
        causes: [{ reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".data.a" }],
      },
    });
    const forced = await apply("fought", configMap("fought", { a: "2" }), "two", "&force=true");
    expect(forced.body.data).toEqual({ a: "2" });
    expect(forced.body.metadata.managedFields.map((entry: { manager: string }) => entry.manager)).toEqual([
      "two",
    ]);
  });

  it("names an updater with its version in a conflict", async () => {
    await target.call("POST", `${base}?fieldManager=writer`, configMap("written", { a: "1" }));
    const { body } = await apply("written", configMap("written", { a: "2" }), "one");
    expect(body.message).toMatch(
      /^Apply failed with 1 conflict: conflict with "writer" using v1(?: at \S+)?: \.data\.a$/,
    );
  });

  it("needs a field manager", async () => {
    const { status, body } = await target.call("PATCH", `${base}/none`, configMap("none"), {
      contentType: "application/apply-patch+yaml",
    });
    expect(status).toBe(422);
    expect(body.message).toContain("fieldManager: Required value");
  });

  it("refuses fields that the schema does not declare", async () => {
    const { status, body } = await apply("odd", { ...configMap("odd"), bogus: 1 }, "one");
    expect(status).toBe(500);
    expect(body.message).toContain(".bogus: field not declared in schema");
  });

  it("merges lists by key and owns items, not lists", async () => {
    const path = `/apis/apps/v1/namespaces/${target.namespace}/deployments/keyed`;
    const deployment = (containers: unknown[]) => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "keyed" },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: "k" } },
        template: { metadata: { labels: { app: "k" } }, spec: { containers } },
      },
    });
    const send = (object: unknown, manager: string) =>
      target.call("PATCH", `${path}?fieldManager=${manager}`, object, {
        contentType: "application/apply-patch+yaml",
      });
    await send(deployment([{ name: "a", image: "a:1" }]), "one");
    const both = await send(
      {
        ...deployment([{ name: "b", image: "b:1" }]),
        spec: { template: { spec: { containers: [{ name: "b", image: "b:1" }] } } },
      },
      "two",
    );
    expect(both.body.spec.template.spec.containers.map((c: { name: string }) => c.name)).toEqual(["a", "b"]);
    const owner = both.body.metadata.managedFields.find(
      (entry: { manager: string }) => entry.manager === "two",
    );
    expect(owner.fieldsV1["f:spec"]["f:template"]["f:spec"]["f:containers"]).toEqual({
      'k:{"name":"b"}': { ".": {}, "f:image": {}, "f:name": {} },
    });
  });
});
