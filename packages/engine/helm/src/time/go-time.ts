import { formatDuration } from "@sluice/base/duration";
import {
  declareType,
  GoError,
  type GoFunction,
  GoInteger,
  GoStruct,
  type GoType,
  type GoValue,
  goFunctions,
  structType,
} from "@sluice/go-template";
import { civilTimeOf, dayNames, formatLayout, monthNames } from "./format-layout.ts";
import { floorDivide, type Instant } from "./instant.ts";

const methods: Map<string, GoFunction> = goFunctions({
  String: [
    "() string",
    (self: GoStruct) => formatLayout(timeOf(self), "2006-01-02 15:04:05.999999999 -0700 MST"),
  ],
  Format: ["(string) string", (self: GoStruct, layout: string) => formatLayout(timeOf(self), layout)],
  Year: ["() int", (self: GoStruct) => civilTimeOf(timeOf(self)).year],
  Month: ["() value", (self: GoStruct) => named(monthType, civilTimeOf(timeOf(self)).month)],
  Day: ["() int", (self: GoStruct) => civilTimeOf(timeOf(self)).day],
  YearDay: ["() int", (self: GoStruct) => civilTimeOf(timeOf(self)).yearDay],
  Weekday: ["() value", (self: GoStruct) => named(weekdayType, civilTimeOf(timeOf(self)).weekDay)],
  Hour: ["() int", (self: GoStruct) => civilTimeOf(timeOf(self)).hour],
  Minute: ["() int", (self: GoStruct) => civilTimeOf(timeOf(self)).minute],
  Second: ["() int", (self: GoStruct) => civilTimeOf(timeOf(self)).second],
  Nanosecond: ["() int", (self: GoStruct) => civilTimeOf(timeOf(self)).nanosecond],
  Unix: ["() int64", (self: GoStruct) => floorDivide(nanosecondsOf(self), 1_000_000_000n)],
  UnixMilli: ["() int64", (self: GoStruct) => floorDivide(nanosecondsOf(self), 1_000_000n)],
  UnixMicro: ["() int64", (self: GoStruct) => floorDivide(nanosecondsOf(self), 1000n)],
  UnixNano: ["() int64", (self: GoStruct) => BigInt.asIntN(64, nanosecondsOf(self))],
  UTC: ["() value", (self: GoStruct) => timeValue(nanosecondsOf(self), "UTC")],
  IsZero: ["() bool", (self: GoStruct) => nanosecondsOf(self) === zeroTime],
  AddDate: [
    "(int, int, int) value",
    (self: GoStruct, years: number, months: number, days: number) =>
      addDate(timeOf(self), years, months, days),
  ],
  Add: [
    "(value) value",
    (self: GoStruct, span: GoValue) => timeValue(nanosecondsOf(self) + durationOf(span), timeOf(self).zone),
  ],
  Sub: [
    "(value) value",
    (self: GoStruct, other: GoValue) => duration(nanosecondsOf(self) - nanosecondsOf(operand(other))),
  ],
  Before: [
    "(value) bool",
    (self: GoStruct, other: GoValue) => nanosecondsOf(self) < nanosecondsOf(operand(other)),
  ],
  After: [
    "(value) bool",
    (self: GoStruct, other: GoValue) => nanosecondsOf(self) > nanosecondsOf(operand(other)),
  ],
  Equal: [
    "(value) bool",
    (self: GoStruct, other: GoValue) => nanosecondsOf(self) === nanosecondsOf(operand(other)),
  ],
});

const timeType: GoType = declareType({
  ...structType("time.Time", [], methods),
  toJson: (self: GoStruct) => formatLayout(timeOf(self), "2006-01-02T15:04:05.999999999Z07:00"),
});

/** January 1 of the year 1, Go's zero time, in nanoseconds from 1970. */
export const zeroTime = -62_135_596_800_000_000_000n;

/** A `time.Time`. */
export function timeValue(nanoseconds: bigint, zone: string): GoStruct {
  return new GoStruct(timeType, {}, { nanoseconds, zone } satisfies Instant);
}

export function isTimeValue(value: GoValue): value is GoStruct {
  return value instanceof GoStruct && value.type === timeType;
}

export function timeOf(self: GoStruct): Instant {
  return self.inner as Instant;
}

export function nanosecondsOf(self: GoStruct): bigint {
  return timeOf(self).nanoseconds;
}

function operand(value: GoValue): GoStruct {
  if (isTimeValue(value)) return value;
  throw new GoError("wrong type for value; expected time.Time");
}

function enumerated(text: string, names: readonly string[], first: number): GoType {
  return {
    ...structType(
      text,
      [],
      goFunctions({ String: ["() string", (self: GoStruct) => names[(self.inner as number) - first]!] }),
    ),
    toJson: (self: GoStruct) => self.inner,
  };
}

const monthType = enumerated("time.Month", monthNames, 1);
const weekdayType = enumerated("time.Weekday", dayNames, 0);

function named(type: GoType, value: number): GoStruct {
  return new GoStruct(type, {}, value);
}

const durationType: GoType = {
  ...structType(
    "time.Duration",
    [],
    goFunctions({
      String: ["() string", (self: GoStruct) => formatDuration(Number(self.inner as bigint) / 1e6)],
      Hours: ["() float64", (self: GoStruct) => Number(self.inner as bigint) / 3.6e12],
      Minutes: ["() float64", (self: GoStruct) => Number(self.inner as bigint) / 6e10],
      Seconds: ["() float64", (self: GoStruct) => Number(self.inner as bigint) / 1e9],
      Milliseconds: ["() int64", (self: GoStruct) => (self.inner as bigint) / 1_000_000n],
    }),
  ),
  toJson: (self: GoStruct) => self.inner,
};

function duration(nanoseconds: bigint): GoStruct {
  return new GoStruct(durationType, {}, nanoseconds);
}

function durationOf(value: GoValue): bigint {
  if (value instanceof GoStruct && value.type === durationType) return value.inner as bigint;
  if (value instanceof GoInteger) return value.value;
  throw new GoError("wrong type for value; expected time.Duration");
}

function addDate(instant: Instant, years: number, months: number, days: number): GoStruct {
  const civil = civilTimeOf(instant);
  const date = new Date(0);
  date.setUTCFullYear(civil.year + years, civil.month - 1 + months, civil.day + days);
  date.setUTCHours(civil.hour, civil.minute, civil.second);
  const wall = date.getTime() - civil.offsetSeconds * 1000;
  return timeValue(BigInt(wall) * 1_000_000n + BigInt(civil.nanosecond), instant.zone);
}
