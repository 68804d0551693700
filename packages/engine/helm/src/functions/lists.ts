import {
  anyType,
  compareText,
  GoError,
  type GoFunction,
  GoInteger,
  type GoValue,
  goFunctions,
  isSliceValue,
  kindOf,
  nilOf,
  parseType,
  sliceOf,
  tagged,
  typeOf,
} from "@sluice/go-template";
import { toInt64 } from "./cast.ts";
import { deepEqualValues } from "./deep-equal.ts";
import { isEmpty } from "./empty.ts";
import { allocate, type FunctionEnvironment } from "./environment.ts";
import { textOfValue, textsOfList } from "./text-of-value.ts";

const anySlice = sliceOf(anyType);
const stringSlice = sliceOf(parseType("string"));
const listOfLists = sliceOf(anySlice);

/** Lists; none of these changes the list it is given. */
export function listFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  const push = (list: GoValue, item: GoValue) => copied(env, [...itemsOf(list, "Cannot push on type"), item]);
  const prepend = (list: GoValue, item: GoValue) =>
    copied(env, [item, ...itemsOf(list, "Cannot prepend on type")]);
  const reverse = (list: GoValue) => copied(env, itemsOf(list, "Cannot find reverse on type").reverse());
  const rest = (list: GoValue) => remainder(itemsOf(list, "Cannot find rest on type"), 1, undefined);
  const initial = (list: GoValue) => remainder(itemsOf(list, "Cannot find initial on type"), 0, -1);
  const first = (list: GoValue) => itemsOf(list, "Cannot find first on type")[0] ?? null;
  const last = (list: GoValue) => itemsOf(list, "Cannot find last on type").at(-1) ?? null;
  const uniq = (list: GoValue) => unique(env, itemsOf(list, "Cannot find uniq on type"));
  const without = (list: GoValue, ...omitted: GoValue[]) =>
    itemsOf(list, "Cannot find without on type").filter((item) => {
      env.budget.spend(omitted.length);
      return !omitted.some((other) => deepEqualValues(other, item));
    });
  const has = (needle: GoValue, list: GoValue) => {
    if (list === null) return false;
    const items = itemsOf(list, "Cannot find has on type");
    env.budget.spend(items.length);
    return items.some((item) => deepEqualValues(needle, item));
  };
  const chunk = (size: number, list: GoValue) => chunks(env, size, itemsOf(list, "Cannot chunk type"));
  return goFunctions({
    list: ["(...any) []any", (...items: GoValue[]) => items],
    tuple: ["(...any) []any", (...items: GoValue[]) => items],
    append: ["(any, any) []any", push],
    push: ["(any, any) []any", push],
    mustAppend: ["(any, any) []any", push],
    mustPush: ["(any, any) []any", push],
    prepend: ["(any, any) []any", prepend],
    mustPrepend: ["(any, any) []any", prepend],
    first: ["(any) any", first],
    mustFirst: ["(any) any", first],
    rest: ["(any) []any", rest],
    mustRest: ["(any) []any", rest],
    last: ["(any) any", last],
    mustLast: ["(any) any", last],
    initial: ["(any) []any", initial],
    mustInitial: ["(any) []any", initial],
    reverse: ["(any) []any", reverse],
    mustReverse: ["(any) []any", reverse],
    uniq: ["(any) []any", uniq],
    mustUniq: ["(any) []any", uniq],
    without: ["(any, ...any) []any", without],
    mustWithout: ["(any, ...any) []any", without],
    has: ["(any, any) bool", has],
    mustHas: ["(any, any) bool", has],
    slice: ["(any, ...any) any", sliceList],
    mustSlice: ["(any, ...any) any", sliceList],
    concat: ["(...any) any", (...lists: GoValue[]) => concatenate(env, lists)],
    chunk: ["(int, any) value", chunk],
    mustChunk: ["(int, any) value", chunk],
    sortAlpha: ["(any) []string", sortTexts],
  });
}

/** A list without its unset elements. */
export function compactList(list: GoValue): GoValue[] {
  return itemsOf(list, "Cannot compact on type").filter((item) => !isEmpty(item));
}

/** The elements as values of their own. Throws GoError for nil, and `what` with the kind for what is no list. */
function itemsOf(list: GoValue, what: string): GoValue[] {
  if (list instanceof Uint8Array) return Array.from(list, (byte) => new GoInteger("uint8", BigInt(byte)));
  if (isSliceValue(list)) return Array.from(list as GoValue[]);
  if (list === null || list === undefined) {
    throw new GoError("runtime error: invalid memory address or nil pointer dereference");
  }
  throw new GoError(`${what} ${kindOf(list)}`);
}

function copied(env: FunctionEnvironment, items: GoValue[]): GoValue[] {
  allocate(env, 2 * items.length);
  return items;
}

function remainder(items: readonly GoValue[], start: number, end: number | undefined): GoValue {
  return items.length === 0 ? nilOf(anySlice) : items.slice(start, end);
}

function unique(env: FunctionEnvironment, items: readonly GoValue[]): GoValue[] {
  const kept: GoValue[] = [];
  const texts = new Set<string>();
  for (const item of items) {
    if (typeof item === "string") {
      if (!texts.has(item)) kept.push(item);
      texts.add(item);
      continue;
    }
    env.budget.spend(kept.length);
    if (!kept.some((other) => deepEqualValues(item, other))) kept.push(item);
  }
  return kept;
}

function sliceList(list: GoValue, ...positions: GoValue[]): GoValue {
  if (list === null || list === undefined) {
    throw new GoError("runtime error: invalid memory address or nil pointer dereference");
  }
  if (!isSliceValue(list)) throw new GoError(`list should be type of slice or array but ${kindOf(list)}`);
  if (list.length === 0) return null;
  const start = positions.length > 0 ? Number(toInt64(positions[0])) : 0;
  const end = positions.length > 1 ? Number(toInt64(positions[1])) : list.length;
  if (start < 0 || end < start || end > list.length)
    throw new GoError("reflect.Value.Slice: slice index out of bounds");
  return tagged(list.slice(start, end), typeOf(list));
}

function concatenate(env: FunctionEnvironment, lists: readonly GoValue[]): GoValue {
  const all: GoValue[] = [];
  for (const list of lists) {
    if (list !== null && !isSliceValue(list)) throw new GoError(`Cannot concat type ${kindOf(list)} as list`);
    for (const item of itemsOf(list, "Cannot concat type")) all.push(item);
  }
  if (all.length === 0) return nilOf(anySlice);
  return copied(env, all);
}

function chunks(env: FunctionEnvironment, size: number, items: readonly GoValue[]): GoValue {
  if (size === 0 && items.length === 0) throw new GoError("runtime error: makeslice: len out of range");
  const count = Math.floor((items.length - 1) / size) + 1;
  if (!Number.isFinite(count) || count < 0) throw new GoError("runtime error: makeslice: len out of range");
  allocate(env, 4 * count);
  const parts: GoValue[][] = [];
  for (let i = 0; i < count; i++) parts.push(items.slice(i * size, (i + 1) * size));
  return tagged(parts, listOfLists);
}

function sortTexts(value: GoValue): GoValue {
  if (!isSliceValue(value)) return tagged([textOfValue(value)], stringSlice);
  // A list of texts is sorted in place upstream, and its owner sees it.
  if (typeOf(value) === stringSlice) return (value as string[]).sort(compareText);
  return tagged(textsOfList(value).sort(compareText), stringSlice);
}
