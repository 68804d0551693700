import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDuration } from "@sluice/base/duration";
import { createLogger, type LogLevel } from "@sluice/base/log";
import { followRepository, startHost } from "@sluice/host";
import type { CommandContext } from "../context.ts";
import { parseListen } from "./listen-address.ts";

export interface UpFlags {
  git?: string;
  branch?: string;
  path: string;
  interval: string;
  data?: string;
  listen: string;
  logLevel: LogLevel;
}

/** `up`: runs everything until interrupted. */
export async function up(context: CommandContext, flags: UpFlags): Promise<void> {
  const { progress, namespace, signal } = context;
  parseDuration(flags.interval);
  const log = createLogger({ level: flags.logLevel });
  const scratch =
    flags.data === undefined && context.flags.kubeconfig === undefined
      ? await mkdtemp(join(tmpdir(), "sluice-"))
      : undefined;
  const kubeconfigPath = context.flags.kubeconfig ?? join(flags.data ?? (scratch as string), "kubeconfig");
  progress.action(
    flags.data ? `starting with the state in ${flags.data}` : "starting with an empty cluster, in memory",
  );
  const host = await startHost({
    listen: parseListen(flags.listen),
    dataDirectory: flags.data,
    kubeconfigPath,
    log,
  });
  progress.success(`Kubernetes API at ${host.url}`);
  try {
    const repository =
      flags.git === undefined
        ? undefined
        : await followRepository(host.client, {
            ...flags,
            git: flags.git,
            dataDirectory: flags.data,
            namespace,
            log,
          });
    if (repository !== undefined)
      progress.success(
        `following ${flags.git} (GitRepository and Kustomization ${namespace}/${repository.name})`,
      );
    progress.success("controllers started");
    context.print(`export KUBECONFIG=${kubeconfigPath}\n`);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    progress.action("stopping");
    await repository?.close();
  } finally {
    await host.close();
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}
