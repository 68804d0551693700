import { defineErrorCodes, SluiceError } from "@sluice/base/errors";

/** Every code that this package throws. */
export const cliErrors = defineErrorCodes({
  CLI_USAGE: "the command line cannot be carried out as it is written",
  CLI_NOT_FOUND: "an object that the command names does not exist",
  CLI_NOT_READY: "an object did not become ready",
});

/** An error for a command line that makes no sense. */
export function usageError(message: string, hint?: string): SluiceError {
  return new SluiceError(cliErrors.CLI_USAGE, message, { hint });
}
