import { errorText, SluiceError } from "@sluice/base/errors";
import { Pool } from "undici";
import { kubeErrors } from "../errors.ts";
import type { Cluster } from "./cluster.ts";
import type { KubeRequest, KubeResponse, Transport } from "./transport.ts";

const maxConnections = 32;
const answerTimeoutMs = 60_000;

/**
 * A transport to a cluster over HTTP(S). Requests share a pool of connections; each watch has one of its own, so
 * that many watches cannot starve requests. Errors: KUBE_UNREACHABLE.
 */
export function connect(cluster: Cluster): Transport {
  const url = new URL(cluster.server);
  const tls = {
    ca: cluster.ca,
    cert: cluster.clientCertificate,
    key: cluster.clientKey,
    rejectUnauthorized: !cluster.insecureSkipTlsVerify,
    servername: cluster.tlsServerName,
  };
  const options = {
    connect: { ...tls, keepAlive: true, timeout: 10_000 },
    keepAliveTimeout: 30_000,
    headersTimeout: answerTimeoutMs,
  };
  const requests = new Pool(url.origin, {
    ...options,
    connections: maxConnections,
    bodyTimeout: answerTimeoutMs,
  });
  const streams = new Pool(url.origin, { ...options, bodyTimeout: 0 });
  const prefix = url.pathname.replace(/\/$/, "");
  return {
    async send(request: KubeRequest): Promise<KubeResponse> {
      const query = request.query?.toString();
      const token = await cluster.token?.();
      try {
        const response = await (request.isStream ? streams : requests).request({
          method: request.method,
          path: `${prefix}${request.path}${query ? `?${query}` : ""}`,
          headers: { ...request.headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
          body: request.body ?? null,
          signal: request.signal,
        });
        return {
          status: response.statusCode,
          header(name) {
            const value = response.headers[name.toLowerCase()];
            return Array.isArray(value) ? value[0] : value;
          },
          text: () => response.body.text(),
          chunks: () => response.body,
        };
      } catch (cause) {
        if (request.signal?.aborted) throw request.signal.reason;
        throw new SluiceError(
          kubeErrors.KUBE_UNREACHABLE,
          `${request.method} ${url.origin}${request.path}: ${errorText(cause)}`,
          {
            cause,
            hint: "is the API server running, and does the kubeconfig point at it?",
          },
        );
      }
    },
    async close() {
      await Promise.all([requests.destroy(), streams.destroy()]);
    },
  };
}
