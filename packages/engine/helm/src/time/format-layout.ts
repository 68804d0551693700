import { type Instant, millisecondsOf } from "./instant.ts";
import { layoutChunks } from "./layout-chunks.ts";
import { zoneAt } from "./zone.ts";

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The civil fields of an instant in its zone; months and days count from 1. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly yearDay: number;
  readonly weekDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly offsetSeconds: number;
  readonly zoneName: string;
}

export function civilTimeOf(instant: Instant): CivilTime {
  const ms = millisecondsOf(instant);
  const { offsetSeconds, name } = zoneAt(instant.zone, ms);
  const local = new Date(Math.floor(ms / 1000) * 1000 + offsetSeconds * 1000);
  const year = local.getUTCFullYear();
  const nanosecond = Number(((instant.nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
  return {
    year,
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    yearDay: Math.floor((local.getTime() - startOfYear(year)) / 86_400_000) + 1,
    weekDay: local.getUTCDay(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    nanosecond,
    offsetSeconds,
    zoneName: name,
  };
}

function startOfYear(year: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, 1);
  return date.getTime();
}

/** An instant in a Go layout such as `2006-01-02T15:04:05Z07:00`. */
export function formatLayout(instant: Instant, layout: string): string {
  const civil = civilTimeOf(instant);
  return layoutChunks(layout)
    .map((chunk) => ("literal" in chunk ? chunk.literal : formatElement(civil, chunk.element, chunk.text)))
    .join("");
}

function pad(value: number, width: number, filler = "0"): string {
  return String(value).padStart(width, filler);
}

function formatElement(civil: CivilTime, element: string, text: string): string {
  switch (element) {
    case "2006":
      return civil.year < 0 ? `-${pad(-civil.year, 4)}` : pad(civil.year, 4);
    case "06":
      return pad(Math.abs(civil.year) % 100, 2);
    case "January":
      return monthNames[civil.month - 1]!;
    case "Jan":
      return monthNames[civil.month - 1]!.slice(0, 3);
    case "1":
      return String(civil.month);
    case "01":
      return pad(civil.month, 2);
    case "Monday":
      return dayNames[civil.weekDay]!;
    case "Mon":
      return dayNames[civil.weekDay]!.slice(0, 3);
    case "2":
      return String(civil.day);
    case "_2":
      return pad(civil.day, 2, " ");
    case "02":
      return pad(civil.day, 2);
    case "__2":
      return pad(civil.yearDay, 3, " ");
    case "002":
      return pad(civil.yearDay, 3);
    case "15":
      return pad(civil.hour, 2);
    case "3":
      return String(civil.hour % 12 === 0 ? 12 : civil.hour % 12);
    case "03":
      return pad(civil.hour % 12 === 0 ? 12 : civil.hour % 12, 2);
    case "4":
      return String(civil.minute);
    case "04":
      return pad(civil.minute, 2);
    case "5":
      return String(civil.second);
    case "05":
      return pad(civil.second, 2);
    case "PM":
      return civil.hour >= 12 ? "PM" : "AM";
    case "pm":
      return civil.hour >= 12 ? "pm" : "am";
    case "MST":
      return civil.zoneName;
    case "fraction":
      return formatFraction(civil.nanosecond, text);
    default:
      return formatOffset(civil.offsetSeconds, element);
  }
}

function formatFraction(nanosecond: number, text: string): string {
  const digits = pad(nanosecond, 9).slice(0, text.length - 1);
  if (text[1] === "0") return text[0] + digits;
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? "" : text[0] + kept;
}

function formatOffset(offsetSeconds: number, element: string): string {
  if (element.startsWith("Z") && offsetSeconds === 0) return "Z";
  const form = element.slice(1);
  const total = Math.abs(offsetSeconds);
  const hours = pad(Math.floor(total / 3600), 2);
  const minutes = pad(Math.floor(total / 60) % 60, 2);
  const glue = form.includes(":") ? ":" : "";
  let text = (offsetSeconds < 0 ? "-" : "+") + hours;
  if (form.length > 2) text += glue + minutes;
  if (form.length > 5) text += glue + pad(total % 60, 2);
  return text;
}
