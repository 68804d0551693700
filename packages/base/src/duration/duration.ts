import { SluiceError } from "../errors/index.ts";
import { baseErrors } from "../errors.ts";

const unitMs: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const durationText = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/**
 * Milliseconds of a Go duration such as `1h2m3.5s`; fractions of a millisecond are kept. `0` needs no unit.
 * Throws DURATION_INVALID.
 */
export function parseDuration(text: string): number {
  const unsigned = text.replace(/^[+-]/, "");
  if (unsigned === "0") return 0;
  if (!durationText.test(text)) {
    throw new SluiceError(baseErrors.DURATION_INVALID, `invalid duration ${JSON.stringify(text)}`, {
      hint: 'a duration is a number and a unit, such as "30s", "5m" or "1h30m"',
    });
  }
  let total = 0;
  for (const [, number, unit] of text.matchAll(part)) total += Number(number) * unitMs[unit as string]!;
  return text.startsWith("-") ? -total : total;
}

/** The text that Go prints for a duration of `ms` milliseconds: `1m30s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  const sign = ms < 0 ? "-" : "";
  let nanos = Math.round(Math.abs(ms) * 1e6);
  if (nanos === 0) return "0s";
  if (nanos < 1e9) {
    const [size, unit] = nanos < 1e3 ? [1, "ns"] : nanos < 1e6 ? [1e3, "µs"] : [1e6, "ms"];
    return `${sign}${trimFraction(nanos, size as number)}${unit}`;
  }
  const hours = Math.floor(nanos / 3.6e12);
  nanos -= hours * 3.6e12;
  const minutes = Math.floor(nanos / 6e10);
  nanos -= minutes * 6e10;
  const seconds = `${trimFraction(nanos, 1e9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

function trimFraction(value: number, unit: number): string {
  const whole = Math.floor(value / unit);
  const rest = value - whole * unit;
  if (rest === 0) return String(whole);
  const digits = String(unit).length - 1;
  return `${whole}.${String(rest).padStart(digits, "0").replace(/0+$/, "")}`;
}
