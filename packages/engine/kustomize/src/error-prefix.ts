import { SluiceError } from "@sluice/base/errors";

/** Runs a step; its errors get a prefix, as kustomize wraps them. */
export function prefixed<T>(prefix: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    throw withPrefix(cause, prefix);
  }
}

/** The error with a prefix to its message, all else kept. */
export function withPrefix(error: SluiceError, prefix: string): SluiceError {
  return new SluiceError(error.code, `${prefix}: ${error.message}`, {
    hint: error.hint,
    object: error.object,
    location: error.location,
    fieldPath: error.fieldPath,
    cause: error.cause ?? error,
  });
}
