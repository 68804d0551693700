import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SluiceError } from "@sluice/base/errors";
import { hostErrors } from "../errors.ts";

const maxOutputBytes = 64 * 1024 * 1024;

/** Runs git without a shell and returns what it prints; the user's own configuration does not matter. */
export async function runGit(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const env = {
    ...process.env,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    ...options.env,
  };
  try {
    const { stdout } = await promisify(execFile)("git", [...args], {
      cwd: options.cwd,
      env,
      maxBuffer: maxOutputBytes,
    });
    return stdout.trimEnd();
  } catch (cause) {
    const { stderr = "", message } = cause as { stderr?: string; message: string };
    throw new SluiceError(hostErrors.HOST_GIT_FAILED, `git ${args[0]} failed: ${stderr.trim() || message}`, {
      cause,
      hint: "git 2.30 or newer must be on the PATH",
    });
  }
}
