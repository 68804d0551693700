import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { createFileHandler } from "@sluice/toolkit/artifact";

/** A server of artifacts that listens. */
export interface ArtifactServer {
  /** `host:port` that it listens on. */
  address: string;
  /** Stops; what is being sent has 5 seconds to end. */
  close(): Promise<void>;
}

const graceMs = 5_000;

/** Serves the files below `root` on `listen` (`host:port`; no host means all addresses, port 0 a free one). */
export async function serveArtifacts(root: string, listen: string): Promise<ArtifactServer> {
  const colon = listen.lastIndexOf(":");
  const hostname = listen.slice(0, colon).replace(/^\[|\]$/g, "") || undefined;
  const port = Number(listen.slice(colon + 1));
  const handler = createFileHandler(root);
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const starting = serve({ fetch: handler, hostname, port }, () => resolve(starting));
    starting.once("error", reject);
  });
  const bound = server.address() as AddressInfo;
  const host = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return {
    address: `${host}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => {
          if ("closeAllConnections" in server) server.closeAllConnections();
        }, graceMs);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        if ("closeIdleConnections" in server) server.closeIdleConnections();
      }),
  };
}
