/**
 * How a field is written back: `optional` leaves out a zero value, `pointer` only a missing one, `always` writes the
 * zero value, `nullable` writes null when there is none.
 */
export type FieldPresence = "pointer" | "optional" | "always" | "nullable";

/** The shape of a field's value. */
export type FieldType =
  | { shape: "scalar"; name: string; enum?: string[] }
  | { shape: "ref"; name: string }
  | { shape: "list"; of: FieldType; listType?: "atomic" | "set" | "map"; mapKeys?: string[] }
  | { shape: "map"; of: FieldType; mapType?: "atomic" | "granular" };

/** One field of a named type. */
export interface FieldDefinition {
  name: string;
  isRequired: boolean;
  presence: FieldPresence;
  type: FieldType;
  default?: string | number | boolean;
  patchStrategy?: string;
  patchMergeKey?: string;
}

/** A named type, e.g. `io.k8s.api.apps.v1.DeploymentSpec`. */
export interface TypeDefinition {
  name: string;
  /** `kind`: an API object of the group; `typed`: has apiVersion and kind but is no resource. */
  role: "struct" | "kind" | "typed";
  mapType?: "atomic";
  fields: FieldDefinition[];
}

/** Names of scalar and free-form types; a name outside of them is a reference. */
const scalarNames = new Set([
  "string",
  "bool",
  "int32",
  "int64",
  "double",
  "bytes",
  "time",
  "microTime",
  "quantity",
  "intOrString",
  "raw",
  "fieldsV1",
  "JSON",
  "JSONSchemaPropsOrArray",
  "JSONSchemaPropsOrBool",
  "JSONSchemaPropsOrStringArray",
]);

const sharedPackages: Record<string, string> = {
  core: "io.k8s.api.core.v1",
  meta: "io.k8s.apimachinery.pkg.apis.meta.v1",
};

/**
 * Reads the notation of the type tables. A line without indentation names a type, with `kind`, `typed` or `atomic`
 * after it; an indented line is a field:
 *
 * ```
 * ServiceSpec
 *   ports [map port,protocol]ServicePort ~merge:port
 *   selector {atomic}string
 *   type string(ClusterIP|NodePort)
 *   replicas! *int32
 *   template +core.PodTemplateSpec
 *   protocol string ="TCP"
 * ```
 *
 * `!` is a required field; `*` a value that is kept even when it is zero; `+` one that is always written, even when
 * empty; `*+` one that is null when it is missing. `[]T`, `[set]T`, `[atomic]T` and `[map KEYS]T` are lists, `{}T` a map, `=` a default in JSON, and `~` the
 * strategy of strategic merge patches with its merge key. `meta.X` and `core.X` are types of the shared packages.
 */
export function parseTypes(packageName: string, text: string): TypeDefinition[] {
  const types: TypeDefinition[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    if (line.startsWith(" ")) {
      types.at(-1)!.fields.push(parseField(packageName, line.trim()));
      continue;
    }
    const [name, ...marks] = line.split(" ");
    types.push({
      name: `${packageName}.${name}`,
      role: marks.includes("kind") ? "kind" : marks.includes("typed") ? "typed" : "struct",
      ...(marks.includes("atomic") ? { mapType: "atomic" as const } : {}),
      fields: [],
    });
  }
  return types;
}

const fieldLine =
  /^(\S+?)(!)? (\*\+|[*+])?((?:\[[^\]]*\]|\{[a-z]*\})*)([\w.-]+)(?:\(([^)]*)\))?(?: =(\S+))?(?: ~(\S+))?$/;

function parseField(packageName: string, line: string): FieldDefinition {
  const match = fieldLine.exec(line);
  if (match === null) throw new Error(`type table: cannot read ${JSON.stringify(line)}`);
  const [, name, required, mark, containers, base, values, byDefault, patch] = match;
  const [strategy, mergeKey] = patch?.split(":") ?? [];
  return {
    name: name!,
    isRequired: required !== undefined,
    presence: presenceOf(mark),
    type: wrap(containers!, baseType(packageName, base!, values)),
    ...(byDefault === undefined ? {} : { default: JSON.parse(byDefault) }),
    ...(strategy === undefined ? {} : { patchStrategy: strategy }),
    ...(mergeKey === undefined ? {} : { patchMergeKey: mergeKey }),
  };
}

function presenceOf(mark: string | undefined): FieldPresence {
  if (mark === "*") return "pointer";
  if (mark === "+") return "always";
  return mark === "*+" ? "nullable" : "optional";
}

function baseType(packageName: string, base: string, values: string | undefined): FieldType {
  if (scalarNames.has(base)) {
    return { shape: "scalar", name: base, ...(values === undefined ? {} : { enum: values.split("|") }) };
  }
  const dot = base.lastIndexOf(".");
  if (dot < 0) return { shape: "ref", name: `${packageName}.${base}` };
  const prefix = base.slice(0, dot);
  return { shape: "ref", name: `${sharedPackages[prefix] ?? prefix}.${base.slice(dot + 1)}` };
}

function wrap(containers: string, base: FieldType): FieldType {
  const parts = containers.match(/\[[^\]]*\]|\{[a-z]*\}/g) ?? [];
  return parts.reduceRight<FieldType>((of, part) => {
    const inside = part.slice(1, -1);
    if (part.startsWith("{")) {
      return { shape: "map", of, ...(inside === "" ? {} : { mapType: inside as "atomic" | "granular" }) };
    }
    const [listType, keys] = inside.split(" ");
    return {
      shape: "list",
      of,
      ...(listType === "" ? {} : { listType: listType as "atomic" | "set" | "map" }),
      ...(keys === undefined ? {} : { mapKeys: keys.split(",") }),
    };
  }, base);
}
