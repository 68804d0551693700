/**
 * Points in time as Go's `time.Time`: nanoseconds, a zone, Go's layouts for printing and reading, and the methods
 * that templates call. The clock is never read here.
 */

export { formatLayout } from "./format-layout.ts";
export { isTimeValue, nanosecondsOf, timeOf, timeValue } from "./go-time.ts";
export type { Instant } from "./instant.ts";
export { parseLayout } from "./parse-layout.ts";
export { isKnownZone, zoneAt } from "./zone.ts";
