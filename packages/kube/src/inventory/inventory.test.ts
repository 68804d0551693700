import type { KubeObject } from "@sluice/base/object";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inventoryEntry, parseInventoryEntry, subtractInventory } from "./index.ts";

const object = (apiVersion: string, kind: string, name: string, namespace?: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});

describe("kube/inventory", () => {
  it.each([
    [object("apps/v1", "Deployment", "web", "apps"), { id: "apps_web_apps_Deployment", v: "v1" }],
    [object("v1", "Namespace", "apps"), { id: "_apps__Namespace", v: "v1" }],
    [object("v1", "ConfigMap", "a.b", "ns"), { id: "ns_a.b__ConfigMap", v: "v1" }],
    [
      object("rbac.authorization.k8s.io/v1", "ClusterRole", "system:a"),
      { id: "_system__a_rbac.authorization.k8s.io_ClusterRole", v: "v1" },
    ],
  ])("writes ids as upstream and reads them back [KC-140]", (value, entry) => {
    expect(inventoryEntry(value)).toEqual(entry);
    expect(parseInventoryEntry(entry)).toEqual({
      ...value,
      metadata: JSON.parse(JSON.stringify(value.metadata)),
    });
  });

  it("reads back whatever it wrote [KC-140]", () => {
    const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,10}[a-z0-9])?$/);
    fc.assert(
      fc.property(
        name,
        name,
        fc.constantFrom("", "apps", "rbac.authorization.k8s.io"),
        (namespace, objectName, group) => {
          const value = object(group ? `${group}/v1` : "v1", "Kind", objectName, namespace);
          expect(parseInventoryEntry(inventoryEntry(value))).toEqual(value);
        },
      ),
    );
  });

  it("takes a version bump for the same object [KC-141]", () => {
    const before = [
      { id: "ns_a_g_K", v: "v1beta1" },
      { id: "ns_b_g_K", v: "v1" },
    ];
    expect(subtractInventory(before, [{ id: "ns_a_g_K", v: "v1" }])).toEqual([{ id: "ns_b_g_K", v: "v1" }]);
  });

  it("refuses malformed ids", () => {
    expect(parseInventoryEntry({ id: "nonsense", v: "v1" })).toBeUndefined();
    expect(parseInventoryEntry({ id: "a_b", v: "v1" })).toBeUndefined();
  });
});
