import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ApiServer, createApiServer } from "./index.ts";

let server: ApiServer;
const sockets = new Set<Socket>();

beforeEach(async () => {
  server = await createApiServer({ workloads: false });
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

/** Opens connections that send `text` byte by byte, one byte of every connection in each round. */
async function openSlow(count: number, url: string, text: string) {
  const port = Number(new URL(url).port);
  let closed = 0;
  const opened: Socket[] = [];
  // In portions, for the queue of waiting connections is short.
  while (opened.length < count) {
    const portion = Array.from({ length: Math.min(200, count - opened.length) }, async () => {
      const socket = connect(port, "127.0.0.1");
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => closed++);
      await new Promise((resolve) => socket.once("connect", resolve));
      opened.push(socket);
    });
    await Promise.all(portion);
  }
  let sent = 0;
  return {
    closed: () => closed,
    sendByte() {
      const byte = text[sent++ % text.length]!;
      for (const socket of opened) if (socket.writable) socket.write(byte);
    },
  };
}

function caller(url: string) {
  const kubeconfig = server.kubeconfig({ server: url });
  const field = (name: string) =>
    Buffer.from(new RegExp(`${name}: (\\S+)`).exec(kubeconfig)![1]!, "base64").toString();
  const options = {
    ca: field("certificate-authority-data"),
    cert: field("client-certificate-data"),
    key: field("client-key-data"),
    agent: false as const,
  };
  return (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = httpsRequest(`${url}${path}`, options, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode!));
      });
      request.on("error", reject);
      request.end();
    });
}

describe("2,000 connections that send a byte now and then", () => {
  it("do not keep others from being served, and are closed in the end", async () => {
    const { url } = await server.listen({ headTimeoutMs: 1500 });
    const get = caller(url);
    // A TLS client hello that never gets to its end.
    const slow = await openSlow(2000, url, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    for (let round = 0; round < 10; round++) {
      slow.sendByte();
      expect(await get("/api/v1/namespaces")).toBe(200);
    }
    while (slow.closed() < 2000) expect(await get("/readyz")).toBe(200);
  });

  it("do not keep others from being served over plain HTTP either", async () => {
    const { url } = await server.listen({ tls: false, headTimeoutMs: 1500 });
    const slow = await openSlow(
      2000,
      url,
      "GET /readyz HTTP/1.1\r\nx-long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    );
    for (let round = 0; round < 10; round++) {
      slow.sendByte();
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
    }
    while (slow.closed() < 2000) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it("are refused beyond the limit, and room comes back", async () => {
    const { url } = await server.listen({ tls: false, maxConnections: 50, headTimeoutMs: 500 });
    const slow = await openSlow(200, url, "G");
    slow.sendByte();
    const isServed = () =>
      fetch(`${url}/readyz`).then(
        (response) => response.status === 200,
        () => false,
      );
    while (!(await isServed())) await new Promise((resolve) => setImmediate(resolve));
    expect(slow.closed()).toBeGreaterThanOrEqual(150);
  });
});

describe("clients that leave", () => {
  it("in the middle of a body, a list or a watch leave the server as it was", async () => {
    const { url } = await server.listen({ tls: false });
    const token = /token: (\S+)/.exec(server.kubeconfig({ server: url }))?.[1] ?? "";
    const maps = "/api/v1/namespaces/default/configmaps";
    for (let index = 0; index < 50; index++) {
      await server.fetch(
        new Request(`http://api${maps}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: `big-${index}` },
            data: { text: "x".repeat(100_000) },
          }),
        }),
      );
    }
    const head = `host: a\r\nauthorization: Bearer ${token}\r\n`;
    const starts = [
      `POST ${maps} HTTP/1.1\r\n${head}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"apiVersion"`,
      `POST ${maps} HTTP/1.1\r\n${head}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"api\r\n`,
      `GET ${maps} HTTP/1.1\r\n${head}\r\n`,
      `GET ${maps}?watch=true HTTP/1.1\r\n${head}\r\n`,
      `GET ${maps}?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan HTTP/1.1\r\n${head}\r\n`,
      `GET /openapi/v2 HTTP/1.1\r\n${head}accept-encoding: gzip\r\n\r\n`,
      "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
      "GET /../../etc/passwd HTTP/1.1\r\nhost: a\r\n\r\n",
      "GET //%00 HTTP/1.1\r\nhost: %%%\r\n\r\n",
      "GET http://[ HTTP/1.1\r\nhost: [\r\n\r\n",
      "CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n",
      `GET ${maps} HTTP/1.1\r\n${head}upgrade: websocket\r\nconnection: upgrade\r\n\r\n`,
      "\x00\x01\x02\x03",
    ];
    const port = Number(new URL(url).port);
    for (const leave of ["destroy", "resetAndDestroy"] as const) {
      for (const start of starts) {
        for (const afterData of [false, true]) {
          await new Promise<void>((resolve) => {
            const socket = connect(port, "127.0.0.1", () => {
              socket.write(start, () => {
                if (!afterData) socket[leave]();
                else setTimeout(() => socket[leave](), 30);
              });
            });
            socket.on("data", () => afterData && socket[leave]());
            socket.on("error", () => undefined);
            socket.on("close", () => resolve());
          });
        }
      }
      await server.fetch(new Request(`http://api${maps}/big-${leave.length}`, { method: "DELETE" }));
    }
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});
