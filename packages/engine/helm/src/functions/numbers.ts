import {
  GoError,
  type GoFunction,
  type GoValue,
  goFunctions,
  goInt,
  parseType,
  sliceOf,
  sprint,
  tagged,
} from "@sluice/go-template";
import { readInt64, toFloat64, toInt64 } from "./cast.ts";
import {
  addDecimals,
  type Decimal,
  decimalOf,
  divideDecimals,
  floatOf,
  multiplyDecimals,
  subtractDecimals,
} from "./decimal.ts";
import { allocate, type FunctionEnvironment } from "./environment.ts";
import { randomBelow } from "./random.ts";

const intSlice = sliceOf(parseType("int"));

/** Integers, floats through exact decimals, and number lists. */
export function numberFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  const range = (start: number, stop: number, step: number): number[] => {
    const numbers: number[] = [];
    if (stop < start ? step >= 0 : step <= 0) return numbers;
    allocate(env, 4 * Math.ceil(Math.abs((stop - start) / step)));
    for (let i = start; stop < start ? i > stop : i < stop; i += step) numbers.push(i);
    return numbers;
  };
  const ints = (numbers: readonly number[]) => tagged(numbers.map(goInt), intSlice);
  return goFunctions({
    atoi: [
      "(string) int",
      (text: string) => (/^[+-]?[0-9]+$/.test(text) ? clampInt64(BigInt(text.replace(/^\+/, ""))) : goInt(0)),
    ],
    int64: ["(any) int64", toInt64],
    int: ["(any) int", (value: GoValue) => goInt(toInt64(value))],
    float64: ["(any) float64", toFloat64],
    seq: ["(...int) string", (...params: number[]) => sequence(params, range)],
    toDecimal: ["(any) int64", readOctal],
    until: ["(int) []int", (count: number) => ints(range(0, count, count < 0 ? -1 : 1))],
    untilStep: [
      "(int, int, int) []int",
      (start: number, stop: number, step: number) => ints(range(start, stop, step)),
    ],
    add1: ["(any) int64", (value: GoValue) => wrap(toInt64(value) + 1n)],
    add: [
      "(...any) int64",
      (...values: GoValue[]) => wrap(values.reduce((sum: bigint, v) => sum + toInt64(v), 0n)),
    ],
    sub: ["(any, any) int64", (a: GoValue, b: GoValue) => wrap(toInt64(a) - toInt64(b))],
    div: ["(any, any) int64", (a: GoValue, b: GoValue) => wrap(toInt64(a) / divisor(b))],
    mod: ["(any, any) int64", (a: GoValue, b: GoValue) => toInt64(a) % divisor(b)],
    mul: [
      "(any, ...any) int64",
      (first: GoValue, ...rest: GoValue[]) =>
        rest.reduce((product: bigint, value) => wrap(product * toInt64(value)), toInt64(first)),
    ],
    randInt: ["(int, int) int", (min: number, max: number) => randomInt(env, min, max)],
    add1f: ["(any) float64", (value: GoValue) => fold(value, [1], addDecimals)],
    addf: ["(...any) float64", (...values: GoValue[]) => fold(0, values, addDecimals)],
    subf: [
      "(any, ...any) float64",
      (first: GoValue, ...rest: GoValue[]) => fold(first, rest, subtractDecimals),
    ],
    divf: [
      "(any, ...any) float64",
      (first: GoValue, ...rest: GoValue[]) => fold(first, rest, divideDecimals),
    ],
    mulf: [
      "(any, ...any) float64",
      (first: GoValue, ...rest: GoValue[]) => fold(first, rest, multiplyDecimals),
    ],
    biggest: ["(any, ...any) int64", largest],
    max: ["(any, ...any) int64", largest],
    min: ["(any, ...any) int64", smallest],
    maxf: ["(any, ...any) float64", (...values: GoValue[]) => Math.max(...values.map(toFloat64))],
    minf: ["(any, ...any) float64", (...values: GoValue[]) => Math.min(...values.map(toFloat64))],
    ceil: ["(any) float64", (value: GoValue) => Math.ceil(toFloat64(value))],
    floor: ["(any) float64", (value: GoValue) => Math.floor(toFloat64(value))],
    round: ["(any, int, ...float64) float64", round],
  });
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function clampInt64(value: bigint): GoValue {
  const limit = 2n ** 63n;
  return goInt(value >= limit ? limit - 1n : value < -limit ? -limit : value);
}

function divisor(value: GoValue): bigint {
  const number = toInt64(value);
  if (number === 0n) throw new GoError("runtime error: integer divide by zero");
  return number;
}

function largest(...values: GoValue[]): bigint {
  let result = toInt64(values[0]);
  for (const value of values) if (toInt64(value) > result) result = toInt64(value);
  return result;
}

function smallest(...values: GoValue[]): bigint {
  let result = toInt64(values[0]);
  for (const value of values) if (toInt64(value) < result) result = toInt64(value);
  return result;
}

function fold(
  first: GoValue,
  rest: readonly GoValue[],
  operate: (a: Decimal, b: Decimal) => Decimal,
): number {
  return floatOf(
    rest.reduce<Decimal>(
      (sum, value) => operate(sum, decimalOf(toFloat64(value))),
      decimalOf(toFloat64(first)),
    ),
  );
}

/** Rounds on the fraction after the wanted place; negative numbers go down, as upstream. */
function round(value: GoValue, places: number, threshold = 0.5): number {
  const power = 10 ** places;
  const scaled = power * toFloat64(value);
  const fraction = scaled - Math.trunc(scaled);
  return (fraction >= threshold ? Math.ceil(scaled) : Math.floor(scaled)) / power;
}

function readOctal(value: GoValue): bigint {
  const text = sprint(value);
  if (!/^[+-]?[0-7]+$/.test(text)) return 0n;
  const digits = text.replace(/^[+-]/, "").replace(/^0+(?=.)/, "");
  return readInt64(`${text.startsWith("-") ? "-" : ""}0o${digits}`) ?? 0n;
}

function sequence(
  params: readonly number[],
  range: (start: number, stop: number, step: number) => number[],
): string {
  const [first = 0, second = 0, third = 0] = params;
  switch (params.length) {
    case 1:
      return first < 1 ? range(1, first - 1, -1).join(" ") : range(1, first + 1, 1).join(" ");
    case 2:
      return second < first ? range(first, second - 1, -1).join(" ") : range(first, second + 1, 1).join(" ");
    case 3:
      if (third >= first) return range(first, third + 1, second).join(" ");
      return second > 0 ? "" : range(first, third - 1, second).join(" ");
    default:
      return "";
  }
}

function randomInt(env: FunctionEnvironment, min: number, max: number): number {
  if (max <= min) throw new GoError("invalid argument to Intn");
  return min + randomBelow(env, max - min);
}
