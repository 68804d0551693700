import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGunzip } from "node:zlib";

/** A read-only Git server on loopback. */
export interface GitHttpServer {
  /** `http://127.0.0.1:PORT/NAME.git` */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the fetch half of Git's smart HTTP protocol for one repository: what a client asks is handed to
 * `git upload-pack`. There is no way to push, and no path but the repository's own.
 */
export async function serveGit(gitDirectory: string, name: string): Promise<GitHttpServer> {
  const root = `/${encodeURIComponent(name)}.git`;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (
      request.method === "GET" &&
      url.pathname === `${root}/info/refs` &&
      url.searchParams.get("service") === "git-upload-pack"
    ) {
      advertise(gitDirectory, request, response);
    } else if (request.method === "POST" && url.pathname === `${root}/git-upload-pack`) {
      uploadPack(gitDirectory, request, response);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${root}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function advertise(gitDirectory: string, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    "content-type": "application/x-git-upload-pack-advertisement",
    "cache-control": "no-cache",
  });
  if (protocolOf(request) === undefined) response.write("001e# service=git-upload-pack\n0000");
  const git = startUploadPack(gitDirectory, request, ["--advertise-refs"]);
  git.stdin.end();
  git.stdout.pipe(response);
}

function uploadPack(gitDirectory: string, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    "content-type": "application/x-git-upload-pack-result",
    "cache-control": "no-cache",
  });
  const git = startUploadPack(gitDirectory, request, []);
  // A client that goes away in the middle is no reason to fall over.
  git.stdin.on("error", () => {});
  const body =
    request.headers["content-encoding"] === "gzip"
      ? request.pipe(createGunzip().on("error", () => git.kill()))
      : request;
  body.pipe(git.stdin);
  git.stdout.pipe(response);
  response.on("close", () => git.kill());
}

function startUploadPack(gitDirectory: string, request: IncomingMessage, options: string[]) {
  const protocol = protocolOf(request);
  const env = { ...process.env, LC_ALL: "C", ...(protocol === undefined ? {} : { GIT_PROTOCOL: protocol }) };
  const git = spawn("git", ["upload-pack", "--stateless-rpc", ...options, gitDirectory], {
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  git.on("error", () => {});
  return git;
}

function protocolOf(request: IncomingMessage): string | undefined {
  const value = request.headers["git-protocol"];
  return typeof value === "string" && /^version=\d$/.test(value) ? value : undefined;
}
