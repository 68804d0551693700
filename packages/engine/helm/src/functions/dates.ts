import { formatDuration, parseDuration } from "@sluice/base/duration";
import { isSluiceError } from "@sluice/base/errors";
import {
  GoError,
  type GoFunction,
  GoInteger,
  type GoStruct,
  type GoValue,
  goFunctions,
  quoteText,
} from "@sluice/go-template";
import { zeroTime } from "../time/go-time.ts";
import {
  formatLayout,
  isKnownZone,
  isTimeValue,
  nanosecondsOf,
  parseLayout,
  timeOf,
  timeValue,
} from "../time/index.ts";
import type { FunctionEnvironment } from "./environment.ts";

/** Dates, times and durations. */
export function dateFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  const now = () => BigInt(Math.round(env.now() * 1000)) * 1000n;
  /** The moment a date argument means; what is no time means now. */
  const momentOf = (value: GoValue): bigint => {
    if (isTimeValue(value)) return nanosecondsOf(value);
    if (typeof value === "bigint") return value * 1_000_000_000n;
    if (value instanceof GoInteger && (value.kind === "int" || value.kind === "int32"))
      return value.value * 1_000_000_000n;
    return now();
  };
  const inZone = (layout: string, date: GoValue, zone: string): string => {
    const name = zone === "Local" ? env.timeZone : isKnownZone(zone) ? zone : "UTC";
    return formatLayout({ nanoseconds: momentOf(date), zone: name }, layout);
  };
  const toDate = (layout: string, text: string): GoStruct => {
    try {
      const { nanoseconds, zone } = parseLayout(layout, text, env.timeZone);
      return timeValue(nanoseconds, zone);
    } catch (error) {
      if (error instanceof GoError) return timeValue(zeroTime, "UTC");
      throw error;
    }
  };
  const mustToDate = (layout: string, text: string): GoStruct => {
    const { nanoseconds, zone } = parseLayout(layout, text, env.timeZone);
    return timeValue(nanoseconds, zone);
  };
  const modify = (text: string, time: GoStruct): GoStruct => {
    const span = readDuration(text);
    return span === undefined ? time : timeValue(nanosecondsOf(time) + span, timeOf(time).zone);
  };
  const mustModify = (text: string, date: GoStruct): GoStruct => {
    if (readDuration(text) === undefined) throw new GoError(`time: invalid duration ${quoteText(text)}`);
    return modify(text, date);
  };
  return goFunctions({
    now: ["() value", () => timeValue(now(), env.timeZone)],
    date: ["(string, any) string", (layout: string, date: GoValue) => inZone(layout, date, "Local")],
    dateInZone: ["(string, any, string) string", inZone],
    date_in_zone: ["(string, any, string) string", inZone],
    dateModify: ["(string, time.Time) time.Time", modify],
    date_modify: ["(string, time.Time) time.Time", modify],
    mustDateModify: ["(string, time.Time) time.Time", mustModify],
    must_date_modify: ["(string, time.Time) time.Time", mustModify],
    htmlDate: ["(any) string", (date: GoValue) => inZone("2006-01-02", date, "Local")],
    htmlDateInZone: [
      "(any, string) string",
      (date: GoValue, zone: string) => inZone("2006-01-02", date, zone),
    ],
    toDate: ["(string, string) value", toDate],
    mustToDate: ["(string, string) value", mustToDate],
    unixEpoch: ["(time.Time) string", (date: GoStruct) => String(floorSeconds(nanosecondsOf(date)))],
    ago: [
      "(any) string",
      (date: GoValue) => {
        const isKnown =
          isTimeValue(date) || typeof date === "bigint" || (date instanceof GoInteger && date.kind === "int");
        const past = isKnown ? momentOf(date) : now();
        return formatDuration(Number(roundToSecond(now() - past)) / 1e6);
      },
    ],
    duration: ["(any) string", durationText],
    durationRound: ["(any) string", (value: GoValue) => roundedDuration(value, now())],
  });
}

function floorSeconds(nanoseconds: bigint): bigint {
  return nanoseconds / 1_000_000_000n - (nanoseconds % 1_000_000_000n < 0n ? 1n : 0n);
}

function roundToSecond(nanoseconds: bigint): bigint {
  const second = 1_000_000_000n;
  const half = nanoseconds < 0n ? -(second / 2n) : second / 2n;
  return ((nanoseconds + half) / second) * second;
}

function readDuration(text: string): bigint | undefined {
  try {
    return BigInt(Math.round(parseDuration(text) * 1e6));
  } catch (error) {
    if (isSluiceError(error)) return undefined;
    throw error;
  }
}

function durationText(value: GoValue): string {
  const seconds =
    typeof value === "bigint"
      ? value
      : typeof value === "string" && /^[+-]?[0-9]+$/.test(value)
        ? BigInt(value.replace(/^\+/, ""))
        : 0n;
  return formatDuration(Number(BigInt.asIntN(64, seconds * 1_000_000_000n)) / 1e6);
}

const hour = 3_600_000_000_000n;
const roundUnits: readonly (readonly [bigint, string])[] = [
  [hour * 24n * 365n, "y"],
  [hour * 24n * 30n, "mo"],
  [hour * 24n, "d"],
  [hour, "h"],
  [hour / 60n, "m"],
  [hour / 3600n, "s"],
];

function roundedDuration(value: GoValue, now: bigint): string {
  let span = 0n;
  if (typeof value === "string") span = readDuration(value) ?? 0n;
  else if (typeof value === "bigint") span = value;
  else if (isTimeValue(value)) span = now - nanosecondsOf(value);
  const size = span < 0n ? -span : span;
  for (const [unit, mark] of roundUnits) if (size > unit) return `${size / unit}${mark}`;
  return "0s";
}
