import { type GoFunction, type GoValue, goFunctions, kindOf, sprintf, typeOf } from "@sluice/go-template";
import { deepCopyValue } from "./deep-copy.ts";
import { deepEqualValues } from "./deep-equal.ts";
import { isEmpty } from "./empty.ts";
import { compactList } from "./lists.ts";

/** Unset values, choices, types and equality. */
export const defaultFunctions: ReadonlyMap<string, GoFunction> = goFunctions({
  default: [
    "(any, ...any) any",
    (fallback: GoValue, ...given: GoValue[]) =>
      given.length === 0 || isEmpty(given[0]) ? fallback : given[0],
  ],
  empty: ["(any) bool", isEmpty],
  coalesce: ["(...any) any", (...values: GoValue[]) => values.find((value) => !isEmpty(value)) ?? null],
  all: ["(...any) bool", (...values: GoValue[]) => values.every((value) => !isEmpty(value))],
  any: ["(...any) bool", (...values: GoValue[]) => values.some((value) => !isEmpty(value))],
  compact: ["(any) []any", compactList],
  mustCompact: ["(any) []any", compactList],
  ternary: ["(any, any, bool) any", (yes: GoValue, no: GoValue, isYes: boolean) => (isYes ? yes : no)],
  deepCopy: ["(any) any", deepCopyValue],
  mustDeepCopy: ["(any) any", deepCopyValue],
  typeOf: ["(any) string", (value: GoValue) => sprintf("%T", value)],
  typeIs: ["(string, any) bool", (name: string, value: GoValue) => typeOf(value).text === name],
  typeIsLike: [
    "(string, any) bool",
    (name: string, value: GoValue) => typeOf(value).text === name || typeOf(value).text === `*${name}`,
  ],
  kindOf: ["(any) string", (value: GoValue) => kindOf(value)],
  kindIs: ["(string, any) bool", (name: string, value: GoValue) => kindOf(value) === name],
  deepEqual: ["(any, any) bool", deepEqualValues],
});
