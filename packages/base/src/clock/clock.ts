/** Stops a scheduled call; calling it twice, or too late, does nothing. */
export type Cancel = () => void;

/** The time, in milliseconds since 1970, and calls at a later time. */
export interface Clock {
  now(): number;
  /** Calls `action` once after `delayMs`. */
  after(delayMs: number, action: () => void): Cancel;
}

/** setTimeout takes 32 bits; longer delays are reached in steps. */
const longestTimeoutMs = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    let timer: NodeJS.Timeout;
    const arm = (restMs: number): void => {
      const stepMs = Math.min(Math.max(restMs, 0), longestTimeoutMs);
      timer = setTimeout(() => (restMs > stepMs ? arm(restMs - stepMs) : action()), stepMs);
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
};

/** Waits `delayMs`; rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
