/** A moment and the zone it is shown in: `UTC`, an IANA name, or `@seconds NAME` for a fixed one. */
export interface Instant {
  readonly nanoseconds: bigint;
  readonly zone: string;
}

/** Milliseconds since 1970, rounded down. */
export function millisecondsOf(instant: Instant): number {
  return Number(floorDivide(instant.nanoseconds, 1_000_000n));
}

export function floorDivide(a: bigint, b: bigint): bigint {
  return a / b - (a % b < 0n ? 1n : 0n);
}
