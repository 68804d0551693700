import type { JsonValue, KubeObject } from "@sluice/base/object";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Schema } from "../resource/index.ts";
import { objectMetaSchema, SchemaNode } from "../schema/index.ts";
import type { StatusError } from "../status/index.ts";
import {
  applyConfiguration,
  collectFields,
  FieldSet,
  fieldSetOf,
  fieldSetOfPaths,
  trackUpdate,
} from "./index.ts";

const schema: Schema = {
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: objectMetaSchema,
    spec: {
      type: "object",
      properties: {
        replicas: { type: "integer" },
        text: { type: "string" },
        atomicList: { type: "array", items: { type: "string" } },
        set: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
        ports: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["port", "protocol"],
          items: {
            type: "object",
            required: ["port"],
            properties: {
              port: { type: "integer" },
              protocol: { type: "string", default: "TCP" },
              name: { type: "string" },
            },
          },
        },
        labels: { type: "object", additionalProperties: { type: "string" } },
        selector: {
          type: "object",
          "x-kubernetes-map-type": "atomic",
          additionalProperties: { type: "string" },
        },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
    },
    status: { type: "object", properties: { ready: { type: "integer" } } },
  },
};
const node = new SchemaNode(schema, () => undefined);

function thing(spec: Record<string, unknown>): KubeObject {
  return { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "a" }, spec };
}

function request(manager: string, now = "2026-01-01T00:00:00Z") {
  return {
    manager,
    apiVersion: "example.com/v1",
    subresource: "",
    now,
    resetFields: fieldSetOfPaths([["status"]]),
  };
}

function applyTo(
  live: KubeObject | undefined,
  spec: Record<string, unknown>,
  manager: string,
  force = false,
) {
  return applyConfiguration(node, live, thing(spec), { ...request(manager), force }).object;
}

function fieldsOf(object: KubeObject, manager: string) {
  return object.metadata.managedFields?.find((entry) => entry["manager"] === manager)?.["fieldsV1"];
}

describe("fields of an applied configuration", () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ["a scalar", { replicas: 1 }, { "f:replicas": {} }],
    ["an atomic list as one field", { atomicList: ["a"] }, { "f:atomicList": {} }],
    ["the items of a set", { set: ["b", "a"] }, { "f:set": { 'v:"a"': {}, 'v:"b"': {} } }],
    [
      "the items of a keyed list with defaulted keys",
      { ports: [{ port: 80, name: "x" }] },
      { "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:name": {}, "f:port": {} } } },
    ],
    ["the keys of a map, not the map", { labels: { a: "1" } }, { "f:labels": { "f:a": {} } }],
    ["an empty map itself", { labels: {} }, { "f:labels": {} }],
    ["an atomic map as one field", { selector: { a: "1" } }, { "f:selector": {} }],
    [
      "free-form maps key by key",
      { free: { a: { b: [1] } } },
      { "f:free": { "f:a": { ".": {}, "f:b": {} } } },
    ],
  ])("holds %s", (_what, spec, expected) => {
    expect(collectFields(node, { spec } as JsonValue).toFieldsV1()).toEqual({ "f:spec": expected });
  });

  it("survives the way to fieldsV1 and back", () => {
    const element = fc.constantFrom("f:a", "f:b.c", 'k:{"name":"x"}', 'v:"1"', "i:0", "f:__proto__");
    const path = fc.array(element, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), (paths) => {
        const set = new FieldSet();
        for (const each of paths) set.insert(each);
        expect(fieldSetOf(JSON.parse(JSON.stringify(set.toFieldsV1()))).equals(set)).toBe(true);
      }),
    );
  });

  it("obeys the laws of sets", () => {
    const element = fc.constantFrom("f:a", "f:b", "f:c");
    const arbitrary = fc
      .array(fc.array(element, { minLength: 1, maxLength: 3 }), { maxLength: 8 })
      .map((paths) => {
        const set = new FieldSet();
        for (const each of paths) set.insert(each);
        return set;
      });
    fc.assert(
      fc.property(arbitrary, arbitrary, (a, b) => {
        expect(a.union(b).equals(b.union(a))).toBe(true);
        expect(a.difference(b).union(a.intersection(b)).equals(a)).toBe(true);
        expect(a.difference(b).intersection(b).isEmpty).toBe(true);
        expect(a.recursiveDifference(b).difference(a).isEmpty).toBe(true);
      }),
    );
  });
});

describe("server-side apply", () => {
  it("prunes items and fields that the manager left out", () => {
    let live = applyTo(
      undefined,
      { set: ["a", "b"], ports: [{ port: 1 }, { port: 2 }], labels: { x: "1", y: "2" }, replicas: 1 },
      "one",
    );
    live = applyTo(live, { set: ["b"], ports: [{ port: 2 }], labels: { y: "2" } }, "one");
    expect(live["spec"]).toEqual({ set: ["b"], ports: [{ port: 2 }], labels: { y: "2" } });
  });

  it("keeps the order of the applied items among those of others", () => {
    let live = applyTo(undefined, { set: ["a", "b", "c"] }, "one");
    live = applyTo(live, { set: ["x", "c", "y"] }, "two");
    expect((live["spec"] as { set: string[] }).set).toEqual(["a", "b", "x", "c", "y"]);
  });

  it("leaves a field alone that an updater took over and the manager no longer applies", () => {
    const live = applyTo(undefined, { replicas: 1, text: "a" }, "one");
    const scaled = structuredClone(live);
    scaled["spec"] = { replicas: 5, text: "a" };
    trackUpdate(node, live, scaled, request("scaler"));
    expect(fieldsOf(scaled, "one")).toEqual({ "f:spec": { "f:text": {} } });
    const applied = applyTo(scaled, { text: "a" }, "one");
    expect(applied["spec"]).toEqual({ replicas: 5, text: "a" });
  });

  it("reports every conflict with owner and path", () => {
    let live = applyTo(undefined, { replicas: 1, ports: [{ port: 80, name: "web" }] }, "one");
    live = applyTo(live, { text: "t" }, "two");
    let caught: unknown;
    try {
      applyTo(live, { replicas: 2, text: "u", ports: [{ port: 80, name: "other" }] }, "three");
    } catch (error) {
      caught = error;
    }
    expect((caught as StatusError).status).toMatchObject({
      code: 409,
      message:
        'Apply failed with 3 conflicts: conflicts with "one":\n- .spec.ports[port=80,protocol="TCP"].name\n- .spec.replicas\nconflicts with "two":\n- .spec.text',
      details: {
        causes: [
          { field: '.spec.ports[port=80,protocol="TCP"].name' },
          { field: ".spec.replicas" },
          { field: ".spec.text" },
        ],
      },
    });
  });

  it("gives both managers a value that they agree on", () => {
    let live = applyTo(undefined, { replicas: 1 }, "one");
    live = applyTo(live, { replicas: 1 }, "two");
    expect(fieldsOf(live, "one")).toEqual({ "f:spec": { "f:replicas": {} } });
    expect(fieldsOf(live, "two")).toEqual({ "f:spec": { "f:replicas": {} } });
  });

  it("keeps the time of an apply that changed nothing", () => {
    const live = applyTo(undefined, { replicas: 1 }, "one");
    const again = applyConfiguration(node, live, thing({ replicas: 1 }), {
      ...request("one", "2027-01-01T00:00:00Z"),
      force: false,
    });
    expect(again.isChanged).toBe(false);
    expect(again.object.metadata.managedFields).toEqual(live.metadata.managedFields);
  });

  it("lets kubectl take over what its client-side apply had set", () => {
    const live = thing({ replicas: 1 });
    live.metadata.annotations = {
      "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(thing({ replicas: 1 })),
    };
    trackUpdate(node, undefined, live, request("kubectl-client-side-apply"));
    expect(() => applyTo(live, { replicas: 2 }, "other")).toThrow("Apply failed with 1 conflict");
    expect(applyTo(live, { replicas: 2 }, "kubectl")["spec"]).toEqual({ replicas: 2 });
  });

  it("names fields that nobody owns before-first-apply", () => {
    const live = applyTo(thing({ replicas: 1, text: "a" }), { text: "a" }, "one");
    expect(fieldsOf(live, "before-first-apply")).toEqual({
      "f:spec": { ".": {}, "f:replicas": {}, "f:text": {} },
    });
  });

  it("applying the same twice changes nothing, and what is applied is there", () => {
    const spec = fc.record(
      {
        replicas: fc.integer({ min: 0, max: 9 }),
        text: fc.string(),
        set: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 }),
        ports: fc.uniqueArray(fc.record({ port: fc.integer({ min: 1, max: 5 }), name: fc.string() }), {
          selector: (port) => port.port,
          minLength: 1,
        }),
        labels: fc.dictionary(fc.constantFrom("a", "b", "__proto__", "toString"), fc.string(), {
          minKeys: 1,
        }),
      },
      // A map or list that loses its last entry becomes null here, as upstream; decoding drops that afterwards.
      { requiredKeys: ["text"] },
    );
    fc.assert(
      fc.property(spec, spec, spec, (first, other, second) => {
        let live = applyTo(undefined, first, "one", true);
        live = applyTo(live, other, "two", true);
        live = applyTo(live, second, "one", true);
        const again = applyTo(live, second, "one");
        expect(again).toEqual(live);
        const owned = collectFields(node, { spec: second } as unknown as JsonValue);
        const present = collectFields(node, { spec: live["spec"] } as unknown as JsonValue);
        for (const path of owned.paths()) {
          if (path.length > 2) expect(present.has(path), path.join("/")).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("updates", () => {
  it("give the updater what it changed and take it from others", () => {
    const live = thing({ replicas: 1, text: "a" });
    trackUpdate(node, undefined, live, request("maker"));
    const next = structuredClone(live);
    next["spec"] = { replicas: 2, labels: { x: "1" } };
    trackUpdate(node, live, next, request("changer"));
    expect(fieldsOf(next, "maker")).toEqual({ "f:spec": {} });
    expect(fieldsOf(next, "changer")).toEqual({
      "f:spec": { "f:labels": { ".": {}, "f:x": {} }, "f:replicas": {} },
    });
  });

  it("do not own what belongs to another endpoint", () => {
    const live = { ...thing({ replicas: 1 }), status: { ready: 1 } };
    trackUpdate(node, undefined, live, request("maker"));
    expect(fieldsOf(live, "maker")).toEqual({ "f:spec": { ".": {}, "f:replicas": {} } });
  });

  it("merge the oldest updaters when there are more than ten", () => {
    let live = thing({ labels: {} });
    trackUpdate(node, undefined, live, request("m0"));
    for (let index = 1; index <= 14; index++) {
      const next = structuredClone(live);
      (next["spec"] as { labels: Record<string, string> }).labels[`k${index}`] = "v";
      trackUpdate(
        node,
        live,
        next,
        request(`m${index}`, `2026-01-01T00:00:${String(index).padStart(2, "0")}Z`),
      );
      live = next;
    }
    const managers = live.metadata.managedFields!.map((entry) => entry["manager"]);
    expect(managers).toHaveLength(10);
    expect(managers).toContain("ancient-changes");
  });

  it("start anew when the managed fields are emptied", () => {
    const live = thing({ replicas: 1 });
    trackUpdate(node, undefined, live, request("maker"));
    const next = structuredClone(live);
    next.metadata.managedFields = [{}];
    trackUpdate(node, live, next, request("other"));
    expect(next.metadata.managedFields).toBeUndefined();
  });
});
