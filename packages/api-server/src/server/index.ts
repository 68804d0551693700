/**
 * The API over HTTP: paths, verbs, forms of answers, watch streams, and the server as a whole. Handlers are
 * `Request → Response`, so that the same code answers in process and on a socket.
 */
export { type ApiServer, type ApiServerOptions, createApiServer } from "./api-server.ts";
export type { Listening, ListenOptions } from "./listen.ts";
