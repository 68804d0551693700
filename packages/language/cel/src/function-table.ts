import { failed, noOverload } from "./evaluation-error.ts";
import { type CelType, isVariable, parseType, splitParameters } from "./type.ts";
import { type CelValue, typeName } from "./value.ts";

/** Computes a function; the receiver of a method is the first argument. */
export type Implementation = (...args: never[]) => CelValue;

/** One signature of a function. */
export interface Overload {
  isMethod: boolean;
  /** Receiver first. */
  parameters: CelType[];
  result: CelType;
  run: (...args: CelValue[]) => CelValue;
}

/**
 * Functions by signature: `"string#contains(string): bool"` is a method, `"size(list(A)): int"` a function. The
 * runtime picks the overload that fits the values, the checker the one that fits the types.
 */
export type FunctionDefinitions = Record<string, Implementation>;

/** All functions of an environment. */
export class FunctionTable {
  readonly #overloads = new Map<string, Overload[]>();

  add(definitions: FunctionDefinitions): this {
    for (const [text, run] of Object.entries(definitions)) {
      const { name, overload } = readSignature(text, run as Overload["run"]);
      const key = keyOf(name, overload.isMethod);
      const known = this.#overloads.get(key);
      if (known === undefined) this.#overloads.set(key, [overload]);
      else known.push(overload);
    }
    return this;
  }

  overloads(name: string, isMethod: boolean): readonly Overload[] | undefined {
    return this.#overloads.get(keyOf(name, isMethod));
  }
}

function keyOf(name: string, isMethod: boolean): string {
  return isMethod ? `.${name}` : name;
}

/** Operators and namespaced functions (`base64.encode`) have no receiver; methods are written `receiver#name`. */
function readSignature(text: string, run: Overload["run"]): { name: string; overload: Overload } {
  const colon = text.lastIndexOf("): ");
  const result = parseType(text.slice(colon + 3));
  const hash = text.indexOf("#");
  const isMethod = hash >= 0;
  const receiver = isMethod ? [parseType(text.slice(0, hash))] : [];
  const rest = text.slice(hash + 1, colon);
  const open = rest.indexOf("(");
  const name = rest.slice(0, open);
  const parameters = [...receiver, ...splitParameters(rest.slice(open + 1)).map(parseType)];
  return { name, overload: { isMethod, parameters, result, run } };
}

/** Calls the first overload that fits the values. */
export function callOverload(name: string, overloads: readonly Overload[], args: CelValue[]): CelValue {
  for (const overload of overloads) {
    if (
      overload.parameters.length === args.length &&
      args.every((arg, index) => fits(overload.parameters[index]!, arg))
    ) {
      return overload.run(...args);
    }
  }
  throw noOverload(name, args.map(typeName));
}

function fits(type: CelType, value: CelValue): boolean {
  return type.name === "dyn" || isVariable(type) || type.name === typeName(value);
}

/** The result of an integer operation, which must fit 64 bits. */
export function checkedInt(value: bigint): bigint {
  if (value < -(2n ** 63n) || value >= 2n ** 63n) throw failed("integer overflow");
  return value;
}

/** The result of an unsigned operation. */
export function checkedUint(value: bigint): bigint {
  if (value < 0n || value >= 2n ** 64n) throw failed("unsigned integer overflow");
  return value;
}
