import { failed } from "./evaluation-error.ts";

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Nanoseconds since 1970 of an RFC 3339 text. */
export function parseTimestamp(text: string): bigint {
  const match = rfc3339.exec(text);
  const seconds = match === null ? Number.NaN : Date.parse(text.replace(/\.\d+/, "")) / 1000;
  if (match === null || Number.isNaN(seconds)) throw failed(`invalid timestamp ${JSON.stringify(text)}`);
  return BigInt(seconds) * 1_000_000_000n + BigInt((match[7] ?? "").padEnd(9, "0"));
}

const unitNanos: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Nanoseconds of a Go duration such as `1h2m3.5s`. */
export function parseGoDuration(text: string): bigint {
  if (/^[+-]?0$/.test(text)) return 0n;
  if (!/^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) {
    throw failed(`time: invalid duration ${JSON.stringify(text)}`);
  }
  let total = 0n;
  for (const [, whole, fraction, unit] of text.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const size = unitNanos[unit!]!;
    total += BigInt(whole === "" ? "0" : whole!) * size;
    if (fraction) total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  return text.startsWith("-") ? -total : total;
}

/** Fields of a moment in a time zone. */
export interface LocalTime {
  year: number;
  /** 0 to 11. */
  month: number;
  /** 1 to 31. */
  day: number;
  hours: number;
  minutes: number;
  seconds: number;
  milliseconds: number;
  weekday: number;
  /** 0 to 365. */
  dayOfYear: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A moment in a zone given by name or as an offset such as `-08:00`; UTC when empty. */
export function localTime(nanos: bigint, zone: string): LocalTime {
  const milliseconds = Number((nanos - modulo(nanos, 1_000_000n)) / 1_000_000n);
  const shifted = new Date(milliseconds + offsetMs(milliseconds, zone));
  const yearStart = new Date(0).setUTCFullYear(shifted.getUTCFullYear(), 0, 1);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    day: shifted.getUTCDate(),
    hours: shifted.getUTCHours(),
    minutes: shifted.getUTCMinutes(),
    seconds: shifted.getUTCSeconds(),
    milliseconds: shifted.getUTCMilliseconds(),
    weekday: shifted.getUTCDay(),
    dayOfYear: Math.floor((shifted.getTime() - yearStart) / 86_400_000),
  };
}

function modulo(value: bigint, by: bigint): bigint {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
}

function offsetMs(at: number, zone: string): number {
  if (zone === "" || zone === "UTC" || zone === "Z") return 0;
  const match = /^([+-]?)(\d{2}):(\d{2})$/.exec(zone);
  if (match !== null) {
    const minutes = Number(match[2]) * 60 + Number(match[3]);
    return (match[1] === "-" ? -minutes : minutes) * 60_000;
  }
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    try {
      formatter = new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    } catch {
      throw failed(`unknown time zone ${zone}`);
    }
    formatters.set(zone, formatter);
  }
  const parts = Object.fromEntries(
    formatter.formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]),
  );
  const wall = Date.UTC(
    parts["year"]!,
    parts["month"]! - 1,
    parts["day"]!,
    parts["hour"]!,
    parts["minute"]!,
    parts["second"]!,
  );
  return wall - Math.floor(at / 1000) * 1000;
}
