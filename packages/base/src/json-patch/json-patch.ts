import { SluiceError } from "../errors/index.ts";
import { baseErrors } from "../errors.ts";
import { deepClone, deepEqual, hasKey, isJsonObject, type JsonValue, setKey } from "../object/index.ts";

/** One operation of an RFC 6902 patch. */
export interface JsonPatchOperation {
  op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  path: string;
  from?: string;
  value?: JsonValue;
}

/**
 * Applies the operations in order to a copy of `document`. As upstream: `-` appends, negative indexes count from
 * the end, removing or replacing what is missing fails, `test` of a missing path against null holds.
 * Throws JSON_PATCH_INVALID for a malformed patch and JSON_PATCH_FAILED for one that does not fit; `fieldPath` is
 * the pointer.
 */
export function applyJsonPatch(document: JsonValue, operations: readonly JsonPatchOperation[]): JsonValue {
  const root = { "": deepClone(document) };
  if (!Array.isArray(operations)) throw invalid("a JSON patch must be a list of operations", "");
  for (const operation of operations) applyOperation(root, operation);
  return root[""];
}

type Root = { "": JsonValue };

function applyOperation(root: Root, operation: JsonPatchOperation): void {
  if (!isJsonObject(operation) || typeof operation.path !== "string")
    throw invalid("a JSON patch operation needs a path", "");
  const { op, path } = operation;
  switch (op) {
    case "add":
      add(root, path, requireValue(operation));
      return;
    case "replace":
      locate(root, path, "replace");
      set(root, path, requireValue(operation));
      return;
    case "remove":
      remove(root, path);
      return;
    case "move":
      add(root, path, remove(root, requireFrom(operation)));
      return;
    case "copy":
      add(root, path, deepClone(locate(root, requireFrom(operation), "copy")));
      return;
    case "test": {
      const actual = find(root, path);
      if (!deepEqual(actual ?? null, operation.value ?? null))
        throw failed(`testing value ${path} failed`, path);
      return;
    }
    default:
      throw invalid(`unknown JSON patch operation ${JSON.stringify(op)}`, path);
  }
}

function requireValue(operation: JsonPatchOperation): JsonValue {
  if (operation.value === undefined) throw invalid(`${operation.op} operation needs a value`, operation.path);
  return deepClone(operation.value);
}

function requireFrom(operation: JsonPatchOperation): string {
  if (typeof operation.from !== "string")
    throw invalid(`${operation.op} operation needs from`, operation.path);
  return operation.from;
}

/** Splits a JSON pointer; the root has the single key "" in its holder. */
function parse(pointer: string): string[] {
  if (pointer !== "" && !pointer.startsWith("/"))
    throw invalid(`path ${JSON.stringify(pointer)} must start with a slash`, pointer);
  return pointer.split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function child(container: JsonValue | undefined, token: string): JsonValue | undefined {
  if (Array.isArray(container)) {
    const index = listIndex(container, token);
    return index === undefined ? undefined : container[index];
  }
  return isJsonObject(container) && hasKey(container, token) ? container[token] : undefined;
}

function listIndex(list: JsonValue[], token: string): number | undefined {
  if (!/^-?\d+$/.test(token)) return undefined;
  const index = Number(token);
  const absolute = index < 0 ? index + list.length : index;
  return absolute >= 0 && absolute < list.length ? absolute : undefined;
}

function container(root: Root, tokens: string[]): JsonValue | undefined {
  let current: JsonValue | undefined = root as unknown as JsonValue;
  for (const token of tokens.slice(0, -1)) current = child(current, token);
  return current;
}

function find(root: Root, pointer: string): JsonValue | undefined {
  const tokens = parse(pointer);
  return child(container(root, tokens), tokens.at(-1) as string);
}

function locate(root: Root, pointer: string, verb: string): JsonValue {
  const value = find(root, pointer);
  if (value === undefined)
    throw failed(`${verb} operation does not apply: doc is missing path: ${pointer}`, pointer);
  return value;
}

function add(root: Root, pointer: string, value: JsonValue): void {
  const tokens = parse(pointer);
  const parent = container(root, tokens);
  const token = tokens.at(-1) as string;
  if (Array.isArray(parent)) {
    if (token === "-") {
      parent.push(value);
      return;
    }
    if (!/^-?\d+$/.test(token))
      throw failed(`add operation does not apply: ${pointer} is not an index`, pointer);
    const index = Number(token) < 0 ? Number(token) + parent.length + 1 : Number(token);
    if (index < 0 || index > parent.length)
      throw failed(`add operation does not apply: index ${token} out of bounds`, pointer);
    parent.splice(index, 0, value);
  } else if (isJsonObject(parent)) {
    setKey(parent, token, value);
  } else {
    throw failed(`add operation does not apply: doc is missing path: ${pointer}`, pointer);
  }
}

function set(root: Root, pointer: string, value: JsonValue): void {
  const tokens = parse(pointer);
  const parent = container(root, tokens);
  const token = tokens.at(-1) as string;
  if (Array.isArray(parent)) parent[listIndex(parent, token) as number] = value;
  else if (isJsonObject(parent)) setKey(parent, token, value);
}

function remove(root: Root, pointer: string): JsonValue {
  const value = locate(root, pointer, "remove");
  const tokens = parse(pointer);
  const parent = container(root, tokens);
  const token = tokens.at(-1) as string;
  if (Array.isArray(parent)) parent.splice(listIndex(parent, token) as number, 1);
  else if (isJsonObject(parent)) delete parent[token];
  return value;
}

function invalid(message: string, path: string): SluiceError {
  return new SluiceError(baseErrors.JSON_PATCH_INVALID, message, { fieldPath: path });
}

function failed(message: string, path: string): SluiceError {
  return new SluiceError(baseErrors.JSON_PATCH_FAILED, message, { fieldPath: path });
}
