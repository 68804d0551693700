import { isJsonObject } from "@sluice/base/object";
import { GoError, runesOf } from "@sluice/go-template";
import { RE2JS } from "re2js";
import { formats } from "./formats.ts";
import { localCount, localNumber } from "./local-number.ts";
import { quoted, type SchemaIssue } from "./schema-issue.ts";
import { innerBase, type PlacedSchema, SchemaResources } from "./schema-resource.ts";

/** Schemas that others refer to by address. */
export type SchemaDocuments = (url: string) => unknown;

const address = "file:///values.schema.json";
const deepest = 400;
const mostSteps = 5_000_000;

/**
 * What is wrong with a value by a schema document, empty where it fits. Properties are looked at in sorted order.
 * Throws GoError for a schema that is none or refers to what is not there.
 */
export function validateAgainst(
  document: unknown,
  value: unknown,
  documents: SchemaDocuments = () => undefined,
): readonly SchemaIssue[] {
  const resources = new SchemaResources(documents);
  const root = resources.add(address, document);
  const issue = new Validator(resources).check(root, value, [], new Evaluated());
  if (issue === undefined) return [];
  return issue.isGroup ? issue.causes : [issue];
}

/** What the schemas at one place have looked at, for `unevaluated...`. */
class Evaluated {
  readonly properties = new Set<string>();
  items = 0;
  readonly contained = new Set<number>();

  merge(other: Evaluated): void {
    for (const name of other.properties) this.properties.add(name);
    for (const index of other.contained) this.contained.add(index);
    this.items = Math.max(this.items, other.items);
  }
}

type Keywords = Record<string, unknown>;

class Validator {
  readonly #resources: SchemaResources;
  readonly #patterns = new Map<string, RE2JS>();
  #depth = 0;
  #steps = 0;

  constructor(resources: SchemaResources) {
    this.#resources = resources;
  }

  check(
    place: PlacedSchema,
    value: unknown,
    at: readonly string[],
    seen: Evaluated,
  ): SchemaIssue | undefined {
    if (++this.#steps > mostSteps) throw new GoError("schema takes too many steps");
    if (this.#depth > deepest) throw new GoError("schema refers to itself without end");
    this.#depth++;
    try {
      return this.#checkKeywords(place, value, at, seen);
    } finally {
      this.#depth--;
    }
  }

  #checkKeywords(
    place: PlacedSchema,
    value: unknown,
    at: readonly string[],
    seen: Evaluated,
  ): SchemaIssue | undefined {
    const { schema, draft } = place;
    if (typeof schema === "boolean") return schema ? undefined : leaf(at, "false schema");
    const here: PlacedSchema = { schema, draft, base: innerBase(schema, place.base, draft) };
    const issues: SchemaIssue[] = [];
    const reference = schema["$ref"];
    if (typeof reference === "string" && draft < 2019) return this.#refer(reference, here, value, at, seen);
    const mismatch = checkValue(schema, value, at, draft);
    if (mismatch !== undefined) return mismatch;
    const add = (issue: SchemaIssue | undefined) => {
      if (issue !== undefined) issues.push(issue);
    };
    if (typeof reference === "string") add(this.#refer(reference, here, value, at, seen));
    if (isJsonObject(value)) this.#checkObject(here, schema, value, at, seen, add);
    else if (Array.isArray(value)) this.#checkList(here, schema, value, at, seen, add);
    else if (typeof value === "string") this.#checkText(schema, value, at, add);
    else if (typeof value === "number" || typeof value === "bigint")
      checkNumber(schema, Number(value), at, draft, add);
    if (draft >= 2019) {
      for (const key of ["$recursiveRef", "$dynamicRef"]) {
        const target = schema[key];
        if (typeof target === "string") add(this.#refer(target, here, value, at, seen));
      }
    }
    this.#checkCombined(here, schema, value, at, seen, add);
    if (draft >= 2019) this.#checkUnevaluated(here, schema, value, at, seen, add);
    if (issues.length <= 1) return issues[0];
    return { at, message: "validation failed", causes: issues, isGroup: true };
  }

  #refer(
    reference: string,
    from: PlacedSchema,
    value: unknown,
    at: readonly string[],
    seen: Evaluated,
  ): SchemaIssue | undefined {
    const issue = this.check(this.#resources.resolve(reference, from), value, at, seen);
    if (issue === undefined) return undefined;
    return {
      at,
      message: "validation failed",
      causes: issue.isGroup ? issue.causes : [issue],
      isReference: true,
    };
  }

  /** A schema below this one, for the same value; what it has looked at counts where it holds. */
  #same(
    here: PlacedSchema,
    schema: unknown,
    value: unknown,
    at: readonly string[],
    seen: Evaluated,
  ): SchemaIssue | undefined {
    const inner = new Evaluated();
    const issue = this.check({ ...here, schema: schemaOf(schema) }, value, at, inner);
    if (issue === undefined) seen.merge(inner);
    return issue;
  }

  #inside(
    here: PlacedSchema,
    schema: unknown,
    value: unknown,
    at: readonly string[],
    key: string,
  ): SchemaIssue | undefined {
    return this.check({ ...here, schema: schemaOf(schema) }, value, [...at, key], new Evaluated());
  }

  #pattern(text: string): RE2JS {
    let pattern = this.#patterns.get(text);
    if (pattern === undefined) {
      try {
        pattern = RE2JS.compile(text);
      } catch {
        throw new GoError(`invalid regex ${quoted(text)}`);
      }
      this.#patterns.set(text, pattern);
    }
    return pattern;
  }

  #checkObject(
    here: PlacedSchema,
    schema: Keywords,
    value: Record<string, unknown>,
    at: readonly string[],
    seen: Evaluated,
    add: (issue: SchemaIssue | undefined) => void,
  ): void {
    const names = Object.keys(value).sort();
    const { draft } = here;
    const least = numberOf(schema["minProperties"]);
    const most = numberOf(schema["maxProperties"]);
    if (least !== undefined && names.length < least)
      add(leaf(at, `minProperties: got ${localCount(names.length)}, want ${localCount(least)}`));
    if (most !== undefined && names.length > most)
      add(leaf(at, `maxProperties: got ${localCount(names.length)}, want ${localCount(most)}`));
    const missing = textsOf(schema["required"]).filter((name) => !Object.hasOwn(value, name));
    if (missing.length > 0) {
      add(leaf(at, `missing propert${missing.length === 1 ? "y" : "ies"} ${missing.map(quoted).join(", ")}`));
    }
    if (draft < 2019) this.#checkDependencies(here, schema["dependencies"], value, at, seen, add);
    const properties = mapOf(schema["properties"]);
    const patterns = Object.entries(mapOf(schema["patternProperties"])).map(
      ([text, inner]) => [this.#pattern(text), inner] as const,
    );
    const additional = schema["additionalProperties"];
    const refused: string[] = [];
    for (const name of names) {
      let isKnown = false;
      if (Object.hasOwn(properties, name)) {
        isKnown = true;
        add(this.#inside(here, properties[name], value[name], at, name));
      }
      for (const [pattern, inner] of patterns) {
        if (!pattern.matcher(name).find()) continue;
        isKnown = true;
        add(this.#inside(here, inner, value[name], at, name));
      }
      if (!isKnown && additional !== undefined) {
        isKnown = true;
        if (additional === false) refused.push(name);
        else if (additional !== true) add(this.#inside(here, additional, value[name], at, name));
      }
      if (isKnown) seen.properties.add(name);
    }
    if (refused.length > 0)
      add(leaf(at, `additional properties ${refused.map(quoted).join(", ")} not allowed`));
    if (draft === 4) return;
    if (schema["propertyNames"] !== undefined) {
      for (const name of names) {
        const issue = this.check(
          { ...here, schema: schemaOf(schema["propertyNames"]) },
          name,
          [],
          new Evaluated(),
        );
        if (issue !== undefined) {
          add({
            at: [],
            message: `invalid propertyName ${quoted(name)}`,
            causes: issue.isGroup ? issue.causes : [issue],
          });
        }
      }
    }
    if (draft < 2019) return;
    this.#checkDependencies(here, schema["dependentSchemas"], value, at, seen, add);
    this.#checkDependencies(here, schema["dependentRequired"], value, at, seen, add);
  }

  #checkDependencies(
    here: PlacedSchema,
    dependencies: unknown,
    value: Record<string, unknown>,
    at: readonly string[],
    seen: Evaluated,
    add: (issue: SchemaIssue | undefined) => void,
  ): void {
    for (const [name, wanted] of Object.entries(mapOf(dependencies))) {
      if (!Object.hasOwn(value, name)) continue;
      if (!Array.isArray(wanted)) add(this.#same(here, wanted, value, at, seen));
      else {
        const missing = textsOf(wanted).filter((other) => !Object.hasOwn(value, other));
        if (missing.length > 0)
          add(leaf(at, `properties ${missing.map(quoted).join(", ")} required, if ${quoted(name)} exists`));
      }
    }
  }

  #checkList(
    here: PlacedSchema,
    schema: Keywords,
    value: readonly unknown[],
    at: readonly string[],
    seen: Evaluated,
    add: (issue: SchemaIssue | undefined) => void,
  ): void {
    const least = numberOf(schema["minItems"]);
    const most = numberOf(schema["maxItems"]);
    if (least !== undefined && value.length < least)
      add(leaf(at, `minItems: got ${localCount(value.length)}, want ${localCount(least)}`));
    if (most !== undefined && value.length > most)
      add(leaf(at, `maxItems: got ${localCount(value.length)}, want ${localCount(most)}`));
    if (schema["uniqueItems"] === true) add(findDuplicate(value, at));
    const isNew = here.draft >= 2020;
    const items = schema["items"];
    const heads = isNew ? schema["prefixItems"] : Array.isArray(items) ? items : undefined;
    const head = Array.isArray(heads) ? heads.slice(0, value.length) : [];
    for (const [i, inner] of head.entries()) add(this.#inside(here, inner, value[i], at, String(i)));
    const rest = isNew ? items : Array.isArray(items) ? schema["additionalItems"] : items;
    let looked = head.length;
    if (rest === false && !isNew && Array.isArray(items)) {
      if (value.length > head.length)
        add(leaf(at, `last ${value.length - head.length} additionalItem(s) not allowed`));
      looked = value.length;
    } else if (rest !== undefined) {
      for (let i = head.length; i < value.length; i++)
        add(this.#inside(here, rest, value[i], at, String(i - (isNew ? head.length : 0))));
      looked = value.length;
    }
    seen.items = Math.max(seen.items, looked);
    if (schema["contains"] !== undefined && here.draft >= 6)
      this.#checkContains(here, schema, value, at, seen, add);
  }

  #checkContains(
    here: PlacedSchema,
    schema: Keywords,
    value: readonly unknown[],
    at: readonly string[],
    seen: Evaluated,
    add: (issue: SchemaIssue | undefined) => void,
  ): void {
    const causes: SchemaIssue[] = [];
    const matched: number[] = [];
    for (const [i, item] of value.entries()) {
      const issue = this.#inside(here, schema["contains"], item, at, String(i));
      if (issue !== undefined) causes.push(issue);
      else {
        matched.push(i);
        if (here.draft >= 2020) seen.contained.add(i);
      }
    }
    const least = here.draft >= 2019 ? numberOf(schema["minContains"]) : undefined;
    const most = here.draft >= 2019 ? numberOf(schema["maxContains"]) : undefined;
    const found =
      matched.length === 0
        ? "none matched"
        : `matched ${localCount(matched.length)} items at ${matched.map(localCount).join(" ")}`;
    if (least !== undefined) {
      if (matched.length < least) {
        add({
          at,
          message: `min ${localCount(least)} items required to match contains schema, but ${found}`,
          causes,
        });
      }
    } else if (matched.length === 0) add({ at, message: "no items match contains schema", causes });
    if (most !== undefined && matched.length > most) {
      add(leaf(at, `max ${localCount(most)} items required to match contains schema, but ${found}`));
    }
  }

  #checkText(
    schema: Keywords,
    value: string,
    at: readonly string[],
    add: (issue: SchemaIssue) => void,
  ): void {
    const least = numberOf(schema["minLength"]);
    const most = numberOf(schema["maxLength"]);
    if (least !== undefined || most !== undefined) {
      const length = runesOf(value).length;
      if (least !== undefined && length < least)
        add(leaf(at, `minLength: got ${localCount(length)}, want ${localCount(least)}`));
      if (most !== undefined && length > most)
        add(leaf(at, `maxLength: got ${localCount(length)}, want ${localCount(most)}`));
    }
    const pattern = schema["pattern"];
    if (typeof pattern === "string" && !this.#pattern(pattern).matcher(value).find()) {
      add(leaf(at, `${quoted(value)} does not match pattern ${quoted(pattern)}`));
    }
  }

  #checkCombined(
    here: PlacedSchema,
    schema: Keywords,
    value: unknown,
    at: readonly string[],
    seen: Evaluated,
    add: (issue: SchemaIssue | undefined) => void,
  ): void {
    if (
      schema["not"] !== undefined &&
      this.#same(here, schema["not"], value, at, new Evaluated()) === undefined
    ) {
      add(leaf(at, "'not' failed"));
    }
    const attempts = (key: string) =>
      (Array.isArray(schema[key]) ? schema[key] : []).map(
        (inner: unknown) => () => this.#same(here, inner, value, at, seen),
      );
    const failed = attempts("allOf").flatMap((run) => run() ?? []);
    if (failed.length > 0) add({ at, message: "'allOf' failed", causes: failed });
    const any = attempts("anyOf").map((run) => run());
    if (any.length > 0 && any.every((issue) => issue !== undefined)) {
      add({ at, message: "'anyOf' failed", causes: any as SchemaIssue[] });
    }
    const one = attempts("oneOf").map((run) => run());
    if (one.length > 0) {
      const held = one.flatMap((issue, i) => (issue === undefined ? [i] : []));
      if (held.length === 0)
        add({ at, message: "'oneOf' failed, none matched", causes: one as SchemaIssue[] });
      else if (held.length > 1) add(leaf(at, `'oneOf' failed, subschemas ${held[0]}, ${held[1]} matched`));
    }
    if (schema["if"] !== undefined && here.draft >= 7) {
      const branch =
        this.#same(here, schema["if"], value, at, seen) === undefined ? schema["then"] : schema["else"];
      if (branch !== undefined) add(this.#same(here, branch, value, at, seen));
    }
  }

  #checkUnevaluated(
    here: PlacedSchema,
    schema: Keywords,
    value: unknown,
    at: readonly string[],
    seen: Evaluated,
    add: (issue: SchemaIssue | undefined) => void,
  ): void {
    if (isJsonObject(value) && schema["unevaluatedProperties"] !== undefined) {
      for (const name of Object.keys(value).sort()) {
        if (seen.properties.has(name)) continue;
        add(this.#inside(here, schema["unevaluatedProperties"], value[name], at, name));
        seen.properties.add(name);
      }
    }
    if (Array.isArray(value) && schema["unevaluatedItems"] !== undefined) {
      for (let i = seen.items; i < value.length; i++) {
        if (!seen.contained.has(i))
          add(this.#inside(here, schema["unevaluatedItems"], value[i], at, String(i)));
      }
      seen.items = value.length;
    }
  }
}

function leaf(at: readonly string[], message: string): SchemaIssue {
  return { at, message, causes: [] };
}

function schemaOf(value: unknown): boolean | Keywords {
  if (typeof value === "boolean" || isJsonObject(value)) return value;
  throw new GoError("invalid jsonType: a schema is an object or a boolean");
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function mapOf(value: unknown): Keywords {
  return isJsonObject(value) ? value : {};
}

function jsonType(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "bigint") return "number";
  return typeof value;
}

/** Keywords that hold for values of every type; the first that fails is the only one reported. */
function checkValue(
  schema: Keywords,
  value: unknown,
  at: readonly string[],
  draft: number,
): SchemaIssue | undefined {
  const type = schema["type"];
  const wanted = typeof type === "string" ? [type] : textsOf(type);
  if (wanted.length > 0) {
    const actual = jsonType(value);
    const isInteger = actual === "number" && Number.isInteger(Number(value));
    if (!wanted.includes(actual) && !(isInteger && wanted.includes("integer"))) {
      return leaf(at, `got ${actual}, want ${inTypeOrder(wanted).join(" or ")}`);
    }
  }
  if (Object.hasOwn(schema, "const") && draft >= 6 && !equalJson(value, schema["const"])) {
    const shown = schema["const"];
    return leaf(at, isNested(shown) ? "'const' failed" : `value must be ${display(shown)}`);
  }
  const choices = schema["enum"];
  if (Array.isArray(choices) && !choices.some((choice) => equalJson(value, choice))) {
    if (choices.some(isNested)) return leaf(at, "'enum' failed");
    return leaf(
      at,
      choices.length === 1
        ? `value must be ${display(choices[0])}`
        : `value must be one of ${choices.map(display).join(", ")}`,
    );
  }
  const format = schema["format"];
  if (typeof format === "string" && typeof value === "string" && draft < 2019) {
    const problem = formats.get(format)?.(value);
    if (problem !== undefined) return leaf(at, `${quoted(value)} is not valid ${format}: ${problem}`);
  }
  return undefined;
}

const typeOrder = ["null", "boolean", "number", "integer", "string", "array", "object"];

function inTypeOrder(types: readonly string[]): string[] {
  return typeOrder.filter((type) => types.includes(type));
}

function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function display(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (isNested(value)) return "value";
  return value === null ? "<nil>" : String(value);
}

function equalJson(a: unknown, b: unknown): boolean {
  if (typeof a === "bigint" || typeof b === "bigint")
    return Number(a) === Number(b) && typeof a !== "string" && typeof b !== "string";
  if (!isNested(a) || !isNested(b)) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a as object);
  const right = b as Keywords;
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, item]) => Object.hasOwn(right, key) && equalJson(item, right[key]))
  );
}

function findDuplicate(value: readonly unknown[], at: readonly string[]): SchemaIssue | undefined {
  const texts = new Map<string, number>();
  for (const [i, item] of value.entries()) {
    const key = canonical(item);
    const first = texts.get(key);
    if (first !== undefined) return leaf(at, `items at ${localCount(first)} and ${localCount(i)} are equal`);
    texts.set(key, i);
  }
  return undefined;
}

function canonical(value: unknown): string {
  if (typeof value === "bigint") return String(Number(value));
  if (!isNested(value)) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const map = value as Keywords;
  const keys = Object.keys(map).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(map[key])}`).join(",")}}`;
}

function checkNumber(
  schema: Keywords,
  value: number,
  at: readonly string[],
  draft: number,
  add: (issue: SchemaIssue) => void,
): void {
  const report = (key: string, limit: number) =>
    add(leaf(at, `${key}: got ${localNumber(value)}, want ${localNumber(limit)}`));
  const least = numberOf(schema["minimum"]);
  const most = numberOf(schema["maximum"]);
  const isOpenBelow = draft === 4 && schema["exclusiveMinimum"] === true;
  const isOpenAbove = draft === 4 && schema["exclusiveMaximum"] === true;
  if (least !== undefined && (isOpenBelow ? value <= least : value < least))
    report(isOpenBelow ? "exclusiveMinimum" : "minimum", least);
  if (most !== undefined && (isOpenAbove ? value >= most : value > most))
    report(isOpenAbove ? "exclusiveMaximum" : "maximum", most);
  const above = numberOf(schema["exclusiveMinimum"]);
  const below = numberOf(schema["exclusiveMaximum"]);
  if (above !== undefined && draft > 4 && value <= above) report("exclusiveMinimum", above);
  if (below !== undefined && draft > 4 && value >= below) report("exclusiveMaximum", below);
  const step = numberOf(schema["multipleOf"]);
  if (step !== undefined && step > 0 && !isMultiple(value, step)) report("multipleOf", step);
}

/** Exact for the decimal texts of both numbers, as upstream's rational arithmetic is. */
function isMultiple(value: number, step: number): boolean {
  const digits = (number: number) => {
    const [mantissa = "", power = "0"] = number.toExponential().split("e");
    const [whole = "", fraction = ""] = mantissa.split(".");
    return { value: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
  };
  const a = digits(value);
  const b = digits(step);
  const shift = a.exponent - b.exponent;
  if (Math.abs(shift) > 700) return false;
  const left = shift > 0 ? a.value * 10n ** BigInt(shift) : a.value;
  const right = shift < 0 ? b.value * 10n ** BigInt(-shift) : b.value;
  return left % right === 0n;
}
