import { setMaxListeners } from "node:events";
import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import { CommanderError } from "commander";
import { createContext } from "./context.ts";
import { createProgress } from "./output/progress.ts";
import { createProgram } from "./program.ts";
import { version } from "./version.ts";

/** Runs a command line; resolves with the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  // Not an option of the program: sub-commands have flags of this name.
  if (argv[0] === "--version" || argv[0] === "-v") {
    process.stdout.write(`sluice version ${version}\n`);
    return 0;
  }
  const interrupted = new AbortController();
  setMaxListeners(0, interrupted.signal);
  // The first signal asks the command to end, the second ends the process.
  const onSignal = (): void => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort("interrupted");
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const program = createProgram(
    (flags) => createContext(flags, { env: process.env, signal: interrupted.signal }),
    version,
  );
  const exitOverride = (command: typeof program): void => {
    command.exitOverride();
    command.commands.forEach(exitOverride);
  };
  exitOverride(program);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (interrupted.signal.aborted && !isSluiceError(error)) return 130;
    return fail(error);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

/** One line for the error, one for the remedy; a stack only for what is our own mistake (CLI-7). */
function fail(error: unknown): number {
  const progress = createProgress((text) => process.stderr.write(text));
  progress.failure(errorText(error));
  if (error instanceof SluiceError && error.hint) process.stderr.write(`  ${error.hint}\n`);
  if (!(error instanceof SluiceError) && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}
