/** 1,000 watchers of one resource over HTTP and 200 writes a second: `npx tsx --conditions=source bench/api-server/watchers.ts`. */
import { fork } from "node:child_process";
import { get } from "node:http";
import { fileURLToPath } from "node:url";
import { createApiServer } from "@sluice/api-server";
import { printTable } from "./print-table.ts";

const watchers = 1000;
const writesPerSecond = 200;
const seconds = 10;

/** The watching half runs in a process of its own, so that its work does not count as the server's. */
async function watchAll(url: string, token: string): Promise<void> {
  const lags: number[] = [];
  let open = 0;
  for (let index = 0; index < watchers; index++) {
    get(
      `${url}/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=${process.argv[4]}`,
      { headers: { authorization: `Bearer ${token}` }, agent: false },
      (response) => {
        if (++open === watchers) process.send!("open");
        response.on("data", (chunk: Buffer) => {
          const now = Date.now();
          for (const match of chunk.toString().matchAll(/"sent":"(\d+)"/g)) lags.push(now - Number(match[1]));
        });
      },
    );
    if (index % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  process.on("message", () => {
    lags.sort((a, b) => a - b);
    process.send!({
      count: lags.length,
      p50: lags[Math.floor(lags.length / 2)],
      p99: lags[Math.floor(lags.length * 0.99)],
    });
    process.exit();
  });
}

if (process.argv[2] === "watch") {
  await watchAll(process.argv[3]!, process.env["TOKEN"]!);
} else {
  const server = await createApiServer({ workloads: false });
  const { url } = await server.listen({ tls: false });
  const token = /token: (\S+)/.exec(server.kubeconfig({ server: url }))![1]!;
  const path = "http://api/api/v1/namespaces/default/configmaps";
  const list = (await (await server.fetch(new Request(path))).json()) as {
    metadata: { resourceVersion: string };
  };
  const child = fork(fileURLToPath(import.meta.url), ["watch", url, list.metadata.resourceVersion], {
    execArgv: process.execArgv,
    env: { ...process.env, TOKEN: token },
  });
  await new Promise((resolve) => child.once("message", resolve));
  const before = process.cpuUsage();
  const writes = writesPerSecond * seconds;
  for (let index = 0; index < writes; index++) {
    const due = performance.now() + 1000 / writesPerSecond;
    const body = JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `w-${index}` },
      data: { sent: String(Date.now()), text: "x".repeat(256) },
    });
    await server.fetch(
      new Request(path, { method: "POST", headers: { "content-type": "application/json" }, body }),
    );
    const rest = due - performance.now();
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }
  const cpu = process.cpuUsage(before);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const result = new Promise<{ count: number; p50: number; p99: number }>((resolve) =>
    child.once("message", resolve as never),
  );
  child.send("report");
  const { count, p50, p99 } = await result;
  printTable(`${watchers} watchers, ${writesPerSecond} writes/s`, [
    ["events delivered", `${count} of ${writes * watchers}`, "all"],
    ["lag p50, ms", p50, ""],
    ["lag p99, ms", p99, "under 250"],
    ["server processor time per second, ms", Math.round((cpu.user + cpu.system) / 1000 / seconds), ""],
  ]);
  await server.close();
}
