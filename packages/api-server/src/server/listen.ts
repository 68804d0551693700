import { createServer, type Server as HttpServer, type IncomingMessage } from "node:http";
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { PeerCertificate, TLSSocket } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import { SluiceError } from "@sluice/base/errors";
import type { KeyPair } from "../authentication/index.ts";
import { apiServerErrors } from "../errors.ts";

/** Where and how to listen. */
export interface ListenOptions {
  /** `127.0.0.1` when absent. */
  host?: string;
  /** 0, the default, takes a free port. */
  port?: number;
  /** HTTPS with the generated authority, which is the default; false serves HTTP. */
  tls?: boolean;
  /** More names and addresses for the server's certificate. */
  hosts?: readonly string[];
  /** Connections beyond this number are refused; 5,000 when absent. */
  maxConnections?: number;
  /** How long a client may take for the handshake and for the head of a request; 20,000 when absent. */
  headTimeoutMs?: number;
}

/** An open listener. */
export interface Listening {
  /** `https://127.0.0.1:6443`. */
  url: string;
  close(): Promise<void>;
}

/** The server's certificate and the authority that clients' certificates are checked against. */
export interface TlsMaterial {
  server: KeyPair;
  authority: string;
}

const headTimeoutMs = 20_000;
const requestTimeoutMs = 120_000;
const keepAliveTimeoutMs = 90_000;

/** Serves requests over HTTP or HTTPS (HTTP/1.1 and HTTP/2). Throws API_LISTEN_FAILED. */
export async function listen(
  answer: (request: Request, certificate: PeerCertificate | undefined) => Promise<Response>,
  options: ListenOptions,
  tls: TlsMaterial | undefined,
): Promise<Listening> {
  const host = options.host ?? "127.0.0.1";
  const headTimeout = options.headTimeoutMs ?? headTimeoutMs;
  const connectionsCheckingInterval = Math.min(10_000, headTimeout);
  const listener = getRequestListener(
    (request, env) => answer(request, certificateOf((env as { incoming: IncomingMessage }).incoming.socket)),
    { overrideGlobalObjects: false },
  );
  const server: HttpServer | Http2SecureServer =
    tls === undefined
      ? createServer(
          { maxHeaderSize: 64 * 1024, noDelay: true, connectionsCheckingInterval },
          (request, response) => void listener(request, response),
        )
      : createSecureServer(
          {
            allowHTTP1: true,
            key: tls.server.key,
            cert: tls.server.certificate,
            ca: tls.authority,
            requestCert: true,
            rejectUnauthorized: false,
            minVersion: "TLSv1.2",
            handshakeTimeout: headTimeout,
            settings: { maxConcurrentStreams: 250 },
            ...{ connectionsCheckingInterval },
          },
          (request, response) => void listener(request, response),
        );
  limitSlowClients(server, headTimeout);
  server.maxConnections = options.maxConnections ?? 5000;
  const closeConnections = followConnections(server);
  await open(server, host, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        closeConnections();
      }),
  };
}

/** Thousands of connections that send nothing must not stay. */
function limitSlowClients(server: HttpServer | Http2SecureServer, headTimeout: number): void {
  const http = server as HttpServer;
  http.headersTimeout = headTimeout;
  http.requestTimeout = requestTimeoutMs;
  http.keepAliveTimeout = keepAliveTimeoutMs;
  server.on("secureConnection", (socket: TLSSocket) => socket.setNoDelay(true));
  server.on("tlsClientError", (_error: Error, socket: TLSSocket) => socket.destroy());
  server.on("clientError", (_error: Error, socket: Socket) => socket.destroy());
  server.on("sessionError", () => undefined);
}

function followConnections(server: HttpServer | Http2SecureServer): () => void {
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("session", (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    // A session that carries nothing for long is closed; streams of watches keep it.
    session.setTimeout(keepAliveTimeoutMs * 4);
  });
  return () => {
    for (const session of sessions) session.destroy();
    for (const socket of sockets) socket.destroy();
  };
}

const certificates = new WeakMap<object, PeerCertificate | null>();

/** The client's certificate when the authority vouches for it. */
function certificateOf(socket: Socket): PeerCertificate | undefined {
  const known = certificates.get(socket);
  if (known !== undefined) return known ?? undefined;
  const secure = socket as TLSSocket;
  const certificate = secure.authorized === true ? secure.getPeerCertificate() : undefined;
  const found = certificate?.subject === undefined ? null : certificate;
  certificates.set(socket, found);
  return found ?? undefined;
}

function open(server: HttpServer | Http2SecureServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: Error) => {
      reject(
        new SluiceError(
          apiServerErrors.API_LISTEN_FAILED,
          `cannot listen on ${host}:${port}: ${cause.message}`,
          {
            hint: "choose another port, or 0 for a free one",
            cause,
          },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}
