import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import { printYaml, resolveScalar, type YamlMap, type YamlNode, YamlScalar } from "@sluice/yaml";
import { kustomizeErrors } from "./errors.ts";
import {
  appendElements,
  distinctValues,
  findElement,
  indexByKey,
  mergePlainValues,
  setElement,
  unifyValues,
} from "./merge-list.ts";
import type { FieldSchema, MergeSchema } from "./merge-schema.ts";
import {
  copyNode,
  field,
  fieldOf,
  isEmpty,
  isList,
  isMap,
  isMissing,
  isScalar,
  kindName,
  SharedText,
  textOf,
  withText,
} from "./node.ts";

/**
 * Lays a strategic-merge patch over a resource, KE-68 to KE-73. Changes and returns `target`; undefined when the
 * patch deletes it. The patch itself stays as it is. Throws KUSTOMIZE_PATCH_INVALID.
 */
export function mergePatch(target: YamlMap, patch: YamlMap, schema: MergeSchema): YamlMap | undefined {
  const merged = new Merge(schema).node(target, patch, undefined, []);
  return isMap(merged) ? merged : undefined;
}

type Directive = "merge" | "replace" | "delete";

class Merge {
  private readonly schema: MergeSchema;

  constructor(schema: MergeSchema) {
    this.schema = schema;
  }

  /** What stands at a place after the merge; undefined: nothing. `place` says how the schema sees it. */
  node(
    target: YamlNode | undefined,
    patch: YamlNode | undefined,
    place: FieldSchema | undefined,
    path: readonly string[],
  ): YamlNode | undefined {
    const leader = isMissing(target) ? patch : target;
    if (isMissing(leader)) return this.nothing(target, patch);
    if (isMap(leader)) {
      assertKind("MappingNode", isMap, target, patch, path);
      return this.map(target as YamlMap | undefined, patch as YamlMap | undefined, place, path);
    }
    if (isList(leader)) {
      assertKind("SequenceNode", isList, target, patch, path);
      if (place?.mergeKeys !== undefined) {
        return this.list(target as YamlNode[] | undefined, patch as YamlNode[] | undefined, place, path);
      }
      return patch === undefined ? target : copyNode(patch);
    }
    assertKind("ScalarNode", isScalar, target, patch, path);
    if (target instanceof SharedText && typeof patch === "string") return withText(target, patch);
    return patch === undefined ? quoted(target) : copyNode(patch);
  }

  /** Neither side has a value: a null that is written out stays, one that is implied goes. */
  private nothing(target: YamlNode | undefined, patch: YamlNode | undefined): YamlNode | undefined {
    if (patch !== undefined || target === undefined) return undefined;
    return textOf(target) === "" ? undefined : target;
  }

  private map(
    target: YamlMap | null | undefined,
    patch: YamlMap | null | undefined,
    place: FieldSchema | undefined,
    path: readonly string[],
  ): YamlNode | undefined {
    let result: YamlMap;
    if (isMissing(target)) {
      const added = patch as YamlMap;
      if (textOf(field(added, "$patch")) === "delete") return undefined;
      result = withoutDirective(copyNode(added));
    } else {
      if (patch === null) return undefined;
      const directive = patch === undefined ? "merge" : directiveOf(field(patch, "$patch"));
      if (directive === "delete") return undefined;
      result = directive === "replace" ? withoutDirective(copyNode(patch as YamlMap)) : target;
    }
    const type = this.typeOf(place, result, patch);
    const skips = patch !== null && patch !== undefined && isDirective(field(patch, "$patch"));
    for (const key of unionOfKeys(result, patch, skips)) {
      const before = field(result, key);
      const below = patch === null || patch === undefined ? undefined : field(patch, key);
      // A scalar that the patch does not mention stays.
      if (below === undefined && typeof before !== "object") continue;
      const child = this.schema.fieldOf(type, key);
      const after = this.node(before, below, child, [...path, key]);
      if (after === undefined || (isMissing(after) && below !== undefined)) delete result[key];
      else if (after !== before) setKey(result, key, after);
    }
    return result;
  }

  /** The type of a mapping: what the schema says of its place, else what its own apiVersion and kind say. */
  private typeOf(place: FieldSchema | undefined, ...nodes: (YamlNode | undefined)[]): string | undefined {
    if (place !== undefined) return place.type;
    for (const node of nodes) {
      const kind = fieldOf(node, "kind");
      const apiVersion = fieldOf(node, "apiVersion");
      if (kind === undefined || apiVersion === undefined) continue;
      const type = this.schema.kindType(textOf(apiVersion), textOf(kind));
      if (type !== undefined) return type;
    }
    return undefined;
  }

  private list(
    target: YamlNode[] | null | undefined,
    patch: YamlNode[] | null | undefined,
    place: FieldSchema,
    path: readonly string[],
  ): YamlNode | undefined {
    let own: YamlNode[];
    let added = patch;
    if (isMissing(target)) own = copyNode(patch as YamlNode[]);
    else {
      if (patch === null) return undefined;
      own = target;
      if (patch !== undefined) {
        const { directive, rest } = listDirective(patch);
        if (directive === "delete") return undefined;
        added = rest;
        if (directive === "replace") own = copyNode(rest);
      }
    }
    const keys = place.mergeKeys as readonly string[];
    if (keys.length === 0) return mergePlainValues(own, added ?? []);
    const element: FieldSchema = { type: place.type, isList: false, isMap: false, mergeKeys: undefined };
    const quick =
      keys.length === 1
        ? this.byUniqueKey(own, added ?? undefined, keys[0] as string, element, path)
        : undefined;
    return quick ?? this.byKeys(own, added ?? undefined, keys, element, path);
  }

  /** The usual case: every element has its own value of the one key. Undefined when that does not hold. */
  private byUniqueKey(
    own: YamlNode[],
    added: YamlNode[] | undefined,
    key: string,
    element: FieldSchema,
    path: readonly string[],
  ): YamlNode[] | undefined {
    const ownByKey = indexByKey(own, key);
    const addedByKey = added === undefined ? new Map<string, YamlMap>() : indexByKey(added, key);
    if (ownByKey === undefined || addedByKey === undefined) return undefined;
    const result: YamlNode[] = [];
    const take = (name: string, from: YamlMap | undefined, over: YamlMap | undefined): void => {
      const merged = this.node(from, over, element, [...path, name]);
      if (!isMissing(merged) && !(isMap(merged) && isEmpty(merged))) {
        if (isMap(merged) && !Object.hasOwn(merged, key)) setKey(merged, key, name);
        result.push(merged);
      }
    };
    for (const [name, item] of addedByKey) take(name, ownByKey.get(name), item);
    for (const [name, item] of ownByKey) if (!addedByKey.has(name)) take(name, item, undefined);
    return result;
  }

  /** Several keys, or keys that are missing or repeated: kustomize's rules element by element. */
  private byKeys(
    own: YamlNode[],
    added: YamlNode[] | undefined,
    keys: readonly string[],
    element: FieldSchema,
    path: readonly string[],
  ): YamlNode[] {
    let values = distinctValues([...(added ?? []), ...own], keys);
    if (keys.length > 1) values = unifyValues(values);
    let remaining = own;
    let result: YamlNode[] = [];
    let validKeys: readonly string[] = keys;
    for (const entry of values) {
      const used = keys.map((_, at) => values.some((other) => other[at] !== ""));
      const anyUsed = used.includes(true);
      validKeys = anyUsed ? keys.filter((_, at) => used[at]) : keys;
      const validValues = anyUsed ? entry.filter((_, at) => used[at]) : entry;
      const given = validValues.some((value) => value !== "");
      const searchKeys = given ? validKeys.filter((_, at) => validValues[at] !== "") : validKeys;
      const searchValues = given ? validValues.filter((value) => value !== "") : validValues;
      const merged = this.node(
        findElement(remaining, searchKeys, searchValues),
        added === undefined ? undefined : findElement(added, searchKeys, searchValues),
        element,
        [...path, validValues.join("+")],
      );
      if (isMissing(merged) || (isMap(merged) && isEmpty(merged))) {
        remaining = setElement(remaining, validKeys, validValues, undefined);
        continue;
      }
      if (isMap(merged)) {
        validKeys.forEach((key, at) => {
          const value = validValues[at] as string;
          if (!Object.hasOwn(merged, key) && value !== "") setKey(merged, key, value);
        });
      }
      result = setElement(result, validKeys, validValues, merged);
    }
    return values.length === 0 ? own : appendElements(result, remaining, validKeys);
  }
}

/** A text of open type is quoted when kustomize sets it anew, which a merge does to every field it passes. */
function quoted(node: YamlNode | undefined): YamlNode | undefined {
  if (!(node instanceof YamlScalar) || node.tag !== "") return node;
  return resolveScalar(node.text, "v2").tag === "!!str" ? node : node.text;
}

function assertKind(
  expected: string,
  fits: (node: YamlNode | undefined) => boolean,
  target: YamlNode | undefined,
  patch: YamlNode | undefined,
  path: readonly string[],
): void {
  for (const node of [target, patch]) {
    if (isMissing(node) || fits(node)) continue;
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_PATCH_INVALID,
      `wrong node kind: expected ${expected} but got ${kindName(node)}: node contents:\n${printYaml(node, { flavour: "v3" })}`,
      {
        fieldPath: path.join("."),
        hint: "the patch and the resource must have the same shape at this field",
      },
    );
  }
}

function directiveOf(node: YamlNode | undefined): Directive {
  if (node === undefined) return "merge";
  const text = textOf(node);
  if (text === "delete" || text === "replace" || text === "merge") return text;
  throw new SluiceError(kustomizeErrors.KUSTOMIZE_PATCH_INVALID, `unknown patch strategy '${text}'`, {
    fieldPath: "$patch",
    hint: "$patch is one of delete, replace and merge",
  });
}

function isDirective(node: YamlNode | undefined): boolean {
  return node === "delete" || node === "replace" || node === "merge";
}

function withoutDirective(map: YamlMap): YamlMap {
  if (isDirective(field(map, "$patch"))) delete map["$patch"];
  return map;
}

function unionOfKeys(map: YamlMap, patch: YamlMap | null | undefined, skipsDirective: boolean): string[] {
  const keys = Object.keys(map);
  if (patch === null || patch === undefined) return keys;
  for (const key of Object.keys(patch)) {
    if (!Object.hasOwn(map, key) && !(skipsDirective && key === "$patch")) keys.push(key);
  }
  return keys;
}

/** The directive of a list: an element that holds nothing but `$patch`. */
function listDirective(patch: YamlNode[]): { directive: Directive; rest: YamlNode[] } {
  const holder = patch.find((item) => isMap(item) && Object.hasOwn(item, "$patch"));
  if (!isMap(holder) || Object.keys(holder).length > 1) return { directive: "merge", rest: patch };
  const text = textOf(holder["$patch"]);
  const directive = directiveOf(holder["$patch"]);
  return {
    directive,
    rest: patch.filter((item) => !(isMap(item) && textOf(field(item, "$patch")) === text)),
  };
}
