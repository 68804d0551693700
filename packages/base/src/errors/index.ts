/**
 * The one error class of Sluice. Every failure that a user or a caller can act on is a `SluiceError` with a
 * stable `code`; programmer mistakes stay plain `Error`s. Callers compare `code`, never message text.
 */

export { defineErrorCodes } from "./error-codes.ts";
export { maskUrlCredentials } from "./mask.ts";
export {
  type ErrorDetails,
  errorText,
  isSluiceError,
  type ObjectRef,
  SluiceError,
  type SourceLocation,
} from "./sluice-error.ts";
