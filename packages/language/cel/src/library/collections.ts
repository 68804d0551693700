import { failed } from "../evaluation-error.ts";
import { checkedInt, checkedUint, type FunctionDefinitions } from "../function-table.ts";
import {
  CelDuration,
  CelList,
  CelTimestamp,
  CelUint,
  type CelValue,
  compareBytes,
  compareNumbers,
  compareText,
  elementsOf,
  isEqual,
  isNumber,
} from "../value.ts";

type AnyList = Parameters<typeof elementsOf>[0];

function order(a: CelValue, b: CelValue): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  const areTimes =
    (a instanceof CelTimestamp && b instanceof CelTimestamp) ||
    (a instanceof CelDuration && b instanceof CelDuration);
  if (areTimes) return compareNumbers((a as CelDuration).nanos, (b as CelDuration).nanos);
  throw failed("no such overload: the items cannot be compared");
}

function extreme(list: AnyList, sign: 1 | -1, name: string): CelValue {
  const items = elementsOf(list);
  if (items.length === 0) throw failed(`${name} called on empty list`);
  return items.reduce((best, item) => (order(item, best) * sign < 0 ? item : best));
}

function sum(list: AnyList): CelValue {
  const items = elementsOf(list);
  if (items.length === 0) return 0n;
  return items.reduce((a, b) => {
    if (typeof a === "bigint" && typeof b === "bigint") return checkedInt(a + b);
    if (typeof a === "number" && typeof b === "number") return a + b;
    if (a instanceof CelUint && b instanceof CelUint) return new CelUint(checkedUint(a.value + b.value));
    if (a instanceof CelDuration && b instanceof CelDuration)
      return new CelDuration(checkedInt(a.nanos + b.nanos));
    throw failed("no such overload: sum of these items");
  });
}

/** Kubernetes' list functions. */
export const listsLibrary: FunctionDefinitions = {
  "list(A)#isSorted(): bool": (list: AnyList) => {
    const items = elementsOf(list);
    return items.every((item, index) => index === 0 || order(items[index - 1]!, item) <= 0);
  },
  "list(A)#sum(): A": sum,
  "list(A)#min(): A": (list: AnyList) => extreme(list, 1, "min"),
  "list(A)#max(): A": (list: AnyList) => extreme(list, -1, "max"),
  "list(A)#indexOf(A): int": (list: AnyList, wanted: CelValue) =>
    BigInt(elementsOf(list).findIndex((item) => isEqual(item, wanted))),
  "list(A)#lastIndexOf(A): int": (list: AnyList, wanted: CelValue) =>
    BigInt(elementsOf(list).findLastIndex((item) => isEqual(item, wanted))),
  "list(A)#distinct(): list(A)": (list: AnyList) => new CelList(distinct(elementsOf(list))),
  "list(A)#slice(int, int): list(A)": (list: AnyList, start: bigint, end: bigint) => {
    const items = elementsOf(list);
    if (start < 0n || end < start || end > BigInt(items.length))
      throw failed(`cannot slice(${start}, ${end}), list is length ${items.length}`);
    return new CelList(items.slice(Number(start), Number(end)));
  },
  "list(A)#reverse(): list(A)": (list: AnyList) => new CelList([...elementsOf(list)].reverse()),
  "list(A)#sort(): list(A)": (list: AnyList) => new CelList([...elementsOf(list)].sort(order)),
  "list(dyn)#flatten(): list(dyn)": (list: AnyList) =>
    new CelList(
      elementsOf(list).flatMap((item) =>
        Array.isArray(item) || item instanceof CelList ? elementsOf(item) : [item],
      ),
    ),
};

function distinct(items: readonly CelValue[]): CelValue[] {
  const kept: CelValue[] = [];
  for (const item of items) if (!kept.some((other) => isEqual(item, other))) kept.push(item);
  return kept;
}

function contains(list: AnyList, other: AnyList): boolean {
  const items = elementsOf(list);
  return elementsOf(other).every((wanted) => items.some((item) => isEqual(item, wanted)));
}

/** The extension `sets` of cel-go. */
export const setsLibrary: FunctionDefinitions = {
  "sets.contains(list(A), list(A)): bool": contains,
  "sets.equivalent(list(A), list(A)): bool": (a: AnyList, b: AnyList) => contains(a, b) && contains(b, a),
  "sets.intersects(list(A), list(A)): bool": (a: AnyList, b: AnyList) => {
    const others = elementsOf(b);
    return elementsOf(a).some((item) => others.some((other) => isEqual(item, other)));
  },
};

/** The extension `encoders` of cel-go. */
export const encodersLibrary: FunctionDefinitions = {
  "base64.encode(bytes): string": (bytes: Uint8Array) => Buffer.from(bytes).toString("base64"),
  "base64.decode(string): bytes": (text: string) => {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1) {
      throw failed("illegal base64 data at input byte 0");
    }
    return new Uint8Array(Buffer.from(text, "base64"));
  },
};
