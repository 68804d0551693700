import type { KubeRequest, KubeResponse, Transport } from "./transport.ts";

/** A transport over a `Request → Response` function, such as the embedded API server's own. */
export function fetchTransport(fetch: (request: Request) => Response | Promise<Response>): Transport {
  return {
    async send(request: KubeRequest): Promise<KubeResponse> {
      const query = request.query?.toString();
      const response = await fetch(
        new Request(`http://in-process${request.path}${query ? `?${query}` : ""}`, {
          method: request.method,
          headers: request.headers,
          body: request.body,
          signal: request.signal,
        }),
      );
      return {
        status: response.status,
        header: (name) => response.headers.get(name) ?? undefined,
        text: () => response.text(),
        chunks: () => chunksOf(response, request.signal),
      };
    },
    async close() {},
  };
}

async function* chunksOf(response: Response, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  // A Request follows its signal through a weak reference: once it is collected, the server hears of no abort.
  const onAbort = (): void => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    // The consumer may have stopped early: the server must hear of it, or its watch would live on.
    await reader.cancel().catch(() => {});
  }
}
