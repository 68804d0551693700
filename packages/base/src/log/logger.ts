import { type DestinationStream, pino } from "pino";
import { errorText, maskUrlCredentials } from "../errors/index.ts";

export type LogLevel = "trace" | "debug" | "info" | "error";

/** Fields of a line; objects are given as references (`{ name, namespace }`), never as bodies. */
export type LogFields = Record<string, unknown>;

/** A logger with fixed fields. `msg` is constant text; what varies goes into fields. */
export interface Logger {
  trace(msg: string, fields?: LogFields): void;
  debug(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  /** For what needs a human; `error` becomes the field `error` with URL credentials masked. */
  error(error: unknown, msg: string, fields?: LogFields): void;
  with(fields: LogFields): Logger;
}

/** A logger that writes lines such as `{"level":"info","ts":"…","msg":"…",…}` to `destination` (default: stderr). */
export function createLogger(
  options: { level?: LogLevel; destination?: DestinationStream; now?: () => Date } = {},
): Logger {
  const now = options.now ?? (() => new Date());
  const root = pino(
    {
      level: options.level ?? "info",
      base: null,
      messageKey: "msg",
      timestamp: () => `,"ts":"${now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? pino.destination({ fd: 2, sync: true }),
  );
  return wrap(root);
}

/** A logger that drops every line. */
export const silentLogger: Logger = {
  trace() {},
  debug() {},
  info() {},
  error() {},
  with: () => silentLogger,
};

function wrap(target: pino.Logger): Logger {
  return {
    trace: (msg, fields) => target.trace(fields ?? {}, msg),
    debug: (msg, fields) => target.debug(fields ?? {}, msg),
    info: (msg, fields) => target.info(fields ?? {}, msg),
    error: (error, msg, fields) =>
      target.error({ ...fields, error: maskUrlCredentials(errorText(error)) }, msg),
    with: (fields) => wrap(target.child(fields)),
  };
}
