import { SluiceError } from "@sluice/base/errors";
import { celErrors } from "./errors.ts";

/** An evaluation that has no value. */
export function failed(message: string): SluiceError {
  return new SluiceError(celErrors.CEL_EVALUATION_FAILED, message);
}

/** A function that has no overload for the types it was called with. */
export function noOverload(name: string, types: readonly string[]): SluiceError {
  return failed(`no such overload: ${name}(${types.join(", ")})`);
}
