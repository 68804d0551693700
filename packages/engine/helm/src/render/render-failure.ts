import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import { GoError } from "@sluice/go-template";
import { helmErrors } from "../errors.ts";
import type { HelmFlavour } from "../flavour.ts";

/** Marks that `required` and `fail` put around their message, so that it can be told from Go's own text. */
export const messageStart = "HELM_ERR_START";
export const messageEnd = "HELM_ERR_END";
const marked = new RegExp(`${messageStart}([\\s\\S]*)${messageEnd}`);

/** The failure of a template that cannot be parsed: `parse error at (FILE:LINE): CAUSE`. */
export function parseFailure(fileName: string, error: unknown): SluiceError {
  const parts = errorText(error).split(": ");
  const message =
    parts.length === 1
      ? `parse error in (${fileName}): ${errorText(error)}`
      : `parse error at (${parts[1]}): ${parts.at(-1)}`;
  return new SluiceError(helmErrors.RENDER_FAILED, message, {
    location: isSluiceError(error) ? error.location : { path: fileName },
    cause: error,
  });
}

/** The failure of a template that was executed, laid out as Helm does. Limits and defects of ours stay as they are. */
export function executionFailure(fileName: string, error: unknown, flavour: HelmFlavour): unknown {
  if (isSluiceError(error, "TEMPLATE_LIMIT_EXCEEDED")) {
    return new SluiceError(helmErrors.RENDER_LIMIT, `${fileName}: ${error.message}`, {
      hint: error.hint,
      location: { path: fileName },
      cause: error,
    });
  }
  if (!isSluiceError(error, "TEMPLATE_EXECUTION_FAILED")) return error;
  return new SluiceError(helmErrors.RENDER_FAILED, describe(fileName, error, flavour), {
    location: error.location ?? { path: fileName },
    cause: error,
  });
}

function describe(fileName: string, error: SluiceError, flavour: HelmFlavour): string {
  const parts = error.message.split(": ");
  if (parts.length < 3) return `execution error in (${fileName}): ${error.message}`;
  const message = marked.exec(parts.slice(2).join(": "));
  if (message !== null) return `execution error at (${parts[1]}): ${message[1]}`;
  return flavour === "3.21" ? error.message : (traceOf(error) ?? error.message);
}

/** The chain of failures, one entry for each template; undefined where one is no template's failure. */
function traceOf(error: unknown): string | undefined {
  const entries: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) {
    const entry = traceEntry(current);
    if (entry === undefined) return undefined;
    if (entry !== entries.at(-1)) entries.push(entry);
    if (!(current instanceof GoError) && !isSluiceError(current)) break;
  }
  return entries.join("").trim();
}

function traceEntry(error: Error): string | undefined {
  const text = error.message;
  if (!text.startsWith("template: ")) return undefined;
  const rest = text.slice("template: ".length);
  if (rest.startsWith("no template ")) return `${text}\n`;
  const executing = /^([\s\S]*?): executing "([^"]*)" at <([\s\S]*?)>: ([\s\S]*)$/.exec(rest);
  if (rest.includes(": executing ") && executing === null) return undefined;
  if (executing !== null) {
    const [, location, name, expression, message = ""] = executing;
    const shown = withoutNext(message);
    const last = shown === "" ? "" : `${shown}\n`;
    return `${location}\n  executing "${name}" at <${expression}>:\n    ${last}`;
  }
  const colon = rest.lastIndexOf(": ");
  if (colon < 0) return undefined;
  return `${rest.slice(0, colon)}\n  ${withoutNext(rest.slice(colon + 2))}\n`;
}

function withoutNext(message: string): string {
  const next = message.indexOf(" template:");
  return next < 0 ? message : message.slice(0, next);
}
