/**
 * Speed of the kustomize engine beside the real kustomize, in one run. Start it with
 * `npx tsx --conditions=source bench/kustomize/bench.ts`; the environment names the binary (`KUSTOMIZE`, run as
 * `kustomize build DIR`, or `KUBECTL`, run as `kubectl kustomize DIR`) and a checkout of argo-cd's manifests
 * (`ARGO_CD`). What is absent is left out of the table.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { directoryTree } from "@sluice/base/directory-tree";
import { build, printObjectSet } from "@sluice/kustomize";
import { build as bundle } from "esbuild";
import { generateOverlay, treeOf } from "./generate.ts";

interface Measured {
  ms: number;
  megabytes: number;
  output: string;
}

const rounds = Number(process.env["ROUNDS"] ?? 3);
const scratch = mkdtempSync(join(tmpdir(), "sluice-bench-kustomize-"));
const program = join(scratch, "program");

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main(): Promise<void> {
  await bundle({
    entryPoints: [fileURLToPath(new URL("./cold.ts", import.meta.url))],
    bundle: true,
    splitting: true,
    minify: true,
    platform: "node",
    format: "esm",
    conditions: ["source"],
    outdir: program,
    outExtension: { ".js": ".mjs" },
    logLevel: "error",
  });
  const single = place("single", {
    "kustomization.yaml": "resources: [config.yaml]\n",
    "config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n",
  });
  await compare("one file", single);
  const argo = process.env["ARGO_CD"];
  if (argo !== undefined && existsSync(argo))
    await compare("argo-cd cluster-install", join(argo, "cluster-install"));
  await compare("2,000 Deployments", join(place("many", generateOverlay(2000)), "overlay"));
  await scale();
}

async function compare(title: string, directory: string): Promise<void> {
  const theirs = best(() => reference(directory));
  const cold = best(() => measure(process.execPath, [join(program, "cold.mjs"), directory])) as Measured;
  const warm = await warmest(directory);
  print(title, "kustomize", theirs?.ms, theirs?.megabytes, undefined);
  print(title, "cold process", cold.ms, cold.megabytes, theirs?.ms);
  print(title, "warm, in process", warm, undefined, theirs?.ms);
  if (theirs !== undefined && theirs.output !== cold.output) console.log(`${title}: THE RESULTS DIFFER`);
}

async function warmest(directory: string): Promise<number> {
  const tree = directoryTree("/");
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds * 5; round++) {
    const start = performance.now();
    printObjectSet(await build(tree, directory.slice(1)));
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

async function scale(): Promise<void> {
  for (const count of [500, 1000, 2000, 4000, 8000, 16000]) {
    const tree = treeOf(generateOverlay(count));
    let shortest = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      printObjectSet(await build(tree, "overlay"));
      shortest = Math.min(shortest, performance.now() - start);
    }
    console.log(
      `${String(count).padStart(6)} Deployments ${shortest.toFixed(0).padStart(7)} ms ${((shortest * 1000) / count).toFixed(1)} µs each`,
    );
  }
}

function reference(directory: string): Measured | undefined {
  const { KUSTOMIZE: kustomize, KUBECTL: kubectl } = process.env;
  if (kustomize !== undefined) return measure(kustomize, ["build", directory]);
  return kubectl === undefined ? undefined : measure(kubectl, ["kustomize", directory]);
}

function best(run: () => Measured | undefined): Measured | undefined {
  let shortest: Measured | undefined;
  for (let round = 0; round < rounds; round++) {
    const measured = run();
    if (measured !== undefined && (shortest === undefined || measured.ms < shortest.ms)) shortest = measured;
  }
  return shortest;
}

/** Wall time and peak memory of a command; memory needs GNU time. */
function measure(command: string, args: string[]): Measured {
  const timer = "/usr/bin/time";
  const timed = existsSync(timer);
  const start = performance.now();
  const { stdout, stderr } = timed
    ? spawnSync(timer, ["-f", "%M", command, ...args], { maxBuffer: 2 ** 30 })
    : spawnSync(command, args, { maxBuffer: 2 ** 30 });
  const ms = performance.now() - start;
  const kilobytes = timed ? Number(stderr.toString().trim().split("\n").at(-1)) : Number.NaN;
  return { ms, megabytes: kilobytes / 1024, output: stdout.toString() };
}

function place(name: string, files: Record<string, string>): string {
  const root = join(scratch, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function print(
  title: string,
  what: string,
  ms: number | undefined,
  megabytes: number | undefined,
  theirs: number | undefined,
): void {
  if (ms === undefined) return;
  const ratio = theirs === undefined ? "" : `${(ms / theirs).toFixed(3)} of kustomize`;
  const memory = megabytes === undefined || Number.isNaN(megabytes) ? "" : `${megabytes.toFixed(0)} MB`;
  console.log(
    `${title.padEnd(24)} ${what.padEnd(18)} ${ms.toFixed(0).padStart(7)} ms ${memory.padStart(8)}  ${ratio}`,
  );
}
