/** Creates and reads in process, with simulated workloads off: `npx tsx --conditions=source bench/api-server/in-process.ts`. */
import { createApiServer } from "@sluice/api-server";
import { printTable, rate } from "./print-table.ts";

const creates = 20_000;
const gets = 40_000;
const server = await createApiServer({ workloads: false });
const base = "http://api/api/v1/namespaces/default/configmaps";

function configMap(index: number): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `item-${index}`, labels: { app: "bench" } },
    data: { text: "x".repeat(256) },
  });
}

async function create(index: number): Promise<void> {
  const response = await server.fetch(
    new Request(base, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: configMap(index),
    }),
  );
  if (response.status !== 201) throw new Error(await response.text());
  await response.text();
}

async function get(index: number): Promise<void> {
  const response = await server.fetch(new Request(`${base}/item-${index}`));
  await response.json();
}

for (let index = 0; index < 1000; index++) await create(1_000_000 + index);
let start = performance.now();
for (let index = 0; index < creates; index++) await create(index);
const createRate = rate(creates, performance.now() - start);
start = performance.now();
for (let index = 0; index < gets; index++) await get(index % creates);
const getRate = rate(gets, performance.now() - start);
start = performance.now();
const list = (await (await server.fetch(new Request(base))).json()) as { items: unknown[] };
const listMs = performance.now() - start;
printTable("API server in process", [
  ["creates/s", createRate, "at least 5000"],
  ["gets/s", getRate, "at least 10000"],
  [`list of ${list.items.length} objects, ms`, Math.round(listMs), ""],
]);
await server.close();
