import { isJsonObject } from "@sluice/base/object";
import type { ToolkitObject } from "../kinds.ts";

/** `Kind/namespace/name` of an object's source; the namespace is the object's own where it names none. */
export function sourceRefText(object: ToolkitObject): string {
  const ref = object.spec?.["sourceRef"];
  if (!isJsonObject(ref)) return "";
  return `${ref["kind"]}/${ref["namespace"] ?? object.metadata.namespace}/${ref["name"]}`;
}
