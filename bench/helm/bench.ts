/** Charts against the real helm, and a 100 MB index: `npx tsx --conditions=source bench/helm/bench.ts`. */
import { spawnSync } from "node:child_process";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadChartArchive, RepositoryIndex, templateText } from "@sluice/helm";
import { build } from "esbuild";
import { helmBinary } from "../../packages/engine/helm/test/helm-oracle.ts";

const charts = "../shared/corpus/charts/";
const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
const helm = helmBinary();
const rounds = 9;

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

function timed(command: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return performance.now() - start;
}

async function benchChart(file: string): Promise<void> {
  const path = charts + file;
  const cold: number[] = [];
  const real: number[] = [];
  for (let i = 0; i < rounds; i++) {
    cold.push(timed(process.execPath, [bundle, path]));
    if (helm !== undefined)
      real.push(timed(helm, ["template", "demo", path, "--namespace", "apps", "--include-crds"]));
  }
  const chart = await loadChartArchive(readFileSync(path));
  const warm: number[] = [];
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    templateText(chart, {}, { releaseName: "demo", namespace: "apps", includeCrds: true });
    warm.push(performance.now() - start);
  }
  const base = helm === undefined ? Number.NaN : median(real);
  const show = (ms: number) => `${ms.toFixed(1)} ms (${(ms / base).toFixed(2)})`;
  console.log(
    `${file}: helm ${base.toFixed(0)} ms, cold ${show(median(cold))}, warm ${show(median(warm.slice(10)))}`,
  );
}

async function benchIndex(): Promise<void> {
  const path = join(folder, "index.yaml");
  const out = createWriteStream(path);
  const write = (text: string) => new Promise<void>((resolve) => out.write(text, () => resolve()));
  await write("apiVersion: v1\nentries:\n");
  for (let chart = 0; chart < 1000; chart++) {
    let text = `  chart-${chart}:\n`;
    for (let version = 0; version < 100; version++) {
      text += `  - apiVersion: v2\n    appVersion: 1.${version}.0\n    created: "2026-01-01T00:00:00.000000000Z"\n    description: ${"a chart that does something ".repeat(25)}\n    digest: ${"0123456789abcdef".repeat(4)}\n    name: chart-${chart}\n    type: application\n    urls:\n    - https://example.com/charts/chart-${chart}-${version}.0.0.tgz\n    version: ${version}.0.0\n`;
    }
    await write(text);
  }
  await new Promise<void>((resolve) => out.end('generated: "2026-01-01T00:00:00Z"\n', () => resolve()));
  const file = openSync(path, "r");
  const source = {
    stream: () => createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>,
    read: (start: number, end: number) => {
      const bytes = new Uint8Array(end - start);
      readSync(file, bytes, 0, bytes.length, start);
      return bytes;
    },
  };
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let start = performance.now();
  const index = await RepositoryIndex.open(source);
  const found = await index.find("chart-777", "^42");
  const first = performance.now() - start;
  start = performance.now();
  await index.find("chart-777", "^41");
  const again = performance.now() - start;
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  closeSync(file);
  console.log(
    `index of ${(readSize(path) / 1e6).toFixed(0)} MB: ${found.metadata.version} after ${first.toFixed(0)} ms, again ${again.toFixed(2)} ms, ${grown.toFixed(0)} MiB more memory`,
  );
}

function readSize(path: string): number {
  return readFileSync(path).length;
}

const bundle = join(folder, "cold.mjs");
await build({
  entryPoints: ["bench/helm/cold-entry.ts"],
  outfile: bundle,
  bundle: true,
  minify: true,
  platform: "node",
  format: "esm",
  conditions: ["source", "node"],
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
});
try {
  await benchIndex();
  for (const file of ["kube-prometheus-stack-88.5.3.tgz", "podinfo-6.14.1.tgz"]) await benchChart(file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
