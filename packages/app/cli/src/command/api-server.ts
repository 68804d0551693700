import { join } from "node:path";
import type { CommandContext } from "../context.ts";
import { parseListen } from "./listen-address.ts";

export interface ApiServerFlags {
  listen: string;
  data: string;
  memory?: boolean;
}

/** `api-server`: one line when ready, then serves until interrupted. */
export async function apiServer(context: CommandContext, flags: ApiServerFlags): Promise<void> {
  const { startApiServer } = await import("@sluice/host");
  const kubeconfig = context.flags.kubeconfig ?? join(flags.data, "kubeconfig");
  const server = await startApiServer({
    listen: parseListen(flags.listen),
    folder: flags.memory ? undefined : flags.data,
    kubeconfigPath: kubeconfig,
  });
  context.print(`Kubernetes API ready at ${server.url} (kubeconfig: ${kubeconfig})\n`);
  await new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
}
