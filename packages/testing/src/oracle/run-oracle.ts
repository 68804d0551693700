import { spawn } from "node:child_process";

/** What a command printed and how it ended. */
export interface OracleRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command with a kubeconfig and a home of its own; ended after `timeoutMs` (30 s). */
export function runOracle(
  binary: string,
  args: readonly string[],
  options: {
    kubeconfig: string;
    home: string;
    stdin?: string;
    env?: Record<string, string>;
    timeoutMs?: number;
  },
): Promise<OracleRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, {
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: options.home,
        KUBECONFIG: options.kubeconfig,
        ...options.env,
      },
      timeout: options.timeoutMs ?? 30_000,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(options.stdin ?? "");
  });
}
