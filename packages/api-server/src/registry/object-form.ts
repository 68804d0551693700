import {
  deepClone,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  parseJson,
  stringifyJson,
} from "@sluice/base/object";
import type { ServedResource } from "../resource/index.ts";
import { applySchemaDefaults, pruneUnknown, validateValue } from "../schema/index.ts";
import { badRequest } from "../status/index.ts";
import type { StoredEntry } from "../storage/index.ts";
import type { RequestContext } from "./request-context.ts";

/** Prints an object with apiVersion, kind and metadata first, so that the text tells its version. */
export function printObject(object: KubeObject): string {
  const { apiVersion, kind, metadata, ...rest } = object;
  const ordered = { apiVersion, kind, metadata, ...rest };
  // The replacer of stringifyJson is slow; it is needed only for integers beyond 2^53.
  try {
    return JSON.stringify(ordered);
  } catch {
    return stringifyJson(ordered);
  }
}

/**
 * Brings what a client sent into the form of its resource: unknown fields are dropped and reported, defaults
 * filled in. Changes `object`. Throws a 400 where a built-in kind cannot be decoded.
 */
export function decodeObject(resource: ServedResource, object: KubeObject, context: RequestContext): void {
  const { definition } = resource;
  const unknown: string[] = [...(context.bodyProblems ?? [])];
  pruneUnknown(resource.node, object as unknown as JsonValue, {
    dropsNulls: true,
    ...(context.fieldValidation === "Ignore"
      ? {}
      : { onUnknown: (path) => unknown.push(`unknown field "${path}"`) }),
  });
  if (context.fieldValidation === "Strict" && unknown.length > 0) {
    const subject = `${definition.kind} in version "${definition.version}" cannot be handled as a ${definition.kind}`;
    throw badRequest(`${subject}: strict decoding error: ${unknown.join(", ")}`);
  }
  if (context.fieldValidation === "Warn") context.warnings.push(...unknown);
  if (!definition.isCustom) refuseWrongTypes(resource, object);
  fillDefaults(resource, object);
}

/** Schema defaults, then those that only code can express. */
export function fillDefaults(resource: ServedResource, object: KubeObject): void {
  if (!resource.definition.isTypedOnly) {
    applySchemaDefaults(resource.node, object as unknown as JsonValue);
  }
  resource.definition.applyDefaults?.(object);
}

/** A new object has no status but the one that its schema has by default. Changes `object`. */
export function clearStatus(resource: ServedResource, object: KubeObject): void {
  delete object["status"];
  fillDefaults(resource, object);
}

/** A typed decoder fails on the first field of a wrong type. */
function refuseWrongTypes(resource: ServedResource, object: KubeObject): void {
  const wrong = validateValue(resource.node, object as unknown as JsonValue).find(
    (problem) => problem.reason === "FieldValueTypeInvalid",
  );
  if (wrong === undefined) return;
  const { kind, version } = resource.definition;
  const match = /must be of type (\S+): "(\w+)"/.exec(wrong.message);
  const found = match?.[2] === "integer" ? "number" : (match?.[2] ?? "value");
  throw badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: json: cannot unmarshal ${found === "boolean" ? "bool" : found} into Go struct field ${kind}.${wrong.field} of type ${goType(match?.[1])}`,
  );
}

function goType(type: string | undefined): string {
  switch (type) {
    case "integer":
      return "int32";
    case "boolean":
      return "bool";
    case "number":
      return "float64";
    case "object":
      return "map[string]interface {}";
    case "array":
      return "[]interface {}";
    default:
      return "string";
  }
}

/** The object of a request body: an object with metadata that is an object. Throws a 400. */
export function asObject(value: JsonValue | undefined, expected?: ServedResource): KubeObject {
  if (!isJsonObject(value)) {
    throw badRequest("the object provided is unrecognized (must be of type object)");
  }
  const object = value as unknown as KubeObject;
  if (expected !== undefined) {
    if (object.kind === undefined && object.apiVersion === undefined) {
      object.apiVersion = expected.apiVersion;
      object.kind = expected.definition.kind;
    }
    if (object.apiVersion !== expected.apiVersion || object.kind !== expected.definition.kind) {
      if (object.kind === undefined || object.kind === "") {
        throw badRequest(`Object 'Kind' is missing in '${shorten(stringifyJson(value))}'`);
      }
      throw badRequest(
        object.apiVersion === expected.apiVersion
          ? `the object provided is unrecognized (must be of type ${expected.definition.kind}): couldn't get version/kind; the kind of the object is ${object.kind}`
          : `the API version in the data (${object.apiVersion}) does not match the expected API version (${expected.apiVersion})`,
      );
    }
  }
  if (!isJsonObject(object.metadata)) {
    if (object.metadata !== undefined && object.metadata !== null) {
      throw badRequest(`${object.kind}.metadata must be an object`);
    }
    object.metadata = {};
  }
  return object;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

/** Turns objects between the stored and the served form of a resource, and keeps the printed texts. */
export class ObjectViews {
  readonly #texts = new WeakMap<StoredEntry, Map<string, string>>();
  readonly #read: (entry: StoredEntry) => KubeObject;

  constructor(read: (entry: StoredEntry) => KubeObject) {
    this.#read = read;
  }

  /** The JSON of a stored object in the version of a resource. */
  text(resource: ServedResource, entry: StoredEntry): string {
    if (isAsStored(resource, entry)) return entry.text;
    let texts = this.#texts.get(entry);
    if (texts === undefined) {
      texts = new Map();
      this.#texts.set(entry, texts);
    }
    const key = `${resource.apiVersion} ${resource.schemaRevision}`;
    let text = texts.get(key);
    if (text === undefined) {
      text = printObject(this.object(resource, entry));
      texts.set(key, text);
    }
    return text;
  }

  /** The object in the version of a resource; shared, not to be changed. */
  object(resource: ServedResource, entry: StoredEntry): KubeObject {
    const stored = this.#read(entry);
    if (isAsStored(resource, entry)) return stored;
    const { definition } = resource;
    let object: KubeObject;
    if (definition.fromStorage !== undefined) object = definition.fromStorage(deepClone(stored));
    else object = deepClone(stored);
    object.apiVersion = resource.apiVersion;
    if (definition.isCustom) {
      pruneUnknown(resource.node, object as unknown as JsonValue, { dropsNulls: false });
      applySchemaDefaults(resource.node, object as unknown as JsonValue);
    }
    return object;
  }

  /** The stored form of an object of a resource. The argument is given away. */
  toStorage(resource: ServedResource, object: KubeObject): KubeObject {
    if (resource.isStorageVersion) return object;
    const stored = resource.definition.toStorage?.(object) ?? object;
    stored.apiVersion = resource.storageApiVersion;
    return stored;
  }
}

function isAsStored(resource: ServedResource, entry: StoredEntry): boolean {
  return (
    entry.revision >= resource.schemaRevision &&
    (resource.isStorageVersion || resource.definition.isCustom === true) &&
    entry.text.startsWith(`{"apiVersion":${JSON.stringify(resource.apiVersion)},`)
  );
}

/** Reads JSON that the server itself printed. */
export function readPrinted(text: string): KubeObject {
  return parseJson(text) as unknown as KubeObject;
}

/** True when two values are the same but for managedFields and resourceVersion. */
export function withoutBookkeeping(object: KubeObject): JsonObject {
  const { managedFields: _, resourceVersion: __, ...metadata } = object.metadata;
  return { ...(object as unknown as JsonObject), metadata: metadata as unknown as JsonObject };
}
