import { errorText } from "@sluice/base/errors";
import { isJsonObject, setKey } from "@sluice/base/object";
import { formatFloat, GoError, type GoValue } from "@sluice/go-template";
import { formatNumber, parseYaml, printYaml, YamlScalar } from "@sluice/yaml";
import { plainValue } from "./plain.ts";

/** A template value as `toYaml` prints it, without the last line break. Throws GoError for what YAML cannot hold. */
export function writeYaml(value: GoValue): string {
  return printYaml(plainValue(value), { flavour: "v2" }).replace(/\n$/, "");
}

/** A template value as `toYamlPretty` prints it: lists indented under their key, long lines kept. */
export function writePrettyYaml(value: GoValue): string {
  return printYaml(withFloatText(plainValue(value)), { flavour: "v3", indentLists: true }).replace(/\n$/, "");
}

/** Numbers as go-yaml v3 writes a float64, where that differs from the number's own digits. */
function withFloatText(value: unknown): unknown {
  if (typeof value === "number") {
    const text = formatFloat(value, "g", -1);
    return text === String(value) ? value : new YamlScalar("!!float", text, value);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withFloatText);
  const map: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) setKey(map, key, withFloatText(item));
  return map;
}

type Wanted = "any" | "map[string]interface {}" | "[]interface {}";

/**
 * The first document of a YAML text with every number as float64; null for an empty one. Throws GoError with the
 * text of Helm's YAML library.
 */
export function readYaml(text: string, wanted: Wanted = "any"): unknown {
  let value: unknown;
  try {
    value = withFloats(parseYaml(text, { flavour: "v2" }));
  } catch (error) {
    throw new GoError(`error converting YAML to JSON: ${errorText(error)}`);
  }
  if (wanted === "any" || value === null) return value;
  if (wanted === "[]interface {}" ? Array.isArray(value) : isJsonObject(value)) return value;
  const kind = Array.isArray(value)
    ? "array"
    : isJsonObject(value)
      ? "object"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
  throw new GoError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type ${wanted}`,
  );
}

/** Integers beyond 2^53 as float64: Helm holds every number of a YAML file so. Changes lists and maps in place. */
export function withFloats(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (typeof item === "bigint" || typeof item === "object") value[i] = withFloats(item);
    }
    return value;
  }
  const map = value as Record<string, unknown>;
  for (const key of Object.keys(map)) {
    const item = map[key];
    if (typeof item === "bigint") setKey(map, key, Number(item));
    else if (typeof item === "object") withFloats(item);
  }
  return value;
}

/** A scalar where Helm's YAML library reads into a text: numbers and switches become their text. */
export function textOfScalar(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
      return formatNumber(value);
    case "boolean":
      return String(value);
    default:
      return undefined;
  }
}
