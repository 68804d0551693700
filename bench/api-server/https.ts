/**
 * Durable creates over HTTPS, then memory and start-up with 100,000 ConfigMaps of 1 KiB. The server has a process of
 * its own, and one core where `taskset` is there: `npm run bench -- api-server/https`.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createApiServer } from "@sluice/api-server";
import { connect } from "@sluice/kube/client";
import { parseKubeconfig } from "@sluice/kube/kubeconfig";
import { printTable, type Row, rate } from "./print-table.ts";

interface Usage {
  cpuMs: number;
  rssMiB: number;
  /** Resident memory that is not a mapped file. */
  anonymousMiB: number;
  peakMiB: number;
  heapMiB: number;
}

const total = 100_000;
const warmUp = 2000;
const path = "/api/v1/namespaces/default/configmaps";
const headers = { "content-type": "application/json", accept: "application/json" };

if (process.argv[2] === "serve") await serve(process.argv[3]!);
else await measure();

/** Serves until standard input ends; says its kubeconfig, and for each line that comes what it uses. */
async function serve(folder: string): Promise<void> {
  const start = performance.now();
  const server = await createApiServer({ folder, workloads: false });
  const startMs = performance.now() - start;
  const { url } = await server.listen();
  const say = (value: unknown): unknown => process.stdout.write(`${JSON.stringify(value)}\n`);
  say({ startMs, kubeconfig: server.kubeconfig({ server: url }) });
  for await (const _ of createInterface(process.stdin)) say(usage());
  await server.close();
  process.exit();
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  let status = "";
  try {
    status = readFileSync("/proc/self/status", "utf8");
  } catch {
    // Only Linux tells what is mapped and what was the peak.
  }
  const field = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0);
  return {
    cpuMs: (user + system) / 1000,
    rssMiB: Math.round(rss / 2 ** 20),
    anonymousMiB: Math.round(field("RssAnon") / 1024),
    peakMiB: Math.round(field("VmHWM") / 1024),
    heapMiB: Math.round(heapUsed / 2 ** 20),
  };
}

interface ServerProcess {
  child: ChildProcess;
  lines: AsyncIterator<string>;
  startMs: number;
  kubeconfig: string;
}

async function startServer(folder: string): Promise<ServerProcess> {
  const hasTaskset = spawnSync("taskset", ["-V"]).status === 0;
  const command = [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url), "serve", folder];
  const [program, ...args] = hasTaskset ? ["taskset", "-c", "0", ...command] : command;
  const child = spawn(program!, args, { stdio: ["pipe", "pipe", "inherit"] });
  const output: Interface = createInterface(child.stdout!);
  const lines = output[Symbol.asyncIterator]();
  const first = JSON.parse((await lines.next()).value as string) as { startMs: number; kubeconfig: string };
  return { child, lines, ...first };
}

async function ask({ child, lines }: ServerProcess): Promise<Usage> {
  child.stdin!.write("usage\n");
  return JSON.parse((await lines.next()).value as string) as Usage;
}

async function stop({ child }: ServerProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin!.end();
  await ended;
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const rows: Row[] = [];
  try {
    const server = await startServer(folder);
    const transport = connect(await parseKubeconfig(server.kubeconfig));
    let next = 0;
    const createUntil = async (end: number): Promise<void> => {
      while (next < end) {
        const name = `h-${next++}`;
        const body = JSON.stringify({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name },
          data: { text: "x".repeat(1024) },
        });
        const response = await transport.send({ method: "POST", path, headers, body });
        const text = await response.text();
        if (response.status !== 201) throw new Error(text);
      }
    };
    const createMany = (end: number) => Promise.all(Array.from({ length: 64 }, () => createUntil(end)));
    await createMany(warmUp);
    const before = await ask(server);
    const start = performance.now();
    await createMany(total);
    const elapsed = performance.now() - start;
    const after = await ask(server);
    rows.push(["durable creates/s over HTTPS, 1 KiB", rate(total - warmUp, elapsed), "at least 1500"]);
    const perCpu = rate(total - warmUp, after.cpuMs - before.cpuMs);
    rows.push(["… per second of the server's processor time", perCpu, ""]);
    rows.push([`resident memory right after creating ${total}, MiB`, after.rssMiB, "under 600"]);
    rows.push(["… without mapped files, MiB", after.anonymousMiB, ""]);
    rows.push(["… highest ever, MiB", after.peakMiB, ""]);
    rows.push(["… heap, MiB", after.heapMiB, ""]);
    await transport.close();
    await stop(server);

    const second = await startServer(folder);
    const started = await ask(second);
    rows.push([`start with ${total} objects, ms`, Math.round(second.startMs), "under 3000"]);
    rows.push(["resident memory after that start, MiB", started.rssMiB, "under 600"]);
    await stop(second);
    printTable("API server, durable", rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
