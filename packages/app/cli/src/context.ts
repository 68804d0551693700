import { parseDuration } from "@sluice/base/duration";
import type { KubeClient } from "@sluice/kube/client";
import { usageError } from "./errors.ts";
import { createProgress, type Progress } from "./output/progress.ts";

/** Flags that every command takes (CLI-2, CLI-3). */
export interface GlobalFlags {
  kubeconfig?: string;
  context?: string;
  server?: string;
  token?: string;
  as?: string;
  insecureSkipTlsVerify?: boolean;
  namespace?: string;
  timeout: string;
}

/** What a command works with. */
export interface CommandContext {
  flags: GlobalFlags;
  namespace: string;
  timeoutMs: number;
  progress: Progress;
  /** Writes data to stdout. */
  print(text: string): void;
  /** Connects to the API server, at the first call. */
  client(): Promise<KubeClient>;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
}

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Checks the global flags and makes the context (CLI-4, CLI-5). */
export function createContext(
  flags: GlobalFlags,
  options: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): CommandContext {
  const progress = createProgress((text) => process.stderr.write(text));
  const { env, signal } = options;
  const namespace = flags.namespace ?? defaultNamespace(env, progress);
  if (!dnsLabel.test(namespace))
    throw usageError(`namespace must be a valid DNS label: ${JSON.stringify(namespace)}`);
  let connecting: Promise<KubeClient> | undefined;
  return {
    flags,
    namespace,
    timeoutMs: parseDuration(flags.timeout),
    progress,
    print: (text) => void process.stdout.write(text),
    client: () => {
      connecting ??= connectTo(flags, env);
      return connecting;
    },
    signal,
    env,
  };
}

function defaultNamespace(env: NodeJS.ProcessEnv, progress: Progress): string {
  const named = env["FLUX_SYSTEM_NAMESPACE"];
  if (!named) return "flux-system";
  if (dnsLabel.test(named)) return named;
  progress.warning(` ignoring invalid FLUX_SYSTEM_NAMESPACE: ${JSON.stringify(named)}`);
  return "flux-system";
}

async function connectTo(flags: GlobalFlags, env: NodeJS.ProcessEnv): Promise<KubeClient> {
  const [{ connect, KubeClient }, { loadKubeconfig }] = await Promise.all([
    import("@sluice/kube/client"),
    import("@sluice/kube/kubeconfig"),
  ]);
  const cluster = flags.server
    ? { server: flags.server }
    : await loadKubeconfig({ path: flags.kubeconfig, context: flags.context, env });
  const { token } = flags;
  const transport = connect({
    ...cluster,
    ...(token ? { token: () => token } : {}),
    ...(flags.insecureSkipTlsVerify ? { insecureSkipTlsVerify: true } : {}),
  });
  return new KubeClient(transport, {
    userAgent: "sluice",
    fieldManager: "flux",
    impersonate: flags.as ? { user: flags.as } : undefined,
  });
}
