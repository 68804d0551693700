import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect, KubeClient } from "@sluice/kube/client";
import { parseKubeconfig } from "@sluice/kube/kubeconfig";
import { build } from "esbuild";
import { bundleOptions } from "../scripts/bundle-options.mjs";

export const root = join(fileURLToPath(import.meta.url), "../..");
let bundling: Promise<string> | undefined;

/** The CLI as users run it, bundled from the present sources, once for all tests. */
export function bundledCli(): Promise<string> {
  bundling ??= (async () => {
    const outdir = join(root, "node_modules/.cache/sluice-e2e");
    await build({
      ...bundleOptions,
      entryPoints: { sluice: join(root, "packages/app/cli/src/bin.ts") },
      outdir,
    } as Parameters<typeof build>[0]);
    return join(outdir, "sluice.js");
  })();
  return bundling;
}

/** A `sluice` process. */
export interface CliProcess {
  process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code, or null after a signal. */
  ended: Promise<number | null>;
}

export async function startCli(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CliProcess> {
  const child = spawn(process.execPath, [await bundledCli(), ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return { process: child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Runs a command to its end. */
export async function runCli(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cli = await startCli(args, env);
  const code = await cli.ended;
  return { code, stdout: cli.stdout(), stderr: cli.stderr() };
}

/** A client for the server of a kubeconfig file. */
export async function clientOf(kubeconfigPath: string): Promise<KubeClient> {
  return new KubeClient(connect(await parseKubeconfig(await readFile(kubeconfigPath, "utf8"))), {
    fieldManager: "test",
  });
}
