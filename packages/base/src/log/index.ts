/** JSON log lines with upstream's keys. Loggers are passed in, never imported as singletons. */
export { createLogger, type LogFields, type Logger, type LogLevel, silentLogger } from "./logger.ts";
