import { SluiceError } from "@sluice/base/errors";
import { celErrors } from "./errors.ts";

/** An error at a place of the source, with the line and a marker as cel-go shows them. */
export function syntaxError(source: string, at: number, message: string): SluiceError {
  const before = source.slice(0, at);
  const line = before.split("\n").length;
  const lineStart = before.lastIndexOf("\n") + 1;
  const column = at - lineStart;
  const lineEnd = source.indexOf("\n", lineStart);
  const text = source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  return new SluiceError(
    celErrors.CEL_INVALID,
    `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${text}\n | ${".".repeat(column)}^`,
    { location: { path: "<input>", line, column: column + 1 }, terminal: true },
  );
}
