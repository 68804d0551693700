import { SluiceError } from "@sluice/base/errors";
import type { JsonValue } from "@sluice/base/object";
import { setKey } from "@sluice/base/object";
import { parseYamlNode, type YamlMap, type YamlNode } from "@sluice/yaml";
import { isElementMatch, lookup } from "../field-lookup.ts";
import { findPlaces, type Place, type PlaceKind } from "../field-place.ts";
import { writeGoJson } from "../go-json.ts";
import { copyNode, isList, isMap, isMissing, isScalar, taggedScalar, tagOf, textOf } from "../node.ts";
import { asJson } from "../read-resources.ts";
import type { Session } from "../session.ts";

/**
 * Replaces a value inside a text that holds YAML or JSON, when the path leads through one, KE-121. JSON keeps its
 * form (spread out with two blanks, or compact), YAML is written anew. False when the path leads through no text,
 * or finds nothing in it.
 */
export function replaceInText(
  root: YamlMap,
  parts: readonly string[],
  value: YamlNode,
  create: PlaceKind | undefined,
  session: Session,
): boolean {
  for (let length = 1; length < parts.length; length++) {
    const head = parts.slice(0, length);
    if (head.includes("*")) return false;
    const holder = lookup(root, head);
    if (isMissing(holder) || !isScalar(holder)) continue;
    const text = textOf(holder);
    const changed = replaceWithin(text, parts.slice(length), value, create, session);
    if (changed === undefined) return false;
    write(root, head, taggedScalar(tagOf(holder), changed) ?? changed);
    return true;
  }
  return false;
}

function replaceWithin(
  text: string,
  parts: readonly string[],
  value: YamlNode,
  create: PlaceKind | undefined,
  session: Session,
): string | undefined {
  let places: Place[];
  let data: YamlNode;
  try {
    data = parseYamlNode(text, { flavour: "v3", uniqueKeys: false });
    places = findPlaces(data, parts, create, session);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return undefined;
  }
  if (places.length === 0) return undefined;
  for (const place of places) {
    const current = place.get();
    place.set(
      isScalar(current) ? (taggedScalar(tagOf(current), textOf(value)) ?? textOf(value)) : copyNode(value),
    );
  }
  const trimmed = text.trimStart();
  if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) {
    const { rewrite } = session.answers.get("engine yaml", () => import("./rewrite-yaml.ts"));
    return rewrite(text, asJson(data) as JsonValue);
  }
  const isSpread = text.includes("\n") && text.includes("  ");
  return writeGoJson(asJson(data) as JsonValue, isSpread ? "  " : "");
}

/** Writes at the end of a path that `lookup` has found. */
function write(root: YamlMap, parts: readonly string[], value: YamlNode): void {
  const holder = lookup(root, parts.slice(0, -1));
  const last = (parts.at(-1) as string).trim();
  if (isMap(holder)) setKey(holder, last, value);
  else if (isList(holder)) {
    const current = lookup(root, parts) as YamlNode;
    const at = isElementMatch(last) || last === "-" ? holder.indexOf(current) : Number(last);
    if (at >= 0) holder[at] = value;
  }
}
