/** One request to an API server; `path` begins with a slash and holds no query. */
export interface KubeRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: URLSearchParams;
  headers: Record<string, string>;
  body?: string;
  /** True for a watch: no limit on how long the body may stay silent. */
  isStream?: boolean;
  signal?: AbortSignal;
}

/** The answer; the body is read either as text or in chunks, once. */
export interface KubeResponse {
  status: number;
  header(name: string): string | undefined;
  text(): Promise<string>;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Carries requests to one API server, with the credentials of its cluster. Safe for parallel use. */
export interface Transport {
  send(request: KubeRequest): Promise<KubeResponse>;
  close(): Promise<void>;
}
