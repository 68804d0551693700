import { isJsonObject, type JsonObject, type KubeObject } from "@sluice/base/object";
import type { FieldProblem, Schema } from "../resource/index.ts";
import type { CustomResourceDefinition, CustomResourceVersion } from "./custom-resource.ts";
import { ruleProblems } from "./validation-rules.ts";

const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function required(field: string, text = ""): FieldProblem {
  return {
    reason: "FieldValueRequired",
    field,
    message: text === "" ? "Required value" : `Required value: ${text}`,
  };
}

function invalid(field: string, value: unknown, text: string): FieldProblem {
  return { reason: "FieldValueInvalid", field, message: `Invalid value: ${JSON.stringify(value)}: ${text}` };
}

function forbidden(field: string, text: string): FieldProblem {
  return { reason: "FieldValueForbidden", field, message: `Forbidden: ${text}` };
}

/** What is wrong with a CustomResourceDefinition, structural schemas and rules included. */
export function validateDefinition(object: KubeObject, old: KubeObject | undefined): FieldProblem[] {
  const crd = object as CustomResourceDefinition;
  const problems: FieldProblem[] = [];
  const { spec } = crd;
  if (!isJsonObject(spec)) return [required("spec")];
  validateNames(crd, problems);
  if (spec.scope !== "Cluster" && spec.scope !== "Namespaced") {
    problems.push(
      spec.scope === undefined || spec.scope === ""
        ? required("spec.scope")
        : {
            reason: "FieldValueNotSupported",
            field: "spec.scope",
            message: `Unsupported value: ${JSON.stringify(spec.scope)}: supported values: "Cluster", "Namespaced"`,
          },
    );
  }
  validateVersions(crd, problems);
  const before = old as CustomResourceDefinition | undefined;
  if (before !== undefined) {
    const immutable = (field: string, now: unknown, then: unknown): void => {
      if (now !== then) problems.push(invalid(field, now, "field is immutable"));
    };
    immutable("spec.group", spec.group, before.spec.group);
    if (isEstablished(before)) {
      immutable("spec.scope", spec.scope, before.spec.scope);
      immutable("spec.names.kind", spec.names.kind, before.spec.names.kind);
    }
    immutable("spec.names.plural", spec.names.plural, before.spec.names.plural);
    const stored = (before.status?.["storedVersions"] ?? []) as string[];
    stored.forEach((version, index) => {
      if (!spec.versions.some(({ name }) => name === version)) {
        problems.push(
          invalid(
            `status.storedVersions[${index}]`,
            version,
            `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`,
          ),
        );
      }
    });
  }
  return problems;
}

function isEstablished(crd: CustomResourceDefinition): boolean {
  const conditions = (crd.status?.["conditions"] ?? []) as JsonObject[];
  return conditions.some(
    (condition) => condition["type"] === "Established" && condition["status"] === "True",
  );
}

function validateNames(crd: CustomResourceDefinition, problems: FieldProblem[]): void {
  const { group, names } = crd.spec;
  if (!group) problems.push(required("spec.group"));
  else if (!subdomain.test(group))
    problems.push(
      invalid(
        "spec.group",
        group,
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ),
    );
  else if (!group.includes("."))
    problems.push(invalid("spec.group", group, "should be a domain with at least one dot"));
  if (!isJsonObject(names)) {
    problems.push(required("spec.names"));
    return;
  }
  if (!names.plural) problems.push(required("spec.names.plural"));
  if (!names.kind) problems.push(required("spec.names.kind"));
  else if (!label.test(names.kind.toLowerCase()))
    problems.push(
      invalid(
        "spec.names.kind",
        names.kind,
        "may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ),
    );
  if (names.kind !== undefined && names.kind === names.listKind) {
    problems.push(invalid("spec.names.listKind", names.listKind, "kind and listKind may not be the same"));
  }
  const wanted = `${names.plural}.${group}`;
  if (names.plural && group && crd.metadata.name !== wanted) {
    problems.push(invalid("metadata.name", crd.metadata.name, `must be spec.names.plural+"."+spec.group`));
  }
}

function validateVersions(crd: CustomResourceDefinition, problems: FieldProblem[]): void {
  const { versions } = crd.spec;
  if (!Array.isArray(versions) || versions.length === 0) {
    problems.push(required("spec.versions"));
    return;
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    problems.push(
      invalid(
        "spec.versions",
        versions.map(({ name }) => name),
        "must have exactly one version marked as storage version",
      ),
    );
  }
  const seen = new Set<string>();
  versions.forEach((version, index) => {
    const path = `spec.versions[${index}]`;
    if (!version.name || !label.test(version.name)) {
      problems.push(
        invalid(
          `${path}.name`,
          version.name,
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        ),
      );
    }
    if (seen.has(version.name)) problems.push(invalid(`${path}.name`, version.name, "must be unique"));
    seen.add(version.name);
    validateVersion(crd, version, path, problems);
  });
}

function validateVersion(
  crd: CustomResourceDefinition,
  version: CustomResourceVersion,
  path: string,
  problems: FieldProblem[],
): void {
  const schema = version.schema?.openAPIV3Schema;
  const at = `${path}.schema.openAPIV3Schema`;
  if (schema === undefined) {
    if (crd.spec.preserveUnknownFields !== true) problems.push(required(at, "schemas are required"));
    return;
  }
  if (schema.type !== "object") {
    problems.push(
      schema.type === undefined
        ? required(`${at}.type`, "must not be empty at the root")
        : invalid(`${at}.type`, schema.type, "must be object at the root"),
    );
  }
  validateStructural(schema, at, problems, true);
  for (const { path: rulePath, rule, problem } of ruleProblems(schema, at)) {
    problems.push(invalid(rulePath, rule, `compilation failed: ${problem}`));
  }
  (version.additionalPrinterColumns ?? []).forEach((column, index) => {
    if (!column.jsonPath?.startsWith(".")) {
      problems.push(
        invalid(
          `${path}.additionalPrinterColumns[${index}].jsonPath`,
          column.jsonPath,
          "must be a simple json path starting with .",
        ),
      );
    }
  });
}

/** The rules of structural schemas: every value has a type, junctors add no structure. */
function validateStructural(schema: Schema, path: string, problems: FieldProblem[], isRoot = false): void {
  if (problems.length > 50) return;
  const isFree =
    schema["x-kubernetes-preserve-unknown-fields"] === true || schema["x-kubernetes-int-or-string"] === true;
  if (!isRoot && schema.type === undefined && !isFree) {
    problems.push(required(`${path}.type`, "must not be empty for specified object fields"));
  }
  if (schema["x-kubernetes-int-or-string"] === true && schema.type !== undefined) {
    problems.push(
      invalid(`${path}.type`, schema.type, "must be empty if x-kubernetes-int-or-string is true"),
    );
  }
  if (schema.$ref !== undefined) problems.push(forbidden(`${path}.$ref`, "$ref is not supported"));
  if (schema.uniqueItems === true)
    problems.push(
      forbidden(
        `${path}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  if (schema.properties !== undefined && typeof schema.additionalProperties === "object") {
    problems.push(
      forbidden(`${path}.additionalProperties`, "additionalProperties and properties are mutual exclusive"),
    );
  }
  if (schema.type === "array" && schema.items === undefined)
    problems.push(required(`${path}.items`, "must be specified"));
  validateListType(schema, path, problems);
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    validateStructural(child, `${path}.properties[${name}]`, problems);
  }
  if (schema.items !== undefined) validateStructural(schema.items, `${path}.items`, problems);
  if (typeof schema.additionalProperties === "object") {
    validateStructural(schema.additionalProperties, `${path}.additionalProperties`, problems);
  }
}

function validateListType(schema: Schema, path: string, problems: FieldProblem[]): void {
  const listType = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"];
  if (listType !== undefined && schema.type !== "array") {
    problems.push(
      invalid(`${path}.type`, schema.type ?? "", "must be array if x-kubernetes-list-type is specified"),
    );
  }
  if (listType === "map") {
    if (keys === undefined || keys.length === 0) {
      problems.push(
        required(`${path}.x-kubernetes-list-map-keys`, "must not be empty if x-kubernetes-list-type is map"),
      );
    }
    for (const key of keys ?? []) {
      const field = schema.items?.properties?.[key];
      if (field === undefined) {
        problems.push(
          invalid(`${path}.x-kubernetes-list-map-keys`, key, "entries must all be names of item properties"),
        );
      } else if (field.default === undefined && !schema.items?.required?.includes(key)) {
        problems.push(
          required(
            `${path}.items.properties[${key}].default`,
            "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
          ),
        );
      }
    }
  } else if (keys !== undefined && keys.length > 0) {
    problems.push(
      forbidden(`${path}.x-kubernetes-list-map-keys`, "must be empty if x-kubernetes-list-type is not map"),
    );
  }
}
