/** Where an API server is and how to speak to it; PEM texts, not paths. */
export interface Cluster {
  server: string;
  ca?: string;
  clientCertificate?: string;
  clientKey?: string;
  tlsServerName?: string;
  insecureSkipTlsVerify?: boolean;
  /** The bearer token, asked for before each request, since it may be renewed. */
  token?: () => string | Promise<string>;
  /** Namespace of the context. */
  namespace?: string;
}
