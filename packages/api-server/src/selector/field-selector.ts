import type { KubeObject } from "@sluice/base/object";
import type { ResourceDefinition } from "../resource/index.ts";
import { badRequest } from "../status/index.ts";

/** What a field selector asks for. */
export interface FieldRequirement {
  field: string;
  isEqual: boolean;
  value: string;
}

/** Reads `metadata.name=a,status.phase!=Failed`. Throws a 400. */
export function parseFieldSelector(text: string): FieldRequirement[] {
  if (text.trim() === "") return [];
  return text.split(/(?<!\\),/).map((part) => {
    const match = /^\s*([^=!]+?)\s*(!=|==|=)((?:[^=\\]|\\[\s\S])*)$/.exec(part);
    if (match === null) {
      throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
    }
    return {
      field: match[1]!,
      isEqual: match[2] !== "!=",
      value: match[3]!.replaceAll(/\\([\\,=])/g, "$1").trim(),
    };
  });
}

/** The test of the requirements on objects of a resource. Throws a 400 for a field that cannot select. */
export function fieldTest(
  definition: ResourceDefinition,
  requirements: readonly FieldRequirement[],
): ((object: KubeObject) => boolean) | undefined {
  if (requirements.length === 0) return undefined;
  const tests = requirements.map(({ field, isEqual, value }) => {
    const read = fieldReader(definition, field);
    return (object: KubeObject) => (read(object) === value) === isEqual;
  });
  return (object) => tests.every((test) => test(object));
}

function fieldReader(definition: ResourceDefinition, field: string): (object: KubeObject) => string {
  if (field === "metadata.name") return (object) => object.metadata.name ?? "";
  if (field === "metadata.namespace" && definition.isNamespaced) {
    return (object) => object.metadata.namespace ?? "";
  }
  if (Object.hasOwn(definition.selectableFields, field)) return definition.selectableFields[field]!;
  throw badRequest(`field label not supported: ${field}`);
}
