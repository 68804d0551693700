import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";
import { gitError } from "./git-error.ts";

/** How a git command is run. */
export interface GitRun {
  /** The directory of the bare store; absent for commands that need none. */
  gitDirectory?: string;
  /** Address for error texts. */
  url?: string;
  /** Further environment, such as that of the credentials. */
  environment?: Record<string, string>;
  /** Further configuration, as `key=value` pairs; handed over in the environment, never as arguments. */
  config?: readonly (readonly [key: string, value: string])[];
  signal?: AbortSignal;
  /** Standard output beyond this many bytes ends the command (GIT_TOO_LARGE). */
  maxOutputBytes?: number;
}

/** Variables of our own environment that git may see: where programs are, proxies, trusted certificates. */
const inherited =
  /^(PATH|TMPDIR|https?_proxy|all_proxy|no_proxy|HTTPS?_PROXY|ALL_PROXY|NO_PROXY|SSL_CERT_FILE|SSL_CERT_DIR)$/;

/** Nothing of the user's or the machine's configuration counts, no hook runs, nothing runs in the background. */
const fixedConfig: readonly (readonly [string, string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.askPass", ""],
  ["credential.helper", ""],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["fetch.recurseSubmodules", "false"],
  ["fetch.writeCommitGraph", "false"],
  ["fetch.unpackLimit", "1"],
  ["protocol.version", "2"],
  ["protocol.allow", "never"],
  ["protocol.http.allow", "always"],
  ["protocol.https.allow", "always"],
  ["http.followRedirects", "initial"],
  ["http.userAgent", "sluice"],
  ["advice.detachedHead", "false"],
];

const maxErrorBytes = 64 * 1024;

/** Starts git without a shell and with nothing of our environment but what is listed above. */
export function spawnGit(args: readonly string[], run: GitRun): ChildProcessWithoutNullStreams {
  return spawn("git", [...args], {
    cwd: run.gitDirectory ?? "/",
    env: gitEnvironment(run),
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own, so that the helpers of git end with it.
    detached: true,
    windowsHide: true,
  });
}

/**
 * Runs git and returns what it printed. Errors: those of `gitError`, GIT_TOO_LARGE, and the signal's reason.
 * Aborting ends git and its helpers.
 */
export async function runGit(args: readonly string[], run: GitRun = {}): Promise<Buffer> {
  const output: Buffer[] = [];
  let size = 0;
  await superviseGit(spawnGit(args, run), run, (piece) => {
    size += piece.length;
    if (run.maxOutputBytes !== undefined && size > run.maxOutputBytes) {
      throw new SluiceError(
        toolkitErrors.GIT_TOO_LARGE,
        `git printed more than the limit of ${run.maxOutputBytes} bytes`,
      );
    }
    output.push(piece);
  });
  return Buffer.concat(output);
}

/** Waits for a git command to end, hands on what it prints, and turns failures into errors. */
export async function superviseGit(
  child: ChildProcessWithoutNullStreams,
  run: GitRun,
  onOutput: (piece: Buffer) => void,
): Promise<void> {
  let failure: unknown;
  const stop = (reason: unknown): void => {
    failure ??= reason;
    killGroup(child);
  };
  const onAbort = (): void => stop(run.signal?.reason);
  if (run.signal?.aborted) onAbort();
  run.signal?.addEventListener("abort", onAbort, { once: true });
  let stderr = "";
  child.stderr.on("data", (piece: Buffer) => {
    stderr = (stderr + piece.toString("utf8")).slice(-maxErrorBytes);
  });
  child.stdout.on("data", (piece: Buffer) => {
    if (failure !== undefined) return;
    try {
      onOutput(piece);
    } catch (error) {
      stop(error);
    }
  });
  // The command may end before it has read its input; its exit code tells what happened.
  child.stdin.on("error", () => {});
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", (cause) =>
        reject(
          new SluiceError(toolkitErrors.GIT_FAILED, `git cannot be started: ${cause.message}`, {
            cause,
            hint: "install git and put it on the PATH",
          }),
        ),
      );
      child.once("close", resolve);
    });
    if (failure !== undefined) throw failure;
    if (exitCode !== 0) throw gitError({ exitCode, stderr }, run.url ?? "");
  } finally {
    run.signal?.removeEventListener("abort", onAbort);
  }
}

/** Ends git and the helpers that it started. */
export function killGroup(child: { pid?: number | undefined; kill(signal: "SIGKILL"): boolean }): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function gitEnvironment(run: GitRun): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (inherited.test(key) && value !== undefined) environment[key] = value;
  }
  const config = [...fixedConfig, ...(run.config ?? [])];
  config.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return {
    ...environment,
    LC_ALL: "C",
    HOME: run.gitDirectory ?? "/nonexistent",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_COUNT: String(config.length),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    ...(run.gitDirectory === undefined ? {} : { GIT_DIR: run.gitDirectory }),
    ...run.environment,
  };
}
