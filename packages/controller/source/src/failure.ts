import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import { sourceErrors } from "./errors.ts";

/**
 * A failure that ends the pass and is worth another try (RC-09): Warning event, back-off. `reason` becomes the
 * reason of the event, and of the condition that the step sets.
 */
export function failure(reason: string, message: string, cause?: unknown): SluiceError {
  const { hint, location, fieldPath } = detailsOf(cause);
  return new SluiceError(sourceErrors.SOURCE_FAILED, message, { reason, cause, hint, location, fieldPath });
}

/** A failure that nothing but a change of the object can end (RC-10): Warning event, Stalled, no further try. */
export function stall(reason: string, message: string, cause?: unknown): SluiceError {
  const { hint, fieldPath } = detailsOf(cause);
  return new SluiceError(sourceErrors.SOURCE_STALLED, message, {
    reason,
    terminal: true,
    cause,
    hint,
    fieldPath,
  });
}

/** `failed to …: <what was thrown>`, as a failure. */
export function failureOf(reason: string, what: string, cause: unknown): SluiceError {
  return failure(reason, `${what}: ${errorText(cause)}`, cause);
}

/** True for a failure made here: its condition is set, and its event is to be sent. */
export function isSourceFailure(error: unknown): error is SluiceError & { reason: string } {
  return isSluiceError(error, sourceErrors.SOURCE_FAILED, sourceErrors.SOURCE_STALLED);
}

function detailsOf(cause: unknown): Pick<SluiceError, "hint" | "location" | "fieldPath"> {
  return cause instanceof SluiceError
    ? cause
    : { hint: undefined, location: undefined, fieldPath: undefined };
}
