import { type GoType, parseType } from "./go-type.ts";

/** Functions by name, as a template knows them. */
export type FunctionTable = Readonly<Record<string, GoFunction>>;

type Implementation = (...args: unknown[]) => unknown;

/**
 * A function that templates can call, with its Go signature.
 *
 * Arguments reach the implementation by parameter type: `int` and `float64` as number, `int64` as bigint,
 * `string` and `bool` as such, `any` as a Go value with null for nil, the rest as Go values. Results are read by
 * the declared result type in the same way. A failure is thrown as `GoError`.
 */
export class GoFunction {
  readonly params: readonly GoType[];
  readonly isVariadic: boolean;
  readonly result: GoType;
  /** Text of the Go type, e.g. `func(string, ...interface {}) string`. */
  readonly text: string;
  readonly call: Implementation;

  constructor(signature: string, call: Implementation) {
    const match = /^\((.*)\) (\S+)$/.exec(signature);
    if (match === null) throw new Error(`bad signature ${signature}`);
    const names = match[1] === "" ? [] : match[1]!.split(", ");
    this.isVariadic = names.at(-1)?.startsWith("...") ?? false;
    this.params = names.map((name) => parseType(name.replace(/^\.\.\./, "")));
    this.result = parseType(match[2]!);
    const params = this.params.map(
      (p, i) => (this.isVariadic && i === names.length - 1 ? "..." : "") + p.text,
    );
    this.text = `func(${params.join(", ")}) ${this.result.text}`;
    this.call = call;
  }
}

/** A function from its signature, e.g. `(int, string) string`. */
export function defineFunction(signature: string, call: (...args: never[]) => unknown): GoFunction {
  return new GoFunction(signature, call as Implementation);
}

/** A method; the implementation gets the receiver as first argument, the signature leaves it out. */
export function defineMethod(signature: string, call: (...args: never[]) => unknown): GoFunction {
  return new GoFunction(signature, call as Implementation);
}

/** A method table or function table from pairs of signature and implementation. */
export function goFunctions(
  table: Readonly<Record<string, readonly [string, (...args: never[]) => unknown]>>,
): Map<string, GoFunction> {
  return new Map(
    Object.entries(table).map(([name, [signature, call]]) => [name, defineFunction(signature, call)]),
  );
}
