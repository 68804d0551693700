import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestRepository } from "./test-repository.ts";

/** What a server does wrong while a test wants it to. */
export type GitFault =
  | { kind: "status"; status: number; headers?: Record<string, string> }
  /** Sends nothing for good. */
  | { kind: "hang" }
  /** Sends one byte after the other, with this delay between two. */
  | { kind: "slow"; delayMs: number }
  /** Cuts answers that carry a pack after this many bytes. */
  | { kind: "truncate"; afterBytes: number }
  /** Refuses to hand out a commit by its name, as servers do that serve the tips of references only. */
  | { kind: "not-our-ref"; commit: string }
  /** Redirects every request to another server, path kept. */
  | { kind: "redirect"; to: string };

/** What a request was, for tests that count. */
export interface GitRequest {
  path: string;
  service: "advertisement" | "upload-pack" | "receive-pack" | "other";
  authorization: string | undefined;
  /** The protocol command of an upload-pack request, such as `ls-refs` or `fetch`. */
  command: string | undefined;
}

/** A Git server over HTTP on a free port of loopback, through `git http-backend`. */
export class GitServer {
  readonly directory: string;
  readonly requests: GitRequest[] = [];
  fault: GitFault | undefined;
  /** When set, requests need these. */
  login: { username: string; password: string } | { bearerToken: string } | undefined;
  readonly #server: Server;
  readonly #backend: string;

  private constructor() {
    this.directory = mkdtempSync(join(tmpdir(), "git-server-"));
    this.#backend = join(
      execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(),
      "git-http-backend",
    );
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  static async start(): Promise<GitServer> {
    const server = new GitServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  /** `http://127.0.0.1:<port>` */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Makes a repository that is served at `<url>/<name>`. */
  repository(name: string, branch?: string): TestRepository {
    return new TestRepository(join(this.directory, name), branch);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const body: Buffer[] = [];
    for await (const piece of request) body.push(piece as Buffer);
    const input = Buffer.concat(body);
    this.requests.push({
      path: url.pathname,
      service: serviceOf(url),
      authorization: request.headers.authorization,
      command: /command=([\w-]+)/.exec(input.toString("latin1", 0, 200))?.[1],
    });
    const { fault } = this;
    if (fault?.kind === "hang") return;
    if (fault?.kind === "status") {
      response.writeHead(fault.status, fault.headers).end();
      return;
    }
    if (fault?.kind === "redirect") {
      response.writeHead(302, { location: `${fault.to}${url.pathname}${url.search}` }).end();
      return;
    }
    if (!this.#isAllowed(request.headers.authorization)) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    if (fault?.kind === "not-our-ref" && input.includes(`want ${fault.commit}`)) {
      const line = `ERR upload-pack: not our ref ${fault.commit}`;
      response.setHeader("content-type", "application/x-git-upload-pack-result");
      response.end((line.length + 4).toString(16).padStart(4, "0") + line);
      return;
    }
    await this.#runBackend(url, request, input, response);
  }

  #isAllowed(authorization: string | undefined): boolean {
    if (this.login === undefined) return true;
    if ("bearerToken" in this.login) return authorization === `Bearer ${this.login.bearerToken}`;
    const { username, password } = this.login;
    return authorization === `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }

  async #runBackend(
    url: URL,
    request: IncomingMessage,
    input: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const isRepository = url.pathname.replace(/\/(info\/refs|git-upload-pack|git-receive-pack)$/, "/.git$&");
    const child = spawn(this.#backend, {
      env: {
        PATH: process.env["PATH"] ?? "",
        GIT_PROJECT_ROOT: this.directory,
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "safe.directory",
        GIT_CONFIG_VALUE_0: "*",
        PATH_INFO: decodeURIComponent(isRepository),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? "GET",
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        CONTENT_LENGTH: String(input.length),
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      },
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.stderr.resume();
    const output: Buffer[] = [];
    for await (const piece of child.stdout) output.push(piece as Buffer);
    const whole = Buffer.concat(output);
    const end = whole.indexOf("\r\n\r\n");
    let status = 200;
    for (const line of whole.toString("latin1", 0, end).split("\r\n")) {
      const colon = line.indexOf(": ");
      const [name, value] = [line.slice(0, colon), line.slice(colon + 2)];
      if (name === "Status") status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.statusCode = status;
    await this.#send(response, whole.subarray(end + 4));
  }

  async #send(response: ServerResponse, content: Buffer): Promise<void> {
    const { fault } = this;
    if (fault?.kind === "truncate" && content.includes("PACK")) {
      response.write(content.subarray(0, fault.afterBytes));
      await new Promise((resolve) => setImmediate(resolve));
      response.destroy();
      return;
    }
    if (fault?.kind === "slow") {
      for (const byte of content) {
        if (response.destroyed) return;
        response.write(Buffer.of(byte));
        await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      }
      response.end();
      return;
    }
    response.end(content);
  }
}

function serviceOf(url: URL): GitRequest["service"] {
  if (url.pathname.endsWith("/info/refs")) return "advertisement";
  if (url.pathname.endsWith("/git-upload-pack")) return "upload-pack";
  return url.pathname.endsWith("/git-receive-pack") ? "receive-pack" : "other";
}
