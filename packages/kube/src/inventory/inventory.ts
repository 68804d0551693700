import { formatApiVersion, type KubeObject, parseApiVersion } from "@sluice/base/object";

/** `id` is `namespace_name_group_Kind`, `v` the API version without the group. */
export interface InventoryEntry {
  id: string;
  v: string;
}

export interface Inventory {
  entries: InventoryEntry[];
}

/** The object an entry names. */
export interface InventoryObject {
  apiVersion: string;
  kind: string;
  metadata: { namespace?: string; name: string };
}

const rbacGroup = "rbac.authorization.k8s.io";

/** The entry of an object; for the rbac group, `:` in names is written `__` (KC-140). */
export function inventoryEntry(object: KubeObject): InventoryEntry {
  const { group, version } = parseApiVersion(object.apiVersion);
  const { namespace = "", name = "" } = object.metadata;
  const encoded = group === rbacGroup ? name.replaceAll(":", "__") : name;
  return { id: `${namespace}_${encoded}_${group}_${object.kind}`, v: version };
}

/** The object of an entry, or undefined when the id is malformed. */
export function parseInventoryEntry(entry: InventoryEntry): InventoryObject | undefined {
  const first = entry.id.indexOf("_");
  const last = entry.id.lastIndexOf("_");
  const middle = entry.id.lastIndexOf("_", last - 1);
  if (first < 0 || middle <= first) return undefined;
  const namespace = entry.id.slice(0, first);
  return {
    apiVersion: formatApiVersion(entry.id.slice(middle + 1, last), entry.v),
    kind: entry.id.slice(last + 1),
    metadata: {
      ...(namespace ? { namespace } : {}),
      name: entry.id.slice(first + 1, middle).replaceAll("__", ":"),
    },
  };
}

/** The entries of `before` whose ids are not in `after`: what has become stale. The version is not part of identity (KC-141). */
export function subtractInventory(
  before: readonly InventoryEntry[],
  after: readonly InventoryEntry[],
): InventoryEntry[] {
  const kept = new Set(after.map((entry) => entry.id));
  return before.filter((entry) => !kept.has(entry.id));
}
