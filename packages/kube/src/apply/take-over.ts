import {
  deepClone,
  deepEqual,
  isJsonObject,
  type JsonObject,
  type KubeObject,
  setKey,
} from "@sluice/base/object";

/** A field manager whose fields are taken over; `prefix` matches the beginning of its name. */
export interface TakenManager {
  prefix: string;
  operations: readonly ("Apply" | "Update")[];
}

/** What is removed from live objects, and from whom, before ours is applied (KC-133). */
export interface CleanUpRules {
  annotations: readonly string[];
  labels: readonly string[];
  managers: readonly TakenManager[];
  fieldManager: string;
}

/**
 * The merge patch that cleans a live object up: foreign bookkeeping removed, fields of the given managers moved to
 * ours, so that what they set and we do not is removed by the apply that follows. Undefined when there is nothing to do.
 */
export function cleanUpPatch(live: KubeObject, rules: CleanUpRules): JsonObject | undefined {
  const metadata: JsonObject = {};
  const annotations = nulls(live.metadata.annotations, rules.annotations);
  const labels = nulls(live.metadata.labels, rules.labels);
  if (annotations !== undefined) metadata["annotations"] = annotations;
  if (labels !== undefined) metadata["labels"] = labels;
  const managedFields = takeOver(live, rules);
  if (managedFields !== undefined) metadata["managedFields"] = managedFields;
  if (Object.keys(metadata).length === 0) return undefined;
  metadata["resourceVersion"] = live.metadata.resourceVersion ?? "";
  return { metadata };
}

function nulls(present: Record<string, string> | undefined, keys: readonly string[]): JsonObject | undefined {
  const found = keys.filter((key) => present !== undefined && Object.hasOwn(present, key));
  return found.length > 0 ? Object.fromEntries(found.map((key) => [key, null])) : undefined;
}

function takeOver(live: KubeObject, rules: CleanUpRules): JsonObject[] | undefined {
  const entries = live.metadata.managedFields ?? [];
  const isOurs = (entry: JsonObject): boolean =>
    entry["manager"] === rules.fieldManager && entry["operation"] === "Apply" && !entry["subresource"];
  const isTaken = (entry: JsonObject): boolean =>
    !entry["subresource"] &&
    rules.managers.some(
      ({ prefix, operations }) =>
        String(entry["manager"]).startsWith(prefix) &&
        operations.includes(entry["operation"] as "Apply" | "Update") &&
        !isOurs(entry),
    );
  const taken = entries.filter(isTaken);
  if (taken.length === 0) return undefined;
  const own = entries.find(isOurs);
  const fields = [own, ...taken].map((entry) => entry?.["fieldsV1"]).filter(isJsonObject);
  const merged: JsonObject = {
    ...(own ?? {
      apiVersion: live.apiVersion,
      fieldsType: "FieldsV1",
      manager: rules.fieldManager,
      operation: "Apply",
      time: taken[0]?.["time"] ?? null,
    }),
    fieldsV1: fields.reduce<JsonObject>(uniteFields, {}),
  };
  const result = [...entries.filter((entry) => !isTaken(entry) && !isOurs(entry)), merged];
  return deepEqual(result, entries) ? undefined : result;
}

/** The union of two field sets in their wire form. */
function uniteFields(into: JsonObject, from: JsonObject): JsonObject {
  for (const [key, value] of Object.entries(from)) {
    const present = Object.hasOwn(into, key) ? into[key] : undefined;
    if (isJsonObject(present) && isJsonObject(value)) uniteFields(present, value);
    else if (present === undefined) setKey(into, key, deepClone(value));
  }
  return into;
}
