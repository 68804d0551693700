import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import { type YamlNode, YamlScalar } from "@sluice/yaml";
import { kustomizeErrors } from "./errors.ts";
import { isElementMatch, splitElementMatch } from "./field-lookup.ts";
import { field, isList, isMap, isMissing, isScalar, kindName, textOf, untyped } from "./node.ts";
import type { Session } from "./session.ts";

/** A place in a resource that can be read and written. */
export interface Place {
  get(): YamlNode;
  set(value: YamlNode): void;
}

/** The kind of value to make where a path ends in nothing. */
export type PlaceKind = "map" | "list" | "scalar";

/**
 * The places that a path of a replacement names: fields, indexes, `*` (every element), `[key=value]` (elements
 * whose value matches the expression). With `create`, what is missing is made. Throws KUSTOMIZE_REPLACEMENT_FAILED
 * where the path does not fit.
 */
export function findPlaces(
  root: YamlNode,
  parts: readonly string[],
  create: PlaceKind | undefined,
  session: Session,
): Place[] {
  return find({ get: () => root, set: () => {} }, parts, create, session);
}

function find(
  place: Place,
  parts: readonly string[],
  create: PlaceKind | undefined,
  session: Session,
): Place[] {
  const part = parts[0];
  if (part === undefined) return [place];
  const rest = parts.slice(1);
  const node = place.get();
  if (/^\d+$/.test(part)) return findIndex(node, Number(part), rest, create, session);
  if (isElementMatch(part)) return findElements(node, part, rest, create, session);
  if (part === "*") {
    if (isMissing(node)) return [];
    return listOf(node).flatMap((_, at) => find(elementPlace(node as YamlNode[], at), rest, create, session));
  }
  if (isMissing(node)) return [];
  if (!isMap(node)) throw failed(`wrong node kind: expected MappingNode but got ${kindName(node)}`);
  let value = field(node, part);
  if (value === undefined) {
    if (create === undefined) return [];
    value = emptyOf(kindFor(rest[0], create));
    setKey(node, part, value);
  }
  // Text on the way is data of its own: what is found in it has been dealt with, or is no place here.
  if (isScalar(value) && !isMissing(value) && rest.length > 0) {
    throw failed(`'${part}' holds text that has no such field`);
  }
  return find(
    { get: () => field(node, part) as YamlNode, set: (next) => setKey(node, part, next) },
    rest,
    create,
    session,
  );
}

function findIndex(
  node: YamlNode,
  index: number,
  rest: readonly string[],
  create: PlaceKind | undefined,
  session: Session,
): Place[] {
  const list = listOf(node);
  if (list.length === index && create !== undefined) list.push(emptyOf(kindFor(rest[0], create)));
  if (list.length < index + 1) {
    throw failed(`index ${index} specified but only ${list.length} elements found`);
  }
  return find(elementPlace(list, index), rest, create, session);
}

function findElements(
  node: YamlNode,
  part: string,
  rest: readonly string[],
  create: PlaceKind | undefined,
  session: Session,
): Place[] {
  const match = splitElementMatch(part);
  if (match === undefined)
    throw failed("list path element must contain fieldName=fieldValue for element to match");
  if (isMissing(node)) return [];
  const list = listOf(node);
  const pattern = session.patterns.anywhere(match.value);
  const places = list.flatMap((item, at) => {
    const value = match.key === "" ? item : isMap(item) ? field(item, match.key) : undefined;
    if (value === undefined || !pattern.test(textOf(value).trim())) return [];
    return match.key === "" ? [elementPlace(list, at)] : find(elementPlace(list, at), rest, create, session);
  });
  if (places.length > 0 || create === undefined) return places;
  const made = match.key === "" ? untyped(match.value) : { [match.key]: untyped(match.value) };
  list.push(made);
  if (!session.patterns.anywhere(match.value).test(match.value)) return [];
  return match.key === ""
    ? [elementPlace(list, list.length - 1)]
    : find(elementPlace(list, list.length - 1), rest, create, session);
}

function elementPlace(list: YamlNode[], at: number): Place {
  return {
    get: () => list[at] as YamlNode,
    set: (value) => {
      list[at] = value;
    },
  };
}

function listOf(node: YamlNode): YamlNode[] {
  if (!isList(node)) throw failed(`wrong node kind: expected SequenceNode but got ${kindName(node)}`);
  return node;
}

/** What the next part of the path needs to stand on. */
function kindFor(next: string | undefined, create: PlaceKind): PlaceKind {
  if (next === undefined) return create;
  return isElementMatch(next) || /^\d+$/.test(next) ? "list" : "map";
}

function emptyOf(kind: PlaceKind): YamlNode {
  return kind === "map" ? {} : kind === "list" ? [] : new YamlScalar("", "", null);
}

function failed(message: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_REPLACEMENT_FAILED, message);
}
