/** A type with its parameters: `list(string)`, `map(string, dyn)`; single capital letters are type variables. */
export interface CelType {
  name: string;
  parameters: readonly CelType[];
}

const simple = new Map<string, CelType>();

/** Reads a type from text. Names of Kubernetes' own types and messages stand as they are. */
export function parseType(text: string): CelType {
  const known = simple.get(text);
  if (known !== undefined) return known;
  const open = text.indexOf("(");
  const type: CelType =
    open < 0
      ? { name: aliases[text] ?? text, parameters: [] }
      : { name: text.slice(0, open), parameters: splitParameters(text.slice(open + 1, -1)).map(parseType) };
  simple.set(text, type);
  return type;
}

const aliases: Record<string, string> = {
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
  null: "null_type",
};

/** Splits at commas outside of parentheses. */
export function splitParameters(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const character = text[index];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === undefined || (character === "," && depth === 0)) {
      const part = text.slice(start, index).trim();
      if (part !== "") parts.push(part);
      start = index + 1;
    }
  }
  return parts;
}

export const dyn = parseType("dyn");

/** The text of a type, as messages show it. */
export function formatType(type: CelType): string {
  return type.parameters.length === 0
    ? type.name
    : `${type.name}(${type.parameters.map(formatType).join(", ")})`;
}

/** Type variables of an overload and what they came to stand for. */
export type Bindings = Map<string, CelType>;

/** True when a value of type `actual` can be given for `wanted`; binds the type variables of `wanted`. */
export function isAssignable(wanted: CelType, actual: CelType, bindings: Bindings): boolean {
  if (wanted.name === "dyn" || actual.name === "dyn") return true;
  if (isVariable(wanted)) {
    const bound = bindings.get(wanted.name);
    if (bound === undefined || bound.name === "dyn") {
      bindings.set(wanted.name, actual);
      return true;
    }
    return isAssignable(bound, actual, bindings) || isAssignable(actual, bound, bindings);
  }
  if (wanted.name !== actual.name) return false;
  return wanted.parameters.every((parameter, index) =>
    isAssignable(parameter, actual.parameters[index] ?? dyn, bindings),
  );
}

/** A type with its variables replaced. */
export function substitute(type: CelType, bindings: Bindings): CelType {
  if (isVariable(type)) return bindings.get(type.name) ?? dyn;
  if (type.parameters.length === 0) return type;
  return { name: type.name, parameters: type.parameters.map((parameter) => substitute(parameter, bindings)) };
}

export function isVariable(type: CelType): boolean {
  return type.name.length === 1;
}

/** True when both are the same type; `dyn` is the same as any. */
export function isSameType(a: CelType, b: CelType): boolean {
  if (a.name === "dyn" || b.name === "dyn") return true;
  return (
    a.name === b.name &&
    a.parameters.every((parameter, index) => isSameType(parameter, b.parameters[index] ?? dyn))
  );
}
