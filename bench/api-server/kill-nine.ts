/**
 * Kills a server under write load with SIGKILL at random moments and starts it again on the same folder: every
 * acknowledged write must be there and revisions must go on rising. `npm run bench -- api-server/kill-nine [TIMES]`,
 * 100 times when absent; the exit code is 1 when anything is lost.
 */
import { spawn } from "node:child_process";
import { once, setMaxListeners } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createApiServer } from "@sluice/api-server";
import { connect, type Transport } from "@sluice/kube/client";
import { parseKubeconfig } from "@sluice/kube/kubeconfig";
import { printTable } from "./print-table.ts";

/** What is known of one key: its acknowledged value, and the one of a write that was not answered. */
interface Known {
  acknowledged: string | undefined;
  revision: number;
  /** Absent when every write was answered; `{ value: undefined }` is a deletion. */
  unanswered?: { value: string | undefined };
}

const path = "/api/v1/namespaces/default/configmaps";
const headers = { "content-type": "application/json", accept: "application/json" };
const writers = 24;
const keysOfWriter = 20;

if (process.argv[2] === "serve") {
  const server = await createApiServer({ folder: process.argv[3]!, workloads: false });
  const { url } = await server.listen();
  process.stdout.write(`${JSON.stringify(server.kubeconfig({ server: url }))}\n`);
} else {
  await killMany(Number(process.argv[2] ?? 100));
}

async function startServer(folder: string) {
  const self = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [...process.execArgv, self, "serve", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout);
  const first = await Promise.race([once(lines, "line"), ended]);
  if (child.exitCode !== null) throw new Error("the server did not start");
  const transport = connect(await parseKubeconfig(JSON.parse(first[0] as string) as string));
  return { child, ended, transport };
}

async function call(transport: Transport, method: string, at: string, body?: unknown, signal?: AbortSignal) {
  const response = await transport.send({
    method: method as "GET",
    path: at,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = JSON.parse(await response.text()) as Record<string, never>;
  if (response.status >= 300) throw new Error(`${method} ${at}: ${JSON.stringify(answer)}`);
  return answer as unknown as { metadata: { resourceVersion: string } };
}

/** Writes, replaces and deletes its own keys one after the other until the server is gone. */
async function writeUntilKilled(
  transport: Transport,
  known: Map<string, Known>,
  writer: number,
  count: { acknowledged: number },
  killed: AbortSignal,
): Promise<void> {
  for (let turn = 0; ; turn++) {
    const name = `w${writer}-${Math.floor(Math.random() * keysOfWriter)}`;
    const state = known.get(name) ?? { acknowledged: undefined, revision: 0 };
    known.set(name, state);
    const deletes = state.acknowledged !== undefined && Math.random() < 0.2;
    const value = deletes ? undefined : `${writer}-${turn}-${Math.random()}`;
    state.unanswered = { value };
    try {
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { value } };
      const answer = deletes
        ? await call(transport, "DELETE", `${path}/${name}`, undefined, killed)
        : state.acknowledged === undefined
          ? await call(transport, "POST", path, object, killed)
          : await call(transport, "PUT", `${path}/${name}`, object, killed);
      state.revision = Number(answer.metadata.resourceVersion ?? state.revision);
    } catch (error) {
      if (!killed.aborted) throw error;
      return;
    }
    state.acknowledged = value;
    delete state.unanswered;
    count.acknowledged++;
  }
}

interface Listed {
  metadata: { resourceVersion: string };
  items: { metadata: { name: string; resourceVersion: string }; data: { value: string } }[];
}

/** What is wrong after a restart; `known` becomes what was found. */
async function findLosses(transport: Transport, known: Map<string, Known>): Promise<string[]> {
  const list = (await call(transport, "GET", path)) as unknown as Listed;
  const found = new Map(list.items.map((item) => [item.metadata.name, item]));
  const wrong: string[] = [];
  let highest = 0;
  for (const [name, state] of known) {
    highest = Math.max(highest, state.revision);
    const item = found.get(name);
    const value = item?.data.value;
    const isUnanswered = state.unanswered !== undefined && state.unanswered.value === value;
    if (value !== state.acknowledged && !isUnanswered) {
      wrong.push(`${name}: acknowledged ${state.acknowledged}, found ${value}`);
    } else if (item !== undefined && !isUnanswered) {
      const revision = Number(item.metadata.resourceVersion);
      if (revision !== state.revision) wrong.push(`${name}: revision ${state.revision} became ${revision}`);
    }
    state.acknowledged = value;
    if (item !== undefined) state.revision = Number(item.metadata.resourceVersion);
    delete state.unanswered;
  }
  for (const name of found.keys()) {
    if (name.startsWith("w") && !known.has(name)) wrong.push(`${name}: nobody wrote it`);
  }
  if (Number(list.metadata.resourceVersion) < highest) {
    wrong.push(`revision ${list.metadata.resourceVersion} is below the acknowledged ${highest}`);
  }
  return wrong;
}

async function killMany(times: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-kill-"));
  const known = new Map<string, Known>();
  const wrong: string[] = [];
  let acknowledged = 0;
  let unanswered = 0;
  for (let round = 0; round < times; round++) {
    const { child, ended, transport } = await startServer(folder);
    wrong.push(...(await findLosses(transport, known)));
    const count = { acknowledged: 0 };
    const killed = new AbortController();
    setMaxListeners(0, killed.signal);
    const load = Promise.all(
      Array.from({ length: writers }, (_, writer) =>
        writeUntilKilled(transport, known, writer, count, killed.signal),
      ),
    );
    setTimeout(
      () => {
        child.kill("SIGKILL");
        killed.abort();
      },
      5 + Math.random() * 1200,
    );
    await load;
    await ended;
    await transport.close();
    acknowledged += count.acknowledged;
    for (const state of known.values()) if (state.unanswered !== undefined) unanswered++;
  }
  const { child, ended, transport } = await startServer(folder);
  wrong.push(...(await findLosses(transport, known)));
  child.kill("SIGKILL");
  await ended;
  await transport.close();
  printTable("kill -9 under write load", [
    ["kills", times, ""],
    ["acknowledged writes", acknowledged, ""],
    ["writes under way when killed", unanswered, ""],
    ["lost or changed", wrong.length, "0"],
  ]);
  for (const line of wrong.slice(0, 20)) process.stdout.write(`${line}\n`);
  rmSync(folder, { recursive: true, force: true });
  if (wrong.length > 0) process.exitCode = 1;
}
