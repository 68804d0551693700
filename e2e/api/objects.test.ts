import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, openTarget, type Target } from "./target.ts";

let target: Target;
let base: string;

beforeAll(async () => {
  target = await openTarget();
  base = `/api/v1/namespaces/${target.namespace}/configmaps`;
});
afterAll(() => target.close());

describe("objects", () => {
  it("creates an object with what the server decides", async () => {
    const { status, body } = await target.call("POST", base, configMap("made", { a: "1" }));
    expect(status).toBe(201);
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(0);
    expect(body.metadata.managedFields).toMatchObject([
      {
        manager: "e2e",
        operation: "Update",
        apiVersion: "v1",
        fieldsType: "FieldsV1",
        fieldsV1: { "f:data": { ".": {}, "f:a": {} } },
      },
    ]);
  });

  it("refuses a second object of the same name with AlreadyExists", async () => {
    await target.call("POST", base, configMap("twice"));
    const { status, body } = await target.call("POST", base, configMap("twice"));
    expect(status).toBe(409);
    expect(body).toMatchObject({
      kind: "Status",
      status: "Failure",
      reason: "AlreadyExists",
      message: 'configmaps "twice" already exists',
      details: { name: "twice", kind: "configmaps" },
      code: 409,
    });
  });

  it("answers NotFound for what is not there", async () => {
    const { status, body } = await target.call("GET", `${base}/nothing`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ reason: "NotFound", message: 'configmaps "nothing" not found' });
  });

  it("completes generateName", async () => {
    const { body } = await target.call("POST", base, {
      ...configMap(""),
      metadata: { generateName: "gen-" },
    });
    expect(body.metadata.name).toMatch(/^gen-[a-z0-9]{5}$/);
    expect(body.metadata.generateName).toBe("gen-");
  });

  it("refuses names that are no DNS subdomain, naming the field", async () => {
    const { status, body } = await target.call("POST", base, configMap("Not_A_Name"));
    expect(status).toBe(422);
    expect(body.reason).toBe("Invalid");
    expect(body.details.causes[0]).toMatchObject({ reason: "FieldValueInvalid", field: "metadata.name" });
  });

  it("refuses a namespace that does not match the path", async () => {
    const { status, body } = await target.call(
      "POST",
      base,
      configMap("elsewhere", {}, { namespace: "other" }),
    );
    expect(status).toBe(400);
    expect(body.message).toBe(
      "the namespace of the provided object does not match the namespace sent on the request",
    );
  });

  it("refuses to create in a namespace that does not exist", async () => {
    const { status, body } = await target.call(
      "POST",
      "/api/v1/namespaces/no-such-ns/configmaps",
      configMap("a"),
    );
    expect(status).toBe(404);
    expect(body.message).toBe('namespaces "no-such-ns" not found');
  });

  it("refuses an update of a stale version with Conflict", async () => {
    const first = (await target.call("POST", base, configMap("stale", { a: "1" }))).body;
    await target.call("PUT", `${base}/stale`, { ...first, data: { a: "2" } });
    const { status, body } = await target.call("PUT", `${base}/stale`, { ...first, data: { a: "3" } });
    expect(status).toBe(409);
    expect(body.message).toBe(
      'Operation cannot be fulfilled on configmaps "stale": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it("keeps the resourceVersion when an update changes nothing", async () => {
    const first = (await target.call("POST", base, configMap("same", { a: "1" }))).body;
    const { body } = await target.call("PUT", `${base}/same`, first);
    expect(body.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it("stores nothing on dry run", async () => {
    const made = await target.call("POST", `${base}?dryRun=All`, configMap("dry"));
    expect(made.status).toBe(201);
    expect(made.body.metadata.uid).toBeDefined();
    expect((await target.call("GET", `${base}/dry`)).status).toBe(404);
  });

  it("deletes only what the preconditions name", async () => {
    const made = (await target.call("POST", base, configMap("guarded"))).body;
    const wrong = await target.call("DELETE", `${base}/guarded`, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions: { uid: "00000000-0000-0000-0000-000000000000" },
    });
    expect(wrong.status).toBe(409);
    const right = await target.call("DELETE", `${base}/guarded`, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions: { uid: made.metadata.uid },
    });
    expect(right.status).toBe(200);
    expect(right.body).toMatchObject({ kind: "Status", status: "Success", details: { name: "guarded" } });
  });

  it("keeps a deleted object until its finalizers are gone", async () => {
    await target.call("POST", base, configMap("held", {}, { finalizers: ["example.com/hold"] }));
    const marked = await target.call("DELETE", `${base}/held`);
    expect(marked.body.metadata.deletionTimestamp).toBeDefined();
    expect((await target.call("GET", `${base}/held`)).status).toBe(200);
    const added = await target.call(
      "PATCH",
      `${base}/held`,
      { metadata: { finalizers: ["example.com/hold", "example.com/more"] } },
      { contentType: "application/merge-patch+json" },
    );
    expect(added.status).toBe(422);
    await target.call(
      "PATCH",
      `${base}/held`,
      { metadata: { finalizers: null } },
      { contentType: "application/merge-patch+json" },
    );
    expect((await target.call("GET", `${base}/held`)).status).toBe(404);
  });

  it("deletes a collection by label", async () => {
    for (const name of ["c1", "c2"])
      await target.call("POST", base, configMap(name, {}, { labels: { set: "gone" } }));
    await target.call("POST", base, configMap("c3", {}, { labels: { set: "kept" } }));
    await target.call("DELETE", `${base}?labelSelector=set%3Dgone`);
    const { body } = await target.call("GET", `${base}?labelSelector=set`);
    expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(["c3"]);
  });

  it("reports unknown and duplicate fields as fieldValidation says", async () => {
    const odd =
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"odd"},"dat":{"a":"1"},"data":{},"data":{}}';
    const strict = await target.call("POST", `${base}?fieldValidation=Strict`, odd);
    expect(strict.status).toBe(400);
    expect(strict.body.message).toContain('unknown field "dat"');
    expect(strict.body.message).toContain('duplicate field "data"');
    const warned = await target.call("POST", base, odd);
    expect(warned.status).toBe(201);
    expect(warned.warning).toContain('unknown field \\"dat\\"');
    const ignored = await target.call("PUT", `${base}/odd?fieldValidation=Ignore`, odd);
    expect(ignored.status).toBe(200);
    expect(ignored.warning).toBeUndefined();
  });

  it("takes and gives YAML", async () => {
    const made = await target.call(
      "POST",
      base,
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  a: b\n",
      {
        contentType: "application/yaml",
      },
    );
    expect(made.status).toBe(201);
    const read = await target.call("GET", `${base}/yaml`, undefined, { accept: "application/yaml" });
    expect(read.body).toContain("data:\n  a: b\n");
  });

  it("answers 406 and 415 for forms that it does not speak", async () => {
    expect((await target.call("GET", base, undefined, { accept: "text/html" })).status).toBe(406);
    expect((await target.call("POST", base, "x", { contentType: "text/plain" })).status).toBe(415);
  });
});

describe("patches", () => {
  it("applies JSON, merge and strategic merge patches", async () => {
    await target.call("POST", base, configMap("patched", { a: "1", b: "2" }));
    const json = await target.call(
      "PATCH",
      `${base}/patched`,
      [{ op: "replace", path: "/data/a", value: "9" }],
      {
        contentType: "application/json-patch+json",
      },
    );
    expect(json.body.data).toEqual({ a: "9", b: "2" });
    const merge = await target.call(
      "PATCH",
      `${base}/patched`,
      { data: { b: null, c: "3" } },
      {
        contentType: "application/merge-patch+json",
      },
    );
    expect(merge.body.data).toEqual({ a: "9", c: "3" });
    const strategic = await target.call(
      "PATCH",
      `${base}/patched`,
      { metadata: { labels: { x: "y" } } },
      {
        contentType: "application/strategic-merge-patch+json",
      },
    );
    expect(strategic.body.metadata.labels).toEqual({ x: "y" });
    const failing = await target.call(
      "PATCH",
      `${base}/patched`,
      [{ op: "test", path: "/data/a", value: "no" }],
      {
        contentType: "application/json-patch+json",
      },
    );
    expect(failing.status).toBe(422);
  });

  it("merges containers by name in a strategic merge patch", async () => {
    const path = `/apis/apps/v1/namespaces/${target.namespace}/deployments`;
    await target.call("POST", path, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "two" },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: "two" } },
        template: {
          metadata: { labels: { app: "two" } },
          spec: {
            containers: [
              { name: "a", image: "a:1" },
              { name: "b", image: "b:1" },
            ],
          },
        },
      },
    });
    const { body } = await target.call(
      "PATCH",
      `${path}/two`,
      { spec: { template: { spec: { containers: [{ name: "b", image: "b:2" }] } } } },
      { contentType: "application/strategic-merge-patch+json" },
    );
    expect(body.spec.template.spec.containers.map((c: { image: string }) => c.image).sort()).toEqual([
      "a:1",
      "b:2",
    ]);
    expect(body.metadata.generation).toBe(2);
  });
});
