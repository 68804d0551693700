import { isJsonObject, type JsonValue } from "@sluice/base/object";

const escapes: Record<string, string> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/**
 * JSON as Go's encoding/json writes it: keys sorted by their bytes, `<`, `>`, `&` and the two line separators
 * escaped. With `indent`, one entry a line as `MarshalIndent` does.
 */
export function writeGoJson(value: JsonValue, indent = "", margin = ""): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value !== "object" || value === null) return String(value);
  const inner = margin + indent;
  const items = Array.isArray(value)
    ? value.map((item) => writeGoJson(item, indent, inner))
    : isJsonObject(value)
      ? Object.keys(value)
          .sort(compareByBytes)
          .map(
            (key) =>
              `${quote(key)}:${indent === "" ? "" : " "}${writeGoJson(value[key] as JsonValue, indent, inner)}`,
          )
      : [];
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (items.length === 0) return open + close;
  if (indent === "") return `${open}${items.join(",")}${close}`;
  return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${margin}${close}`;
}

function quote(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => escapes[char] as string);
}

function writeNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-6 && size < 1e21) return String(value);
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  return `${mantissa}e${power < 0 ? "-" : "+"}${power < 0 && power > -10 ? `0${-power}` : Math.abs(power)}`;
}

/** UTF-8 order is code-point order, which differs from JavaScript's only for surrogates. */
function compareByBytes(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    return leftHigh === rightHigh ? left - right : leftHigh ? 1 : -1;
  }
  return a.length - b.length;
}
