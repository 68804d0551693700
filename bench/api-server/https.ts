/** Durable creates over HTTPS, start-up and memory with 100,000 objects: `node --conditions=source --import tsx --expose-gc bench/api-server/https.ts`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApiServer } from "@sluice/api-server";
import { connect } from "@sluice/kube/client";
import { parseKubeconfig } from "@sluice/kube/kubeconfig";
import { printTable, type Row, rate } from "./print-table.ts";

if (process.argv[2] === "start") {
  const start = performance.now();
  const server = await createApiServer({ folder: process.argv[3]!, workloads: false });
  const startMs = Math.round(performance.now() - start);
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.stdout.write(
    JSON.stringify({ startMs, rssMiB: Math.round(rss / 2 ** 20), heapMiB: Math.round(heapUsed / 2 ** 20) }),
  );
  await server.close();
  process.exit();
}

const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
const rows: Row[] = [];
const object = (name: string, size: number) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { text: "x".repeat(size) },
  });

const server = await createApiServer({ folder, workloads: false });
const { url } = await server.listen();
const transport = connect(await parseKubeconfig(server.kubeconfig({ server: url })));
const path = "/api/v1/namespaces/default/configmaps";
const headers = { "content-type": "application/json", accept: "application/json" };
const creates = 10_000;
let next = 0;
async function createSome(): Promise<void> {
  for (let index = next++; index < creates; index = next++) {
    const response = await transport.send({ method: "POST", path, headers, body: object(`h-${index}`, 256) });
    const text = await response.text();
    if (response.status !== 201) throw new Error(text);
  }
}
const cpuBefore = process.cpuUsage();
const start = performance.now();
await Promise.all(Array.from({ length: 32 }, createSome));
const elapsed = performance.now() - start;
const cpu = process.cpuUsage(cpuBefore);
rows.push([
  "durable creates/s over HTTPS (client in the same process)",
  rate(creates, elapsed),
  "at least 1500 on one core",
]);
rows.push(["… per second of processor time", rate(creates, (cpu.user + cpu.system) / 1000), ""]);

const total = 100_000;
for (let index = creates; index < total; index += 500) {
  await Promise.all(
    Array.from({ length: 500 }, async (_, offset) => {
      const response = await server.fetch(
        new Request(`http://api${path}`, {
          method: "POST",
          headers,
          body: object(`h-${index + offset}`, 1024),
        }),
      );
      await response.arrayBuffer();
    }),
  );
}
await transport.close();
await server.close();

// In a process of its own, so that what the creates left behind does not count.
const child = spawnSync(process.execPath, [
  ...process.execArgv,
  fileURLToPath(import.meta.url),
  "start",
  folder,
]);
const { startMs, rssMiB, heapMiB } = JSON.parse(child.stdout.toString()) as Record<string, number>;
rows.push([`start with ${total} objects, ms`, startMs!, "under 3000"]);
rows.push(["resident memory after start, MiB", rssMiB!, "under 600"]);
rows.push(["… heap, MiB", heapMiB!, ""]);
printTable("API server, durable", rows);
rmSync(folder, { recursive: true, force: true });
