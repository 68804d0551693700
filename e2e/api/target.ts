import { randomBytes } from "node:crypto";
import { createApiServer } from "@sluice/api-server";
import { connect, fetchTransport, type Transport } from "@sluice/kube/client";
import { loadKubeconfig } from "@sluice/kube/kubeconfig";

/** An answer, its body parsed. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every kind.
  body: any;
  warning: string | undefined;
}

/** The API that the tests run on: the embedded one, or the cluster that `clusterKubeconfig` finds. */
export interface Target {
  isEmbedded: boolean;
  /** A namespace of its own for a test file. */
  namespace: string;
  call(method: Method, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  /** Events of a watch until `isDone` says so, at most five seconds. */
  watch(
    path: string,
    isDone: (events: WatchedEvent[]) => boolean,
    signalStart?: () => void,
  ): Promise<WatchedEvent[]>;
  /** Calls until `isDone` holds, at most twenty seconds. */
  eventually(path: string, isDone: (answer: Answer) => boolean): Promise<Answer>;
  close(): Promise<void>;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface CallOptions {
  contentType?: string;
  accept?: string;
  headers?: Record<string, string>;
}

export interface WatchedEvent {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into objects of every kind.
  object: any;
}

/** Scripts that run all tests: there nobody has asked for a cluster by having a KUBECONFIG around. */
const wholeRuns = new Set(["test", "unit", "check"]);

/**
 * The kubeconfig of the cluster to run on; undefined for the embedded API. SLUICE_E2E_KUBECONFIG is a path, or `env`
 * for what KUBECONFIG names, or `none`. Without it KUBECONFIG counts, but not within a run of all tests.
 */
export function clusterKubeconfig(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const asked = env["SLUICE_E2E_KUBECONFIG"] ?? "";
  if (asked === "none") return undefined;
  if (asked !== "" && asked !== "env") return asked;
  const named = (env["KUBECONFIG"] ?? "").split(":").find((path) => path !== "");
  if (asked === "env" && named === undefined) throw new Error("KUBECONFIG names no file to run the tests on");
  return asked === "env" || !wholeRuns.has(env["npm_lifecycle_event"] ?? "") ? named : undefined;
}

async function open(): Promise<{ transport: Transport; close(): Promise<void>; isEmbedded: boolean }> {
  const path = clusterKubeconfig(process.env);
  if (path !== undefined) {
    const transport = connect(await loadKubeconfig({ path }));
    return { transport, close: () => transport.close(), isEmbedded: false };
  }
  const server = await createApiServer();
  return {
    transport: fetchTransport((request) => server.fetch(request)),
    close: () => server.close(),
    isEmbedded: true,
  };
}

/** Opens the target with a namespace of its own, which `close` deletes. */
export async function openTarget(): Promise<Target> {
  const { transport, close, isEmbedded } = await open();
  const namespace = `e2e-${randomBytes(4).toString("hex")}`;
  const send = async (method: Method, path: string, body: unknown, options: CallOptions = {}) => {
    const [pathname, query] = path.split("?");
    return transport.send({
      method,
      path: pathname!,
      ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
      headers: {
        accept: options.accept ?? "application/json",
        ...(body === undefined ? {} : { "content-type": options.contentType ?? "application/json" }),
        "user-agent": "e2e/1",
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      isStream: path.includes("watch="),
    });
  };
  const call: Target["call"] = async (method, path, body, options) => {
    const response = await send(method, path, body, options);
    const text = await response.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Some answers are plain text.
    }
    return { status: response.status, body: parsed, warning: response.header("warning") };
  };
  const created = await call("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  if (created.status !== 201) throw new Error(`cannot create namespace: ${JSON.stringify(created.body)}`);
  return {
    isEmbedded,
    namespace,
    call,
    async watch(path, isDone, signalStart) {
      const response = await send(
        "GET",
        `${path}${path.includes("?") ? "&" : "?"}watch=true&timeoutSeconds=5`,
        undefined,
      );
      if (response.status !== 200) return [{ type: "STATUS", object: JSON.parse(await response.text()) }];
      const events: WatchedEvent[] = [];
      const decoder = new TextDecoder();
      let rest = "";
      signalStart?.();
      for await (const chunk of response.chunks()) {
        rest += decoder.decode(chunk, { stream: true });
        const lines = rest.split("\n");
        rest = lines.pop()!;
        for (const line of lines) if (line !== "") events.push(JSON.parse(line) as WatchedEvent);
        if (isDone(events)) break;
      }
      return events;
    },
    async eventually(path, isDone) {
      for (const until = Date.now() + 20_000; ; ) {
        const answer = await call("GET", path);
        if (isDone(answer)) return answer;
        if (Date.now() > until)
          throw new Error(`still not so after 20 s: ${JSON.stringify(answer.body).slice(0, 500)}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async close() {
      await call("DELETE", `/api/v1/namespaces/${namespace}`);
      await close();
    },
  };
}

/** A ConfigMap with data. */
export function configMap(
  name: string,
  data: Record<string, string> = {},
  extra: Record<string, unknown> = {},
) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...extra }, data };
}
