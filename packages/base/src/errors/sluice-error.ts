/** The API object an error speaks of; absent fields are unknown or do not apply. */
export interface ObjectRef {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
}

/** A place in a file; `path` is relative to the root of its tree, `line` and `column` count from 1. */
export interface SourceLocation {
  path: string;
  line?: number;
  column?: number;
}

/** What an error may carry besides its code and message. */
export interface ErrorDetails {
  /** The remedy, for people: shown by the CLI and in logs, never in a condition. */
  hint?: string;
  /** True when retrying cannot help until the input changes: the object is Stalled. */
  terminal?: boolean;
  /** The condition reason, where the failing step fixes it. */
  reason?: string;
  object?: ObjectRef;
  location?: SourceLocation;
  /** Path of the offending field, e.g. `spec.template.spec.containers[0].image`. */
  fieldPath?: string;
  cause?: unknown;
}

/**
 * An expected failure with a stable code (`<AREA>_<WHAT>`).
 *
 * `message` is what reaches conditions and events; where upstream has a text for the case it is that text.
 */
export class SluiceError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly terminal: boolean;
  readonly reason: string | undefined;
  readonly object: ObjectRef | undefined;
  readonly location: SourceLocation | undefined;
  readonly fieldPath: string | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "SluiceError";
    this.code = code;
    this.hint = details.hint;
    this.terminal = details.terminal ?? false;
    this.reason = details.reason;
    this.object = details.object;
    this.location = details.location;
    this.fieldPath = details.fieldPath;
  }
}

/** True for a `SluiceError`, and for one of the given codes where codes are given. */
export function isSluiceError(value: unknown, ...codes: string[]): value is SluiceError {
  return value instanceof SluiceError && (codes.length === 0 || codes.includes(value.code));
}

/** The message of whatever was thrown. */
export function errorText(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}
