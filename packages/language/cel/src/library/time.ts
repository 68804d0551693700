import type { FunctionDefinitions } from "../function-table.ts";
import { type LocalTime, localTime } from "../time-text.ts";
import type { CelDuration, CelTimestamp } from "../value.ts";

const fields: Record<string, (time: LocalTime) => number> = {
  getFullYear: (time) => time.year,
  getMonth: (time) => time.month,
  getDate: (time) => time.day,
  getDayOfMonth: (time) => time.day - 1,
  getDayOfWeek: (time) => time.weekday,
  getDayOfYear: (time) => time.dayOfYear,
  getHours: (time) => time.hours,
  getMinutes: (time) => time.minutes,
  getSeconds: (time) => time.seconds,
  getMilliseconds: (time) => time.milliseconds,
};

const definitions: FunctionDefinitions = {
  "duration#getHours(): int": ({ nanos }: CelDuration) => nanos / 3_600_000_000_000n,
  "duration#getMinutes(): int": ({ nanos }: CelDuration) => nanos / 60_000_000_000n,
  "duration#getSeconds(): int": ({ nanos }: CelDuration) => nanos / 1_000_000_000n,
  "duration#getMilliseconds(): int": ({ nanos }: CelDuration) => (nanos / 1_000_000n) % 1000n,
};
for (const [name, read] of Object.entries(fields)) {
  definitions[`timestamp#${name}(): int`] = ({ nanos }: CelTimestamp) => BigInt(read(localTime(nanos, "")));
  definitions[`timestamp#${name}(string): int`] = ({ nanos }: CelTimestamp, zone: string) =>
    BigInt(read(localTime(nanos, zone)));
}

/** Accessors of timestamps and durations. */
export const timeLibrary: FunctionDefinitions = definitions;
