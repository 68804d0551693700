import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type ApiServer, createApiServer } from "@sluice/api-server";
import { type Logger, silentLogger } from "@sluice/base/log";

export interface StartApiServerOptions {
  listen: { host: string; port: number };
  /** Where objects are kept; in memory when absent. */
  folder?: string;
  /** Where to write a kubeconfig for the server, readable by its owner only. */
  kubeconfigPath: string;
  log?: Logger;
}

/** An embedded API that listens. */
export interface RunningApiServer {
  url: string;
  server: ApiServer;
  close(): Promise<void>;
}

/** Starts the embedded API, with simulated workloads, on HTTPS, and writes a kubeconfig for it. */
export async function startApiServer(options: StartApiServerOptions): Promise<RunningApiServer> {
  const server = await createApiServer({ folder: options.folder, log: options.log ?? silentLogger });
  try {
    const { url } = await server.listen(options.listen);
    await mkdir(dirname(options.kubeconfigPath), { recursive: true });
    await writeFile(options.kubeconfigPath, server.kubeconfig({ server: url }), { mode: 0o600 });
    // The mode counts only for a new file; one that was there may be open to others.
    await chmod(options.kubeconfigPath, 0o600);
    return { url, server, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}
