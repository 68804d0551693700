/** Bounds of the delay between retries. */
export interface BackoffOptions {
  minMs: number;
  maxMs: number;
  /** Part of the delay that is random, 0 to 1; spreads retries that began together. */
  jitter?: number;
  random?: () => number;
}

/** The delay before try number `failures + 1`: doubled for each failure, within the bounds, less some jitter. */
export function exponentialBackoff(failures: number, options: BackoffOptions): number {
  const { minMs, maxMs, jitter = 0.1, random = Math.random } = options;
  const delay = Math.min(minMs * 2 ** Math.max(failures - 1, 0), maxMs);
  return delay * (1 - jitter * random());
}
