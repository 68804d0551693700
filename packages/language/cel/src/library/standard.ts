import { RE2JS } from "re2js";
import { failed } from "../evaluation-error.ts";
import { checkedInt, checkedUint, type FunctionDefinitions } from "../function-table.ts";
import { parseGoDuration, parseTimestamp } from "../time-text.ts";
import {
  CelDuration,
  CelList,
  CelOptional,
  CelTimestamp,
  CelTypeName,
  CelUint,
  type CelValue,
  compareBytes,
  compareNumbers,
  compareText,
  elementsOf,
  formatDuration,
  formatTimestamp,
  isEqual,
  isList,
  lookUp,
  sizeOf,
  typeName,
} from "../value.ts";

type Numeric = bigint | number | CelUint;
type AnyList = Parameters<typeof elementsOf>[0];
type AnyMap = Parameters<typeof lookUp>[0];

const comparisons: FunctionDefinitions = {};
for (const [operator, holds] of [
  ["<", (order: number) => order < 0],
  ["<=", (order: number) => order <= 0],
  [">", (order: number) => order > 0],
  [">=", (order: number) => order >= 0],
] as const) {
  const numeric = (a: Numeric, b: Numeric): boolean => holds(compareNumbers(a, b));
  for (const left of ["int", "uint", "double"]) {
    for (const right of ["int", "uint", "double"])
      comparisons[`_${operator}_(${left}, ${right}): bool`] = numeric;
  }
  comparisons[`_${operator}_(string, string): bool`] = (a: string, b: string) => holds(compareText(a, b));
  comparisons[`_${operator}_(bytes, bytes): bool`] = (a: Uint8Array, b: Uint8Array) =>
    holds(compareBytes(a, b));
  comparisons[`_${operator}_(bool, bool): bool`] = (a: boolean, b: boolean) => holds(Number(a) - Number(b));
  const times = (a: { nanos: bigint }, b: { nanos: bigint }): boolean =>
    holds(compareNumbers(a.nanos, b.nanos));
  comparisons[`_${operator}_(timestamp, timestamp): bool`] = times;
  comparisons[`_${operator}_(duration, duration): bool`] = times;
}

const maxTimestamp = 253402300799999999999n;
const minTimestamp = -62135596800000000000n;

function timestamp(nanos: bigint): CelTimestamp {
  if (nanos < minTimestamp || nanos > maxTimestamp) throw failed("timestamp overflow");
  return new CelTimestamp(nanos);
}

function duration(nanos: bigint): CelDuration {
  checkedInt(nanos);
  return new CelDuration(nanos);
}

function divide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw failed("division by zero");
  return a / b;
}

function remainder(a: bigint, b: bigint): bigint {
  if (b === 0n) throw failed("modulus by zero");
  return a % b;
}

function toInt(value: number): bigint {
  if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63) throw failed("integer overflow");
  return BigInt(Math.trunc(value));
}

const decoder = new TextDecoder("utf-8", { fatal: true });

const arithmetic: FunctionDefinitions = {
  "_+_(int, int): int": (a: bigint, b: bigint) => checkedInt(a + b),
  "_+_(uint, uint): uint": (a: CelUint, b: CelUint) => new CelUint(checkedUint(a.value + b.value)),
  "_+_(double, double): double": (a: number, b: number) => a + b,
  "_+_(string, string): string": (a: string, b: string) => a + b,
  "_+_(bytes, bytes): bytes": (a: Uint8Array, b: Uint8Array) => Uint8Array.from([...a, ...b]),
  "_+_(list(A), list(A)): list(A)": (a: AnyList, b: AnyList) =>
    new CelList([...elementsOf(a), ...elementsOf(b)]),
  "_+_(timestamp, duration): timestamp": (a: CelTimestamp, b: CelDuration) => timestamp(a.nanos + b.nanos),
  "_+_(duration, timestamp): timestamp": (a: CelDuration, b: CelTimestamp) => timestamp(a.nanos + b.nanos),
  "_+_(duration, duration): duration": (a: CelDuration, b: CelDuration) => duration(a.nanos + b.nanos),
  "_-_(int, int): int": (a: bigint, b: bigint) => checkedInt(a - b),
  "_-_(uint, uint): uint": (a: CelUint, b: CelUint) => new CelUint(checkedUint(a.value - b.value)),
  "_-_(double, double): double": (a: number, b: number) => a - b,
  "_-_(timestamp, timestamp): duration": (a: CelTimestamp, b: CelTimestamp) => duration(a.nanos - b.nanos),
  "_-_(timestamp, duration): timestamp": (a: CelTimestamp, b: CelDuration) => timestamp(a.nanos - b.nanos),
  "_-_(duration, duration): duration": (a: CelDuration, b: CelDuration) => duration(a.nanos - b.nanos),
  "_*_(int, int): int": (a: bigint, b: bigint) => checkedInt(a * b),
  "_*_(uint, uint): uint": (a: CelUint, b: CelUint) => new CelUint(checkedUint(a.value * b.value)),
  "_*_(double, double): double": (a: number, b: number) => a * b,
  "_/_(int, int): int": (a: bigint, b: bigint) => checkedInt(divide(a, b)),
  "_/_(uint, uint): uint": (a: CelUint, b: CelUint) => new CelUint(divide(a.value, b.value)),
  "_/_(double, double): double": (a: number, b: number) => a / b,
  "_%_(int, int): int": (a: bigint, b: bigint) => remainder(a, b),
  "_%_(uint, uint): uint": (a: CelUint, b: CelUint) => new CelUint(remainder(a.value, b.value)),
  "-_(int): int": (a: bigint) => checkedInt(-a),
  "-_(double): double": (a: number) => -a,
  "!_(bool): bool": (a: boolean) => !a,
  "_==_(A, A): bool": (a: CelValue, b: CelValue) => isEqual(a, b),
  "_!=_(A, A): bool": (a: CelValue, b: CelValue) => !isEqual(a, b),
  "_in_(A, list(A)): bool": (item: CelValue, list: AnyList) =>
    elementsOf(list).some((other) => isEqual(item, other)),
  "_in_(A, map(A, B)): bool": (key: CelValue, map: AnyMap) => lookUp(map, key) !== undefined,
};

const sizes: FunctionDefinitions = {};
for (const form of ["size(%): int", "%#size(): int"]) {
  sizes[form.replace("%", "string")] = (text: string) => BigInt([...text].length);
  sizes[form.replace("%", "bytes")] = (bytes: Uint8Array) => BigInt(bytes.length);
  sizes[form.replace("%", "list(A)")] = (list: AnyList) => BigInt(sizeOf(list));
  sizes[form.replace("%", "map(A, B)")] = (map: AnyMap) => BigInt(sizeOf(map));
}

const conversions: FunctionDefinitions = {
  "dyn(A): dyn": (value: CelValue) => value,
  "type(A): type": (value: CelValue) => new CelTypeName(typeName(value)),
  "bool(bool): bool": (value: boolean) => value,
  "bool(string): bool": (text: string) => {
    if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
    if (["0", "f", "F", "false", "FALSE", "False"].includes(text)) return false;
    throw failed(`type conversion error from 'string' to 'bool'`);
  },
  "int(int): int": (value: bigint) => value,
  "int(uint): int": ({ value }: CelUint) => checkedInt(value),
  "int(double): int": toInt,
  "int(string): int": (text: string) => {
    if (!/^[+-]?\d+$/.test(text))
      throw failed(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    return checkedInt(BigInt(text.replace(/^\+/, "")));
  },
  "int(timestamp): int": ({ nanos }: CelTimestamp) => nanos / 1_000_000_000n,
  "uint(uint): uint": (value: CelUint) => value,
  "uint(int): uint": (value: bigint) => new CelUint(checkedUint(value)),
  "uint(double): uint": (value: number) => {
    if (!Number.isFinite(value) || value < 0 || value >= 2 ** 64) throw failed("unsigned integer overflow");
    return new CelUint(BigInt(Math.trunc(value)));
  },
  "uint(string): uint": (text: string) => {
    if (!/^\d+$/.test(text))
      throw failed(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
    return new CelUint(checkedUint(BigInt(text)));
  },
  "double(double): double": (value: number) => value,
  "double(int): double": (value: bigint) => Number(value),
  "double(uint): double": ({ value }: CelUint) => Number(value),
  "double(string): double": (text: string) => {
    const special: Record<string, number> = {
      NaN: Number.NaN,
      Inf: Infinity,
      "+Inf": Infinity,
      "-Inf": -Infinity,
      Infinity,
      "-Infinity": -Infinity,
    };
    if (Object.hasOwn(special, text)) return special[text]!;
    if (text.trim() !== text || text === "" || Number.isNaN(Number(text))) {
      throw failed(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    return Number(text);
  },
  "string(string): string": (text: string) => text,
  "string(bool): string": (value: boolean) => String(value),
  "string(int): string": (value: bigint) => String(value),
  "string(uint): string": ({ value }: CelUint) => String(value),
  "string(double): string": (value: number) => formatDouble(value),
  "string(bytes): string": (bytes: Uint8Array) => {
    try {
      return decoder.decode(bytes);
    } catch {
      throw failed("invalid UTF-8 in bytes, cannot convert to string");
    }
  },
  "string(timestamp): string": (value: CelTimestamp) => formatTimestamp(value),
  "string(duration): string": (value: CelDuration) => formatDuration(value),
  "bytes(bytes): bytes": (value: Uint8Array) => value,
  "bytes(string): bytes": (text: string) => new TextEncoder().encode(text),
  "timestamp(timestamp): timestamp": (value: CelTimestamp) => value,
  "timestamp(int): timestamp": (seconds: bigint) => timestamp(seconds * 1_000_000_000n),
  "timestamp(string): timestamp": (text: string) => timestamp(parseTimestamp(text)),
  "duration(duration): duration": (value: CelDuration) => value,
  "duration(int): duration": (seconds: bigint) => duration(seconds * 1_000_000_000n),
  "duration(string): duration": (text: string) => duration(parseGoDuration(text)),
};

/** A double as Go's %g-like default prints it. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent >= 21) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return String(value);
}

const patterns = new Map<string, { find(text: string): boolean }>();

/** A user's pattern, compiled once. */
export function compileRegex(pattern: string): { find(text: string): boolean; regex?: RE2JS } {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    if (patterns.size > 1000) patterns.clear();
    let regex: RE2JS;
    try {
      regex = RE2JS.compile(pattern);
    } catch (error) {
      throw failed(error instanceof Error ? error.message : String(error));
    }
    compiled = { find: (text) => regex.matcher(text).find() };
    patterns.set(pattern, compiled);
  }
  return compiled;
}

const texts: FunctionDefinitions = {
  "string#contains(string): bool": (text: string, part: string) => text.includes(part),
  "string#startsWith(string): bool": (text: string, part: string) => text.startsWith(part),
  "string#endsWith(string): bool": (text: string, part: string) => text.endsWith(part),
  "string#matches(string): bool": (text: string, pattern: string) => compileRegex(pattern).find(text),
  "matches(string, string): bool": (text: string, pattern: string) => compileRegex(pattern).find(text),
};

/** Optional values: `optional.of(x)`, `x.orValue(y)` and the like. */
const optionals: FunctionDefinitions = {
  "optional.of(A): optional_type(A)": (value: CelValue) => new CelOptional(value),
  "optional.none(): optional_type(A)": () => new CelOptional(undefined),
  "optional.ofNonZeroValue(A): optional_type(A)": (value: CelValue) =>
    new CelOptional(isZero(value) ? undefined : value),
  "optional_type(A)#hasValue(): bool": ({ value }: CelOptional) => value !== undefined,
  "optional_type(A)#value(): A": ({ value }: CelOptional) => {
    if (value === undefined) throw failed("optional.none() dereference");
    return value;
  },
};

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === "" || value === 0n || value === 0) return true;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelTimestamp || value instanceof CelDuration) return value.nanos === 0n;
  if (isList(value)) return sizeOf(value) === 0;
  return typeName(value) === "map" && sizeOf(value as AnyMap) === 0;
}

export const standardLibrary: FunctionDefinitions = {
  ...comparisons,
  ...arithmetic,
  ...sizes,
  ...conversions,
  ...texts,
  ...optionals,
};
