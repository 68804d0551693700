import type { JsonObject, KubeObject } from "@sluice/base/object";
import { FieldSet, fieldSetOf } from "./field-set.ts";

/** Who owns fields: one entry of `metadata.managedFields` with its set. */
export interface ManagedEntry {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  subresource: string;
  /** RFC 3339; undefined when the entry carries none. */
  time: string | undefined;
  fields: FieldSet;
}

/** All owners by their identity: an applier is one owner whatever version it used, an updater one for each. */
export type ManagedEntries = Map<string, ManagedEntry>;

/** The identity of an owner. */
export function ownerId(entry: Omit<ManagedEntry, "time" | "fields">): string {
  const version = entry.operation === "Apply" ? "" : entry.apiVersion;
  return `${entry.operation}\0${entry.manager}\0${version}\0${entry.subresource}`;
}

/** Reads `metadata.managedFields`; undefined when an entry is malformed. */
export function readEntries(managedFields: readonly JsonObject[] | undefined): ManagedEntries | undefined {
  const entries: ManagedEntries = new Map();
  for (const item of managedFields ?? []) {
    const { operation } = item;
    if (operation !== "Apply" && operation !== "Update") return undefined;
    const entry: ManagedEntry = {
      manager: String(item["manager"] ?? ""),
      operation,
      apiVersion: String(item["apiVersion"] ?? ""),
      subresource: String(item["subresource"] ?? ""),
      time: typeof item["time"] === "string" ? item["time"] : undefined,
      fields: fieldSetOf(item["fieldsV1"]),
    };
    entries.set(ownerId(entry), entry);
  }
  return entries;
}

/** Writes the entries back, appliers first, then by time and name. */
export function writeEntries(object: KubeObject, entries: ManagedEntries): void {
  const list = [...entries.values()].filter((entry) => !entry.fields.isEmpty).sort(compareEntries);
  if (list.length === 0) {
    delete object.metadata.managedFields;
    return;
  }
  object.metadata.managedFields = list.map((entry) => ({
    ...(entry.manager === "" ? {} : { manager: entry.manager }),
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    ...(entry.time === undefined ? {} : { time: entry.time }),
    fieldsType: "FieldsV1",
    fieldsV1: entry.fields.toFieldsV1(),
    ...(entry.subresource === "" ? {} : { subresource: entry.subresource }),
  }));
}

function compareEntries(a: ManagedEntry, b: ManagedEntry): number {
  if (a.operation !== b.operation) return a.operation < b.operation ? -1 : 1;
  const [left, right] = [a.time ?? "", b.time ?? ""];
  if (left !== right) return left < right ? -1 : 1;
  for (const field of ["manager", "apiVersion", "subresource"] as const) {
    if (a[field] !== b[field]) return a[field] < b[field] ? -1 : 1;
  }
  return 0;
}

const maxUpdaters = 10;

/** Merges the oldest updaters into one called `ancient-changes` for each version when there are too many. */
export function capUpdaters(entries: ManagedEntries): void {
  const updaters = [...entries].filter(([, entry]) => entry.operation === "Update");
  let count = updaters.length;
  if (count <= maxUpdaters) return;
  updaters.sort(([leftId, left], [rightId, right]) => {
    const [a, b] = [left.time ?? "", right.time ?? ""];
    return a !== b ? (a < b ? -1 : 1) : leftId < rightId ? -1 : 1;
  });
  const firstOfVersion = new Map<string, string>();
  for (const [id, entry] of updaters) {
    if (count <= maxUpdaters) return;
    const first = firstOfVersion.get(entry.apiVersion);
    if (first === undefined) {
      firstOfVersion.set(entry.apiVersion, id);
      continue;
    }
    const bucket: ManagedEntry = {
      manager: "ancient-changes",
      operation: "Update",
      apiVersion: entry.apiVersion,
      subresource: "",
      time: entry.time,
      fields: new FieldSet(),
    };
    const bucketId = ownerId(bucket);
    const known = entries.get(bucketId) ?? entries.get(first);
    if (!entries.has(bucketId)) entries.delete(first);
    entries.set(bucketId, { ...bucket, fields: entry.fields.union(known?.fields ?? new FieldSet()) });
    entries.delete(id);
    count--;
  }
}
