import { errorText } from "@sluice/base/errors";
import { RE2JS } from "re2js";
import { parseIpAddress } from "../text/ip-address.ts";

const date = /^(\d{4})-(\d{2})-(\d{2})$/;
const time = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(?:\.\d+)?(?:[zZ]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

function checkDate(text: string): string | undefined {
  const match = date.exec(text);
  if (match === null) return "must be 10 characters long";
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const value = new Date(Date.UTC(2000, 0, 1));
  value.setUTCFullYear(year, month - 1, day);
  return value.getUTCMonth() === month - 1 && value.getUTCDate() === day ? undefined : "day out of range";
}

function checkHostname(text: string): string | undefined {
  const name = text.replace(/\.$/, "");
  if (name.length > 253) return "more than 253 characters long";
  for (const label of name.split(".")) {
    if (label.length === 0 || label.length > 63) return "label must be 1 to 63 characters long";
    if (label.startsWith("-")) return "label starts with hyphen";
    if (label.endsWith("-")) return "label ends with hyphen";
    if (!/^[a-zA-Z0-9-]+$/.test(label)) return "invalid character";
  }
  return undefined;
}

function checkEmail(text: string): string | undefined {
  const at = text.lastIndexOf("@");
  if (at < 0) return "missing @";
  const local = text.slice(0, at);
  if (local.length > 64) return "local part more than 64 characters long";
  if (!/^"(?:[^"\\]|\\.)*"$/.test(local) && !/^[^\s@.]+(?:\.[^\s@.]+)*$/.test(local))
    return "invalid local part";
  return checkHostname(text.slice(at + 1));
}

function checkUri(text: string): string | undefined {
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>"{}|\\^`]*$/.test(text) ? undefined : "relative url";
}

function is(pattern: RegExp, message: string): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? undefined : message);
}

/** Checks of `format` by name: the reason why a text does not fit, or undefined. */
export const formats: ReadonlyMap<string, (text: string) => string | undefined> = new Map([
  ["date", checkDate],
  ["time", is(time, "invalid time")],
  [
    "date-time",
    (text: string) =>
      text[10] === "t" || text[10] === "T"
        ? (checkDate(text.slice(0, 10)) ?? is(time, "invalid time")(text.slice(11)))
        : "less than 20 characters long",
  ],
  ["hostname", checkHostname],
  ["email", checkEmail],
  [
    "ipv4",
    (text: string) =>
      !text.includes(":") && parseIpAddress(text) !== undefined ? undefined : "expected four decimals",
  ],
  [
    "ipv6",
    (text: string) =>
      text.includes(":") && parseIpAddress(text) !== undefined ? undefined : "missing colon",
  ],
  ["uri", checkUri],
  ["uri-reference", is(/^[^\s<>"{}|\\^`]*$/, "invalid character in url")],
  ["json-pointer", is(/^(?:\/(?:[^~/]|~0|~1)*)*$/, "not starting with /")],
  ["uuid", is(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, "invalid uuid")],
  [
    "regex",
    (text: string) => {
      try {
        RE2JS.compile(text);
        return undefined;
      } catch (error) {
        return errorText(error);
      }
    },
  ],
]);
