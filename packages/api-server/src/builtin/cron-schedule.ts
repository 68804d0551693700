import { getKey } from "@sluice/base/object";

/** The times of a cron line, to the minute. */
export interface CronSchedule {
  /** The first time after `afterMs`, or undefined when there is none within five years. */
  next(afterMs: number): number | undefined;
}

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const macros: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
const horizonDays = 366 * 5;

/**
 * Reads a cron line of five fields or a macro such as `@hourly`; `timeZone` is a name such as `Europe/Berlin`, UTC
 * when absent. Undefined when the line or the zone is not valid.
 */
export function parseCron(line: string, timeZone = "Etc/UTC"): CronSchedule | undefined {
  const every = /^@every (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(line.trim());
  if (every !== null) {
    const [hours = 0, minutes = 0, seconds = 0] = every.slice(1).map((text) => Number(text ?? 0));
    const periodMs = Math.max(1_000, ((hours * 60 + minutes) * 60 + seconds) * 1000);
    return { next: (afterMs) => Math.floor(afterMs / 1000) * 1000 + periodMs };
  }
  const fields = (getKey(macros, line.trim()) ?? line.trim()).split(/\s+/);
  const zone = zoneOf(timeZone);
  if (fields.length !== 5 || zone === undefined) return undefined;
  const minutes = parseField(fields[0]!, 0, 59);
  const hours = parseField(fields[1]!, 0, 23);
  const days = parseField(fields[2]!, 1, 31);
  const months = parseField(fields[3]!, 1, 12, monthNames);
  const weekdays = parseField(fields[4]!, 0, 7, dayNames);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  // When both day fields are restricted, either may match, as cron has always had it.
  const isAnyDay = /^[*?]/.test(fields[2]!);
  const isAnyWeekday = /^[*?]/.test(fields[4]!);
  const fitsDay = (time: LocalTime): boolean => {
    const day = days.has(time.day);
    const weekday = weekdays.has(time.weekday);
    return isAnyDay || isAnyWeekday ? day && weekday : day || weekday;
  };
  return {
    next(afterMs) {
      let at = Math.floor(afterMs / minuteMs) * minuteMs + minuteMs;
      const end = afterMs + horizonDays * dayMs;
      while (at <= end) {
        const time = zone(at);
        if (!months.has(time.month) || !fitsDay(time))
          at += (24 * 60 - time.hour * 60 - time.minute) * minuteMs;
        else if (!hours.has(time.hour)) at += (60 - time.minute) * minuteMs;
        else if (!minutes.has(time.minute)) at += minuteMs;
        else return at;
      }
      return undefined;
    },
  };
}

interface LocalTime {
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
}

function zoneOf(timeZone: string): ((ms: number) => LocalTime) | undefined {
  if (timeZone === "Etc/UTC" || timeZone === "UTC") {
    return (ms) => {
      const date = new Date(ms);
      return {
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        weekday: date.getUTCDay(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
      };
    };
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      month: "numeric",
      day: "numeric",
      weekday: "short",
      hour: "numeric",
      minute: "numeric",
    });
  } catch {
    return undefined;
  }
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return {
      month: Number(parts.get("month")),
      day: Number(parts.get("day")),
      weekday: dayNames.indexOf((parts.get("weekday") ?? "").toLowerCase()),
      hour: Number(parts.get("hour")),
      minute: Number(parts.get("minute")),
    };
  };
}

function parseField(text: string, low: number, high: number, names: string[] = []): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/.exec(part.toLowerCase());
    if (match === null) return undefined;
    const [, first, last, step] = match;
    const isAll = first === "*" || first === "?";
    const from = isAll ? low : readNumber(first!, names, low);
    const to = isAll
      ? high
      : last !== undefined
        ? readNumber(last, names, low)
        : step === undefined
          ? from
          : high;
    const by = step === undefined ? 1 : Number(step);
    if (from === undefined || to === undefined || by === 0 || from < low || to > high || from > to)
      return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

function readNumber(text: string, names: string[], low: number): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = names.indexOf(text);
  return index < 0 ? undefined : index + (low === 1 ? 1 : 0);
}
