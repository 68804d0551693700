import { deepEqual, type JsonObject, type JsonValue, type KubeObject, parseJson } from "@sluice/base/object";
import type { SchemaNode } from "../schema/index.ts";
import { badRequest, StatusError } from "../status/index.ts";
import { FieldSet, formatPath } from "./field-set.ts";
import {
  capUpdaters,
  type ManagedEntries,
  type ManagedEntry,
  ownerId,
  readEntries,
  writeEntries,
} from "./managed-entries.ts";
import { mergeValues } from "./merge-values.ts";
import {
  type Comparison,
  collectFields,
  compareValues,
  removeFields,
  withNamedFields,
} from "./typed-value.ts";

/** Whose request it is and through what. */
export interface FieldRequest {
  manager: string;
  apiVersion: string;
  /** Empty for the main resource. */
  subresource: string;
  /** RFC 3339 without fractions. */
  now: string;
  /** Fields that this endpoint does not write, e.g. `status` on the main resource. */
  resetFields: FieldSet;
}

/** Never owned: they belong to the server. */
const unowned = fieldSetOfPaths([
  ["apiVersion"],
  ["kind"],
  ["metadata"],
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "clusterName",
    "generation",
    "managedFields",
    "resourceVersion",
  ].map((name) => ["metadata", name]),
]);

/** A set of plain field paths. */
export function fieldSetOfPaths(paths: readonly (readonly string[])[]): FieldSet {
  const set = new FieldSet();
  for (const path of paths) set.insert(path.map((name) => `f:${name}`));
  return set;
}

const lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * Records in `object.metadata.managedFields` who set what, after a create, update or patch. `live` is undefined
 * on create. Changes `object`.
 */
export function trackUpdate(
  node: SchemaNode,
  live: KubeObject | undefined,
  object: KubeObject,
  request: FieldRequest,
): void {
  const requested = object.metadata.managedFields;
  delete object.metadata.managedFields;
  const entries = startingEntries(live, requested, request.subresource !== "");
  if (entries.size === 0 && live !== undefined) return;
  applyUpdate(node, live, object, entries, request);
  capUpdaters(entries);
  writeEntries(object, entries);
}

function startingEntries(
  live: KubeObject | undefined,
  requested: JsonObject[] | undefined,
  isSubresource: boolean,
): ManagedEntries {
  const fromLive = (): ManagedEntries => readEntries(live?.metadata.managedFields) ?? new Map();
  if (isSubresource) return fromLive();
  if (requested !== undefined) {
    const isReset =
      requested.length === 0 || (requested.length === 1 && Object.keys(requested[0] ?? {}).length === 0);
    if (isReset) return new Map();
    if (requested === live?.metadata.managedFields) return fromLive();
    const entries = readEntries(requested);
    if (entries !== undefined && entries.size > 0) return entries;
  }
  return fromLive();
}

function applyUpdate(
  node: SchemaNode,
  live: KubeObject | undefined,
  object: KubeObject,
  entries: ManagedEntries,
  request: FieldRequest,
): void {
  const changes = compareWithoutOwners(node, live, object, request);
  takeFromOthers(entries, undefined, changes);
  const gained = changes.added
    .union(changes.modified)
    .recursiveDifference(request.resetFields)
    .difference(unowned);
  if (gained.isEmpty) return;
  const entry: ManagedEntry = {
    manager: request.manager === "" ? "unknown" : request.manager,
    operation: "Update",
    apiVersion: request.apiVersion,
    subresource: request.subresource,
    time: request.now,
    fields: gained,
  };
  const id = ownerId(entry);
  const previous = entries.get(id);
  entries.set(id, previous === undefined ? entry : { ...entry, fields: previous.fields.union(gained) });
}

function compareWithoutOwners(
  node: SchemaNode,
  live: KubeObject | undefined,
  object: KubeObject,
  request: FieldRequest,
): Comparison {
  const before = live === undefined ? {} : withoutOwners(live);
  const changes = compareValues(node, before as JsonValue, withoutOwners(object) as JsonValue);
  return {
    added: changes.added.recursiveDifference(request.resetFields),
    modified: changes.modified.recursiveDifference(request.resetFields),
    removed: changes.removed.recursiveDifference(request.resetFields),
  };
}

function withoutOwners(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Other owners lose what was changed or removed. */
function takeFromOthers(entries: ManagedEntries, self: string | undefined, changes: Comparison): void {
  const changed = changes.modified.union(changes.added);
  for (const [id, entry] of entries) {
    if (id === self) continue;
    const fields = entry.fields.difference(changed).difference(changes.removed);
    if (fields.isEmpty) entries.delete(id);
    else entries.set(id, { ...entry, fields });
  }
}

interface Conflict {
  entry: ManagedEntry;
  path: string[];
}

/** What server-side apply made of the live object; `object` is undefined when nothing changed. */
export interface ApplyResult {
  object: KubeObject;
  isChanged: boolean;
}

/**
 * Server-side apply of `applied` onto `live` (undefined on create): merges, prunes what this manager applied
 * before and no longer does, and refuses fields of other managers unless forced. Throws a 409 with one cause for
 * each conflicting field.
 */
export function applyConfiguration(
  node: SchemaNode,
  live: KubeObject | undefined,
  applied: KubeObject,
  request: FieldRequest & { force: boolean },
): ApplyResult {
  if (applied.metadata.managedFields !== undefined) throw badRequest("metadata.managedFields must be nil");
  const entries = readEntries(live?.metadata.managedFields) ?? new Map();
  const base = live === undefined ? minimalLive(applied) : withoutOwners(live);
  if (entries.size === 0 && live !== undefined) {
    applyUpdate(node, undefined, base, entries, {
      ...request,
      manager: "before-first-apply",
      resetFields: new FieldSet(),
    });
  }
  try {
    return applyOnce(node, base, applied, entries, request);
  } catch (error) {
    if (!(error instanceof ConflictsFound)) throw error;
    const rest =
      request.manager === "kubectl"
        ? notFromLastApplied(node, base, error.conflicts, request)
        : error.conflicts;
    if (rest.length > 0) throw conflictError(rest);
    return applyOnce(node, base, applied, entries, { ...request, force: true });
  }
}

function minimalLive(applied: KubeObject): KubeObject {
  return { apiVersion: applied.apiVersion, kind: applied.kind, metadata: {} };
}

class ConflictsFound extends Error {
  readonly conflicts: Conflict[];

  constructor(conflicts: Conflict[]) {
    super("conflicts");
    this.conflicts = conflicts;
  }
}

function applyOnce(
  node: SchemaNode,
  live: KubeObject,
  applied: KubeObject,
  allEntries: ManagedEntries,
  request: FieldRequest & { force: boolean },
): ApplyResult {
  const entries: ManagedEntries = new Map(allEntries);
  const own: ManagedEntry = {
    manager: request.manager === "" ? "unknown" : request.manager,
    operation: "Apply",
    apiVersion: request.apiVersion,
    subresource: request.subresource,
    time: request.now,
    fields: collectFields(node, applied as unknown as JsonValue).recursiveDifference(request.resetFields),
  };
  const id = ownerId(own);
  const last = entries.get(id);
  entries.set(id, own);
  const liveValue = live as unknown as JsonValue;
  let merged = mergeValues(node, liveValue, applied as unknown as JsonValue);
  if (last !== undefined && !last.fields.isEmpty) merged = pruneAbandoned(node, merged, entries, last.fields);

  const changes = compareWithoutOwners(node, live, merged as unknown as KubeObject, request);
  const changed = changes.modified.union(changes.added);
  if (!request.force) {
    const conflicts: Conflict[] = [];
    for (const [otherId, entry] of entries) {
      if (otherId === id) continue;
      for (const path of entry.fields.intersection(changed).paths()) conflicts.push({ entry, path });
    }
    if (conflicts.length > 0) throw new ConflictsFound(conflicts);
  }
  takeFromOthers(entries, id, changes);
  const fields = own.fields.difference(unowned);
  const isChanged = !deepEqual(merged, liveValue);
  const keepsTime = !isChanged && last !== undefined;
  if (fields.isEmpty) entries.delete(id);
  else entries.set(id, { ...own, fields, time: keepsTime ? last.time : own.time });
  // The merge shares parts with both sides; the caller gets an object whose metadata is its own.
  const object = { ...(merged as unknown as KubeObject) };
  object.metadata = { ...object.metadata };
  writeEntries(object, entries);
  updateLastApplied(object, applied, request.manager);
  return { object, isChanged };
}

/** Drops what this manager applied last time, does not apply now, and nobody else owns. */
function pruneAbandoned(
  node: SchemaNode,
  merged: JsonValue,
  entries: ManagedEntries,
  lastFields: FieldSet,
): JsonValue {
  const last = withNamedFields(node, lastFields);
  const pruned = removeFields(node, merged, last) ?? {};
  const mergedFields = withNamedFields(node, collectFields(node, merged));
  let owned = new FieldSet();
  for (const entry of entries.values()) owned = owned.union(entry.fields);
  const prunedFields = withNamedFields(node, collectFields(node, pruned));
  const kept =
    removeFields(node, merged, mergedFields.difference(prunedFields.union(withNamedFields(node, owned)))) ??
    {};
  const keptFields = withNamedFields(node, collectFields(node, kept));
  return removeFields(node, merged, mergedFields.difference(keptFields).intersection(last)) ?? {};
}

/** Conflicts of a kubectl user with fields that the same user's client-side apply set are no conflicts. */
function notFromLastApplied(
  node: SchemaNode,
  live: KubeObject,
  conflicts: Conflict[],
  request: FieldRequest,
): Conflict[] {
  const text = live.metadata.annotations?.[lastAppliedAnnotation];
  if (text === undefined || text === "") return conflicts;
  try {
    const last = parseJson(text) as unknown as KubeObject;
    if (last.apiVersion !== request.apiVersion) return conflicts;
    const changes = compareValues(node, last as unknown as JsonValue, live as unknown as JsonValue);
    const allowed = collectFields(node, last as unknown as JsonValue)
      .difference(changes.modified)
      .difference(changes.added)
      .difference(changes.removed);
    return conflicts.filter(({ path }) => !allowed.has(path));
  } catch {
    return conflicts;
  }
}

function updateLastApplied(object: KubeObject, applied: KubeObject, manager: string): void {
  if (manager !== "kubectl" || !object.metadata.annotations?.[lastAppliedAnnotation]) return;
  const copy = { ...applied, metadata: { ...applied.metadata } };
  if (copy.metadata.annotations !== undefined) {
    const { [lastAppliedAnnotation]: _, ...annotations } = copy.metadata.annotations;
    copy.metadata.annotations = annotations;
  }
  object.metadata.annotations = {
    ...object.metadata.annotations,
    [lastAppliedAnnotation]: `${JSON.stringify(copy)}\n`,
  };
}

function conflictError(conflicts: Conflict[]): StatusError {
  const causes = conflicts.map(({ entry, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${describeOwner(entry)}`,
    field: formatPath(path),
  }));
  return new StatusError({
    message: conflictMessage(conflicts),
    reason: "Conflict",
    details: { causes },
    code: 409,
  });
}

function conflictMessage(conflicts: Conflict[]): string {
  const [first] = conflicts;
  if (conflicts.length === 1 && first !== undefined) {
    return `Apply failed with 1 conflict: conflict with ${describeOwner(first.entry)}: ${formatPath(first.path)}`;
  }
  const byOwner = new Map<string, string[]>();
  for (const { entry, path } of conflicts) {
    const owner = describeOwner(entry);
    const paths = byOwner.get(owner) ?? [];
    paths.push(formatPath(path));
    byOwner.set(owner, paths);
  }
  const lines = [...byOwner.keys()]
    .sort()
    .flatMap((owner) => [`conflicts with ${owner}:`, ...byOwner.get(owner)!.map((path) => `- ${path}`)]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
}

/** An owner in a message; the time of the entry is no part of its identity and is not shown. */
function describeOwner(entry: ManagedEntry): string {
  const subresource =
    entry.subresource === "" ? "" : ` with subresource ${JSON.stringify(entry.subresource)}`;
  const version = entry.operation === "Update" ? ` using ${entry.apiVersion}` : "";
  return `${JSON.stringify(entry.manager)}${subresource}${version}`;
}
