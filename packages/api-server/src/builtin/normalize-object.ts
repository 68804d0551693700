import { type JsonObject, type JsonValue, type KubeObject, setKey } from "@sluice/base/object";
import { badRequest } from "../status/index.ts";
import { defaultsOfType } from "./defaults/index.ts";
import type { FieldDefinition, FieldType } from "./notation/index.ts";
import { canonicalQuantity, parseQuantity, printQuantity, quantityProblem, roundUp } from "./quantity.ts";
import { findType } from "./type-catalog.ts";

/**
 * Brings an object of a built-in type into the form that decoding and encoding it in Go would give: nulls and empty
 * optional values go, fields that Go always writes appear, quantities are
 * canonical, defaults are filled in. Throws a 400 for a malformed quantity, which Go cannot decode. Fields outside of the type, and
 * values of the wrong type, stay as they are. Changes `object`.
 */
export function normalizeObject(typeName: string, object: KubeObject): void {
  try {
    normalizeStruct(planOf(typeName), object as unknown as JsonObject);
  } catch (error) {
    if (!(error instanceof MalformedQuantity)) throw error;
    const { kind } = object;
    const version = object.apiVersion.slice(object.apiVersion.indexOf("/") + 1);
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`);
  }
}

/** Ends the decoding of an object, as in Go. */
class MalformedQuantity extends Error {
  constructor(text: string) {
    super(quantityProblem(text));
  }
}

/** The status that a new object of a type begins with: fields that are always written, and defaults. */
export function zeroStatus(typeName: string, object: KubeObject): JsonValue {
  const status = planOf(typeName).fields.find((field) => field.name === "status");
  const copy: JsonObject = { ...(object as unknown as JsonObject), status: status?.zero?.() ?? {} };
  planOf(typeName).fillDefaults?.(copy);
  return copy["status"]!;
}

const milli = 1_000_000n;

/** What to do with a value: returns its new form, or undefined to drop it. */
type Normalize = (value: JsonValue) => JsonValue | undefined;

interface FieldPlan {
  name: string;
  isPointer: boolean;
  /** Makes the value that stands for "nothing" where the field is always written. */
  zero: (() => JsonValue) | undefined;
  /** True when a value is dropped because it says nothing. */
  isEmpty: (value: JsonValue) => boolean;
  normalize: Normalize | undefined;
  /** The default that stands in the type table. */
  byDefault: JsonValue | undefined;
}

interface StructPlan {
  fields: FieldPlan[];
  fillDefaults: ((object: JsonObject) => void) | undefined;
}

const plans = new Map<string, StructPlan>();

function planOf(typeName: string): StructPlan {
  const known = plans.get(typeName);
  if (known !== undefined) return known;
  const plan: StructPlan = { fields: [], fillDefaults: defaultsOfType(typeName) };
  plans.set(typeName, plan);
  for (const field of findType(typeName)?.fields ?? []) plan.fields.push(planField(typeName, field));
  return plan;
}

function planField(owner: string, field: FieldDefinition): FieldPlan {
  return {
    name: field.name,
    isPointer: field.presence === "pointer" || field.presence === "nullable",
    zero:
      field.presence === "always" ? zeroOf(field.type) : field.presence === "nullable" ? nothing : undefined,
    isEmpty: emptinessOf(field.type),
    normalize: isResourceList(owner, field.type) ? roundResourceList : normalizerOf(field.type),
    byDefault: field.default,
  };
}

function normalizeStruct(plan: StructPlan, object: JsonObject): JsonObject {
  for (const field of plan.fields) {
    let value: JsonValue | undefined = Object.hasOwn(object, field.name) ? object[field.name] : undefined;
    if (value !== undefined && value !== null && field.normalize !== undefined) {
      const normalized = field.normalize(value);
      if (normalized !== value && normalized !== undefined) {
        object[field.name] = normalized;
        value = normalized;
      }
    }
    if (value === undefined || value === null) {
      if (field.zero !== undefined) object[field.name] = field.zero();
      else if (value === null) delete object[field.name];
    } else if (!field.isPointer && field.zero === undefined && field.isEmpty(value)) {
      delete object[field.name];
    }
    if (field.byDefault !== undefined && isUnset(object[field.name], field.isPointer)) {
      object[field.name] = field.byDefault;
    }
  }
  plan.fillDefaults?.(object);
  return object;
}

function isUnset(value: JsonValue | undefined, isPointer: boolean): boolean {
  return value === undefined || value === null || (!isPointer && (value === "" || value === 0));
}

function nothing(): null {
  return null;
}

function zeroOf(type: FieldType): () => JsonValue {
  switch (type.shape) {
    case "list":
    case "map":
      return () => null;
    case "ref":
      return () => normalizeStruct(planOf(type.name), {});
    case "scalar": {
      const zero = scalarZeros[type.name] ?? null;
      return () => zero;
    }
  }
}

const scalarZeros: Record<string, JsonValue> = {
  string: "",
  bool: false,
  int32: 0,
  int64: 0,
  double: 0,
  quantity: "0",
  intOrString: 0,
};

function emptinessOf(type: FieldType): (value: JsonValue) => boolean {
  switch (type.shape) {
    case "list":
      return (value) => Array.isArray(value) && value.length === 0;
    case "map":
      return isEmptyObject;
    case "ref":
      return isEmptyObject;
    case "scalar":
      return type.name === "quantity" || type.name === "intOrString" || type.name === "JSON"
        ? () => false
        : (value) => value === "" || value === 0 || value === false;
  }
}

function isEmptyObject(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const _ in value) return false;
  return true;
}

function normalizerOf(type: FieldType): Normalize | undefined {
  switch (type.shape) {
    case "scalar":
      return type.name === "quantity" ? normalizeQuantity : undefined;
    case "ref": {
      const plan = planOf(type.name);
      return (value) => (isObject(value) ? normalizeStruct(plan, value) : value);
    }
    case "list": {
      const item = normalizerOf(type.of);
      if (item === undefined) return undefined;
      return (value) => {
        if (!Array.isArray(value)) return value;
        for (let index = 0; index < value.length; index++) {
          const element = value[index]!;
          if (element === null) value[index] = type.of.shape === "ref" ? item({})! : null;
          else value[index] = item(element) ?? element;
        }
        return value;
      };
    }
    case "map": {
      const item = normalizerOf(type.of);
      const zero = zeroOf(type.of);
      return (value) => {
        if (!isObject(value)) return value;
        for (const key of Object.keys(value)) {
          const element = value[key]!;
          if (element === null) setKey(value, key, zero());
          else if (item !== undefined) setKey(value, key, item(element) ?? element);
        }
        return value;
      };
    }
  }
}

/** Maps of quantities in the core group are resource lists, which the server keeps in thousandths, rounded up. */
function isResourceList(owner: string, type: FieldType): boolean {
  return (
    type.shape === "map" &&
    type.of.shape === "scalar" &&
    type.of.name === "quantity" &&
    owner.startsWith("io.k8s.api.core.")
  );
}

function roundResourceList(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  for (const key of Object.keys(value)) {
    const text = value[key];
    if (text === null) setKey(value, key, "0");
    else if (typeof text === "string" || typeof text === "number") {
      const quantity = parseQuantity(String(text));
      if (quantity === undefined) throw new MalformedQuantity(String(text));
      setKey(value, key, printQuantity(roundUp(quantity, milli)));
    }
  }
  return value;
}

function normalizeQuantity(value: JsonValue): JsonValue {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return value;
  const canonical = canonicalQuantity(String(value));
  if (canonical === undefined) throw new MalformedQuantity(String(value));
  return canonical;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
