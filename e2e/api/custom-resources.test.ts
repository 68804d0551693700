import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTarget, type Target } from "./target.ts";

let target: Target;
const group = `${randomBytes(4).toString("hex").replace(/^\d/, "x")}.example.com`;
const crdPath = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions`;
const name = `widgets.${group}`;
let base: string;

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget", shortNames: ["wdg"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" },
        },
        additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                "x-kubernetes-validations": [
                  { rule: "self.size >= oldSelf.size", messageExpression: "'was ' + string(oldSelf.size)" },
                ],
                properties: {
                  size: { type: "integer", minimum: 0, maximum: 100 },
                  mode: { type: "string", enum: ["fast", "slow"], default: "fast" },
                  port: { "x-kubernetes-int-or-string": true },
                  free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                  tags: {
                    type: "array",
                    maxItems: 5,
                    "x-kubernetes-list-type": "set",
                    items: { type: "string", maxLength: 20 },
                  },
                },
              },
              status: { type: "object", properties: { size: { type: "integer" } } },
            },
          },
        },
      },
      {
        name: "v2",
        served: true,
        storage: false,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
      {
        name: "v3",
        served: true,
        storage: false,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              status: {
                type: "object",
                default: { observedGeneration: -1 },
                properties: { observedGeneration: { type: "integer" }, size: { type: "integer" } },
              },
            },
          },
        },
      },
    ],
  },
};

beforeAll(async () => {
  target = await openTarget();
  base = `/apis/${group}/v1/namespaces/${target.namespace}/widgets`;
  expect((await target.call("POST", crdPath, definition)).status).toBe(201);
  await target.eventually(`${crdPath}/${name}`, ({ body }) =>
    (body.status?.conditions ?? []).some(
      (item: { type: string; status: string }) => item.type === "Established" && item.status === "True",
    ),
  );
  await target.eventually(base, ({ status }) => status === 200);
});
afterAll(async () => {
  await target.call("DELETE", `${crdPath}/${name}`);
  await target.close();
});

function widget(widgetName: string, spec: Record<string, unknown>) {
  return { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name: widgetName }, spec };
}

describe("custom resources", () => {
  it("fills in defaults and drops unknown fields", async () => {
    const { status, body } = await target.call(
      "POST",
      base,
      widget("first", { size: 1, bogus: true, port: "http", free: { any: [1] } }),
    );
    expect(status).toBe(201);
    expect(body.spec).toEqual({ size: 1, mode: "fast", port: "http", free: { any: [1] } });
    expect(body.metadata.generation).toBe(1);
  });

  it.each([
    ["a missing field", {}, "spec.size", "FieldValueRequired"],
    ["a wrong type", { size: "x" }, "spec.size", "FieldValueTypeInvalid"],
    ["a number that is too large", { size: 101 }, "spec.size", "FieldValueInvalid"],
    ["a value outside of an enum", { size: 1, mode: "odd" }, "spec.mode", "FieldValueNotSupported"],
    ["a duplicate in a set", { size: 1, tags: ["a", "a"] }, "spec.tags[1]", "FieldValueDuplicate"],
    ["a text that is too long", { size: 1, tags: ["x".repeat(21)] }, "spec.tags[0]", "FieldValueTooLong"],
    [
      "a list that is too long",
      { size: 1, tags: ["a", "b", "c", "d", "e", "f"] },
      "spec.tags",
      "FieldValueTooMany",
    ],
  ])("refuses %s", async (_what, spec, field, reason) => {
    const { status, body } = await target.call("POST", base, widget("bad", spec));
    expect(status).toBe(422);
    expect(body.details).toMatchObject({ group, kind: "Widget", name: "bad" });
    expect(body.details.causes).toContainEqual(expect.objectContaining({ field, reason }));
  });

  it("gives a new object the status that its schema has by default [OBJ-03]", async () => {
    const v3 = base.replace("/v1/", "/v3/");
    const body = { ...widget("unseen", { size: 1 }), apiVersion: `${group}/v3`, status: { size: 7 } };
    const made = (await target.call("POST", v3, body)).body;
    expect(made.status).toEqual({ observedGeneration: -1 });
    expect((await target.call("GET", `${v3}/unseen`)).body.status).toEqual({ observedGeneration: -1 });
    const owned = made.metadata.managedFields.map((entry: { fieldsV1: object }) =>
      Object.keys(entry.fieldsV1),
    );
    expect(owned).toEqual([["f:spec"]]);
  });

  it("separates status from spec and counts generations", async () => {
    const made = (await target.call("POST", base, { ...widget("split", { size: 1 }), status: { size: 7 } }))
      .body;
    expect(made.status).toBeUndefined();
    const reported = await target.call("PUT", `${base}/split/status`, {
      ...made,
      spec: { size: 50 },
      status: { size: 3 },
    });
    expect(reported.body).toMatchObject({
      spec: { size: 1 },
      status: { size: 3 },
      metadata: { generation: 1 },
    });
    const changed = await target.call("PUT", `${base}/split`, {
      ...reported.body,
      spec: { size: 2 },
      status: { size: 9 },
    });
    expect(changed.body).toMatchObject({
      spec: { size: 2 },
      status: { size: 3 },
      metadata: { generation: 2 },
    });
  });

  it("needs a resourceVersion for an update", async () => {
    await target.call("POST", base, widget("versioned", { size: 1 }));
    const { status, body } = await target.call("PUT", `${base}/versioned`, widget("versioned", { size: 2 }));
    expect(status).toBe(422);
    expect(body.message).toContain("metadata.resourceVersion");
  });

  it("checks rules against the state before", async () => {
    await target.call("POST", base, widget("ruled", { size: 5 }));
    const { status, body } = await target.call(
      "PATCH",
      `${base}/ruled`,
      { spec: { size: 4 } },
      { contentType: "application/merge-patch+json" },
    );
    expect(status).toBe(422);
    expect(body.message).toContain("was 5");
  });

  it("scales", async () => {
    await target.call("POST", base, widget("scaled", { size: 1 }));
    const patched = await target.call(
      "PATCH",
      `${base}/scaled/scale`,
      { spec: { replicas: 8 } },
      { contentType: "application/merge-patch+json" },
    );
    expect(patched.body).toMatchObject({
      kind: "Scale",
      apiVersion: "autoscaling/v1",
      spec: { replicas: 8 },
    });
    expect((await target.call("GET", `${base}/scaled`)).body.spec.size).toBe(8);
  });

  it("serves every version of the same object", async () => {
    await target.call("POST", base, widget("versions", { size: 1 }));
    const { body } = await target.call(
      "GET",
      `/apis/${group}/v2/namespaces/${target.namespace}/widgets/versions`,
    );
    expect(body).toMatchObject({ apiVersion: `${group}/v2`, spec: { size: 1 } });
  });

  it("is discovered with short names and subresources", async () => {
    const { body } = await target.call("GET", `/apis/${group}/v1`);
    expect(body.resources).toContainEqual(
      expect.objectContaining({ name: "widgets", shortNames: ["wdg"], namespaced: true }),
    );
    expect(body.resources.map((item: { name: string }) => item.name)).toEqual(
      expect.arrayContaining(["widgets/status", "widgets/scale"]),
    );
  });

  it("refuses a definition that is not structural", async () => {
    const broken = structuredClone(definition) as unknown as {
      metadata: { name: string };
      spec: { names: { plural: string }; versions: { schema: unknown }[] };
    };
    broken.metadata.name = `broken.${group}`;
    broken.spec.names.plural = "broken";
    broken.spec.versions[0]!.schema = { openAPIV3Schema: { type: "object", properties: { a: {} } } };
    const { status, body } = await target.call("POST", crdPath, broken);
    expect(status).toBe(422);
    expect(body.message).toContain("must not be empty for specified object fields");
  });

  it("takes its instances along when it goes", async () => {
    await target.call("DELETE", `${crdPath}/${name}`);
    await target.eventually(`${crdPath}/${name}`, ({ status }) => status === 404);
    await target.eventually(base, ({ status }) => status === 404);
  });
});
