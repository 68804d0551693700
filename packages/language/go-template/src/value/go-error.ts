/**
 * What a template function fails with: the text of a Go error or panic. `cause` is the wrapped Go error, where
 * Go would find one by unwrapping; the engine decides from the chain how a failure is laid out.
 */
export class GoError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "GoError";
  }
}
