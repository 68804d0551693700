import { isSluiceError, SluiceError } from "@sluice/base/errors";
import type { Budget } from "@sluice/go-template";
import { helmErrors } from "../errors.ts";

/** What functions take from outside; everything else about them is pure. */
export interface FunctionEnvironment {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Cryptographically random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** IANA name of the local time zone; Go's `Local`. */
  readonly timeZone: string;
  /** Addresses of a host, where DNS look-ups are allowed. */
  readonly lookupHost?: (name: string) => readonly string[];
  /** Counts what functions use up. */
  readonly budget: Budget;
}

const largestText = 64 * 1024 * 1024;

/**
 * Counts a text or list of `size` units that a function is about to make. Throws RENDER_LIMIT for one that no
 * honest chart makes.
 */
export function allocate(env: FunctionEnvironment, size: number): void {
  if (size > largestText) {
    throw new SluiceError(
      helmErrors.RENDER_LIMIT,
      `a template function would make a value of ${size} elements`,
      {
        hint: `the limit is ${largestText}; look for a very large repeat, until, indent or printf width`,
      },
    );
  }
  env.budget.spend(1 + (size >> 5));
  env.budget.emit(size >> 2);
}

/** True for a failure of ours that is a limit, not a failure of the template. */
export function isLimit(error: unknown): boolean {
  return isSluiceError(error, helmErrors.RENDER_LIMIT, "TEMPLATE_LIMIT_EXCEEDED");
}
