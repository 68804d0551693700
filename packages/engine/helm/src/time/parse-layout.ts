import { GoError, quoteText } from "@sluice/go-template";
import { dayNames, monthNames } from "./format-layout.ts";
import type { Instant } from "./instant.ts";
import { type LayoutChunk, layoutChunks } from "./layout-chunks.ts";
import { zoneAt } from "./zone.ts";

interface Fields {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: bigint;
  isAfternoon: boolean;
  isMorning: boolean;
  offsetSeconds: number | undefined;
  zoneName: string;
}

const months = monthNames.map((name) => name.toLowerCase());
const days = dayNames.map((name) => name.toLowerCase());

/** Reads a text by a Go layout; without a zone in it the time is local in `zone`. Throws GoError with Go's text. */
export function parseLayout(layout: string, text: string, zone: string): Instant {
  const fields: Fields = {
    year: 0,
    month: -1,
    day: -1,
    yearDay: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0n,
    isAfternoon: false,
    isMorning: false,
    offsetSeconds: undefined,
    zoneName: "",
  };
  let rest = text;
  const fail = (element: string, value: string, message = ""): GoError => {
    const detail =
      message === ""
        ? ` as ${quoteText(layout)}: cannot parse ${quoteText(value)} as ${quoteText(element)}`
        : `: ${message}`;
    return new GoError(`parsing time ${quoteText(text)}${detail}`);
  };
  const take = (pattern: RegExp, element: string): string => {
    const match = pattern.exec(rest);
    if (match === null) throw fail(element, rest);
    rest = rest.slice(match[0].length);
    return match[0];
  };
  const inRange = (value: number, low: number, high: number, name: string): number => {
    if (value < low || value > high) throw fail("", "", `${name} out of range`);
    return value;
  };
  const chunks = layoutChunks(layout);
  for (const [index, chunk] of chunks.entries()) {
    if ("literal" in chunk) {
      if (!rest.startsWith(chunk.literal)) throw fail(chunk.literal, rest);
      rest = rest.slice(chunk.literal.length);
      continue;
    }
    readElement(chunk, chunks[index + 1], fields, take, inRange);
  }
  if (rest !== "") throw fail("", "", `extra text: ${quoteText(rest)}`);
  return assemble(fields, zone, (name) => fail("", "", `${name} out of range`));

  function readElement(
    chunk: Extract<LayoutChunk, { element: string }>,
    next: LayoutChunk | undefined,
    into: Fields,
    read: typeof take,
    bounded: typeof inRange,
  ): void {
    const { element, text: form } = chunk;
    const number = (pattern: RegExp) => Number(read(pattern, form));
    switch (element) {
      case "2006":
        into.year = number(/^\d{4}/);
        break;
      case "06": {
        const year = number(/^\d{2}/);
        into.year = year >= 69 ? year + 1900 : year + 2000;
        break;
      }
      case "January":
        into.month =
          1 + months.indexOf(read(new RegExp(`^(?:${months.join("|")})`, "i"), form).toLowerCase());
        break;
      case "Jan":
        into.month =
          1 +
          months.findIndex((m) =>
            m.startsWith(
              read(new RegExp(`^(?:${months.map((n) => n.slice(0, 3)).join("|")})`, "i"), form).toLowerCase(),
            ),
          );
        break;
      case "1":
      case "01":
        into.month = bounded(number(element === "01" ? /^\d{2}/ : /^\d{1,2}/), 1, 12, "month");
        break;
      case "Monday":
        read(new RegExp(`^(?:${days.join("|")})`, "i"), form);
        break;
      case "Mon":
        read(new RegExp(`^(?:${days.map((n) => n.slice(0, 3)).join("|")})`, "i"), form);
        break;
      case "2":
      case "_2":
      case "02":
        into.day = Number(read(element === "02" ? /^\d{2}/ : /^ ?\d{1,2}/, form));
        break;
      case "__2":
      case "002":
        into.yearDay = Number(read(element === "002" ? /^\d{3}/ : /^ {0,2}\d{1,3}/, form));
        break;
      case "15":
        into.hour = bounded(number(/^\d{1,2}/), 0, 23, "hour");
        break;
      case "3":
      case "03":
        into.hour = bounded(number(element === "03" ? /^\d{2}/ : /^\d{1,2}/), 0, 12, "hour");
        break;
      case "4":
      case "04":
        into.minute = bounded(number(element === "04" ? /^\d{2}/ : /^\d{1,2}/), 0, 59, "minute");
        break;
      case "5":
      case "05": {
        into.second = bounded(number(element === "05" ? /^\d{2}/ : /^\d{1,2}/), 0, 59, "second");
        // A fraction behind the seconds is accepted without an element for it.
        const isNamed = next !== undefined && "element" in next && next.element === "fraction";
        if (!isNamed && /^[.,]\d/.test(rest)) into.nanosecond = fractionOf(read(/^[.,]\d+/, form));
        break;
      }
      case "PM":
      case "pm": {
        const half = read(element === "PM" ? /^[AP]M/ : /^[ap]m/, form).toUpperCase();
        into.isAfternoon = half === "PM";
        into.isMorning = half === "AM";
        break;
      }
      case "MST":
        into.zoneName = read(/^(?:UTC|[+-]\d{2}(?:\d{2})?|GMT(?:[+-]\d{1,2})?|[A-Z]{3,5})/, form);
        if (into.zoneName === "UTC") into.offsetSeconds = 0;
        break;
      case "fraction":
        if (form[1] === "9" && !/^[.,]\d/.test(rest)) break;
        into.nanosecond = fractionOf(
          read(form[1] === "9" ? /^[.,]\d+/ : new RegExp(`^[.,]\\d{${form.length - 1}}`), form),
        );
        break;
      default:
        into.offsetSeconds = readOffset(element, (pattern) => read(pattern, form));
    }
  }
}

function fractionOf(text: string): bigint {
  return BigInt(text.slice(1, 10).padEnd(9, "0"));
}

function readOffset(element: string, read: (pattern: RegExp) => string): number {
  const form = element.slice(1);
  const digits = form.replaceAll(/\d/g, "\\d");
  const text = read(new RegExp(`^(?:${element.startsWith("Z") ? "Z|" : ""}[+-]${digits})`));
  if (text === "Z") return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (text.slice(1).match(/\d{2}/g) ?? []).map(Number);
  return (text[0] === "-" ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
}

function assemble(fields: Fields, zone: string, outOfRange: (name: string) => GoError): Instant {
  let { year, month, day, hour } = fields;
  if (fields.isAfternoon && hour < 12) hour += 12;
  else if (fields.isMorning && hour === 12) hour = 0;
  if (fields.yearDay >= 0) {
    const date = new Date(Date.UTC(2000, 0, 1));
    date.setUTCFullYear(year, 0, fields.yearDay);
    if (fields.yearDay < 1 || date.getUTCFullYear() !== year) throw outOfRange("day-of-year");
    month = date.getUTCMonth() + 1;
    day = date.getUTCDate();
  }
  if (month < 0) month = 1;
  if (day < 0) day = 1;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (day < 1 || date.getUTCMonth() !== month - 1) throw outOfRange("day");
  date.setUTCHours(hour, fields.minute, fields.second);
  const wall = date.getTime();
  const nanoseconds = (ms: number) => BigInt(ms) * 1_000_000n + fields.nanosecond;
  if (fields.offsetSeconds !== undefined) {
    const offset = fields.offsetSeconds;
    const at = wall - offset * 1000;
    if (offset === 0) return { nanoseconds: nanoseconds(at), zone: "UTC" };
    const isLocal = zoneAt(zone, at).offsetSeconds === offset;
    return { nanoseconds: nanoseconds(at), zone: isLocal ? zone : `@${offset} ${fields.zoneName}` };
  }
  if (fields.zoneName !== "") {
    const local = zoneAt(zone, wall);
    if (local.name === fields.zoneName)
      return { nanoseconds: nanoseconds(wall - local.offsetSeconds * 1000), zone };
    const greenwich = /^GMT([+-]\d+)$/.exec(fields.zoneName);
    const offset = greenwich === null ? 0 : Number(greenwich[1]) * 3600;
    return { nanoseconds: nanoseconds(wall - offset * 1000), zone: `@${offset} ${fields.zoneName}` };
  }
  const guess = wall - zoneAt(zone, wall).offsetSeconds * 1000;
  return { nanoseconds: nanoseconds(wall - zoneAt(zone, guess).offsetSeconds * 1000), zone };
}
