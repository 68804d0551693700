import { sha256Hex } from "@sluice/base/digest";
import { isJsonObject, type JsonValue } from "@sluice/base/object";
import { writeGoJson } from "./go-json.ts";
import { field, isMap, isScalar, textOf } from "./node.ts";
import { asJson } from "./read-resources.ts";
import type { Resource } from "./resource.ts";

const digits: Record<string, string> = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

/** The ten characters that kustomize appends to the name of a ConfigMap or Secret for its content, KE-60. */
export function hashOf(resource: Resource): string {
  const hex = sha256Hex(encode(resource)).slice(0, 10);
  return hex.replace(/[013ae]/g, (digit) => digits[digit] as string);
}

function encode(resource: Resource): string {
  const value = (name: string): JsonValue => {
    const node = field(resource.node, name);
    if (node === undefined) return "";
    if (isScalar(node)) return textOf(node);
    return isMap(node) ? (asJson(node) as JsonValue) : null;
  };
  switch (resource.kind) {
    case "ConfigMap": {
      const binaryData = value("binaryData");
      const rest = { data: value("data"), kind: "ConfigMap", name: "" };
      return writeGoJson(isJsonObject(binaryData) ? { ...rest, binaryData } : rest);
    }
    case "Secret": {
      const stringData = value("stringData");
      const rest = { data: value("data"), kind: "Secret", name: "", type: value("type") };
      return writeGoJson(isJsonObject(stringData) ? { ...rest, stringData } : rest);
    }
    default:
      return writeGoJson(asJson(resource.node) as JsonValue);
  }
}
