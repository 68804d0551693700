import type { JsonValue } from "@sluice/base/object";
import type { ScalarTag } from "./yaml-scalar.ts";

/** Which resolver: `v2` as sigs.k8s.io/yaml and Helm read (YAML 1.1 booleans), `v3` as kyaml and kustomize read. */
export type YamlFlavour = "v2" | "v3";

/** What a plain scalar means. A value of `undefined` has no JSON form (infinity, not-a-number). */
export interface ResolvedScalar {
  tag: ScalarTag;
  value: JsonValue | undefined;
}

const floatText = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const dottedFloat = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const infinityText = /^[-+]?\.(?:inf|Inf|INF)$/;
const notANumberText = /^\.(?:nan|NaN|NAN)$/;
const dateText =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([Tt])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})|( )([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.,][0-9]+)?)?$/;
const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;

const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
]);
const oldWords: ReadonlyMap<string, boolean> = new Map(
  (["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"] as const)
    .map((word): [string, boolean] => [word, true])
    .concat(
      (["n", "N", "no", "No", "NO", "off", "Off", "OFF"] as const).map((word): [string, boolean] => [
        word,
        false,
      ]),
    ),
);

/** True for the words that YAML 1.1 reads as booleans and YAML 1.2 as text: `yes`, `off`, `Y` and their like. */
export function isOldBoolean(text: string): boolean {
  return text.length <= 3 && oldWords.has(text);
}

/** What the plain text means in a flavour. Source: go-yaml v2 and v3 `resolve.go`; libraries.md 1.3. */
export function resolveScalar(text: string, flavour: YamlFlavour): ResolvedScalar {
  if (text === "") return { tag: "!!null", value: null };
  const first = text.charCodeAt(0);
  // Digits, signs and dots may start numbers and dates.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45) {
    if (first >= 45 || text.length > 1) return resolveNumber(text);
  } else if (first === 46) {
    if (dottedFloat.test(text)) return floatOf(text, text);
    if (infinityText.test(text) || notANumberText.test(text)) return { tag: "!!float", value: undefined };
  } else if (text.length <= 5) {
    const word = words.get(text);
    if (word !== undefined) return { tag: word === null ? "!!null" : "!!bool", value: word };
    if (flavour === "v2") {
      const old = oldWords.get(text);
      if (old !== undefined) return { tag: "!!bool", value: old };
    }
  }
  return { tag: "!!str", value: text };
}

function resolveNumber(text: string): ResolvedScalar {
  if (infinityText.test(text)) return { tag: "!!float", value: undefined };
  const length = text.length;
  if (length <= 15 && isDecimal(text)) return { tag: "!!int", value: Number(text) };
  if (length >= 8 && text.charCodeAt(4) === 45) {
    const time = parseTimestamp(text);
    if (time !== undefined) return { tag: "!!timestamp", value: time };
  }
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  const integer = parseInteger(plain);
  if (integer !== undefined) return { tag: "!!int", value: narrow(integer) };
  if (floatText.test(plain)) return floatOf(plain, text);
  return { tag: "!!str", value: text };
}

/** True for an integer that needs no second look: decimal digits, no leading zero, perhaps a minus. */
function isDecimal(text: string): boolean {
  let index = text.charCodeAt(0) === 45 ? 1 : 0;
  const first = text.charCodeAt(index);
  if (first === 48) return text.length === 1;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return first >= 49 && first <= 57;
}

function floatOf(text: string, original: string): ResolvedScalar {
  const value = Number(text);
  return Number.isFinite(value) ? { tag: "!!float", value } : { tag: "!!str", value: original };
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const integerForms: readonly [RegExp, string][] = [
  [/^[-+]?0[xX][0-9a-fA-F]+$/, "0x"],
  [/^[-+]?0[bB][01]+$/, "0b"],
  [/^[-+]?0[oO]?[0-7]+$/, "0o"],
  [/^[-+]?(?:0|[1-9][0-9]*)$/, ""],
];

/** Go's `ParseInt` with base 0, then `ParseUint`: undefined where the text is no integer or does not fit 64 bits. */
function parseInteger(text: string): bigint | undefined {
  for (const [form, prefix] of integerForms) {
    if (!form.test(text)) continue;
    const signed = text.startsWith("-") || text.startsWith("+");
    let digits = signed ? text.slice(1) : text;
    if (prefix !== "") digits = prefix + digits.replace(/^0[xXbBoO]?/, "");
    if (digits.length > 80) return undefined;
    const magnitude = BigInt(digits);
    const value = text.startsWith("-") ? -magnitude : magnitude;
    if (value < minInt64) return undefined;
    return value > (signed ? maxInt64 : maxUint64) ? undefined : value;
  }
  return undefined;
}

const daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The RFC 3339 form of a date that go-yaml takes for a timestamp, or undefined. */
export function parseTimestamp(text: string): string | undefined {
  const match = dateText.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? "0");
  const [year, month, day] = [part(1), part(2), part(3)];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month < 1 || month > 12 || day < 1) return undefined;
  if (day > (month === 2 && leap ? 29 : (daysIn[month - 1] as number))) return undefined;
  const spaced = match[10] !== undefined;
  const [hour, minute, second] = spaced ? [part(11), part(12), part(13)] : [part(5), part(6), part(7)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const zone = spaced ? "Z" : (match[9] ?? "Z");
  if (zone !== "Z" && (Number(zone.slice(1, 3)) > 24 || Number(zone.slice(4)) > 60)) return undefined;
  const fraction = (spaced ? match[14] : match[8])?.slice(1, 10).replace(/0+$/, "");
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = `${match[1]}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  const offset = zone === "+00:00" || zone === "-00:00" ? "Z" : zone;
  return `${date}${fraction ? `.${fraction}` : ""}${offset}`;
}
