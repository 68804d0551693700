import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { errorText } from "@sluice/base/errors";
import { memoryTree } from "@sluice/base/file-tree";
import { afterAll, describe, expect, it } from "vitest";
import { loadChartTree, readUserValues, type TemplateFlags, templateText } from "../src/index.ts";
import { helmBinary, startHelm } from "./helm-oracle.ts";
import { type SmallChart, smallCharts } from "./small-charts.ts";

/** What helm 4.1 printed for each chart, or its failure. */
type Recorded = Record<string, { output: string } | { failure: string }>;

const recordPath = new URL("./small-charts.recorded.json", import.meta.url);
const scratch = mkdtempSync(join(tmpdir(), "sluice-helm-"));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function askHelm(small: SmallChart, folder: string): Promise<Recorded[string]> {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(small.files)) write(`chart/${path}`, text);
  write("values-file", small.values ?? "");
  const flags = ["-f", join(folder, "values-file"), ...(small.flags ?? [])];
  const helm = await startHelm(["template", "demo", join(folder, "chart"), ...flags]);
  if (helm.status === 0) return { output: helm.stdout };
  const failure = helm.stderr
    .replace(/^(?:level=|time=|walk\.go|\d{4}\/).*\n/gm, "")
    .replace(/^Error: /, "")
    .replace(/\n\nUse --debug flag to render out invalid YAML\s*$/, "");
  return { failure: failure.trim() };
}

/** Go lists what is wrong with values in random order. */
function inLines(record: Recorded): Record<string, string[]> {
  const lines = Object.entries(record).map(([name, entry]) => [
    name,
    Object.values(entry).join().split("\n").sort(),
  ]);
  return Object.fromEntries(lines);
}

async function render(small: SmallChart): Promise<Recorded[string]> {
  try {
    const chart = await loadChartTree(memoryTree(small.files));
    const values = readUserValues(small.values ?? "", "values-file");
    return { output: templateText(chart, values, { releaseName: "demo", ...flagsOf(small) }) };
  } catch (error) {
    return { failure: errorText(error).trim() };
  }
}

function flagsOf({ flags = [] }: SmallChart): TemplateFlags {
  const argumentOf = (name: string) => (flags.includes(name) ? flags[flags.indexOf(name) + 1] : undefined);
  const showOnly = argumentOf("--show-only");
  const apiVersions = argumentOf("--api-versions");
  const kubeVersion = argumentOf("--kube-version");
  const namespace = argumentOf("--namespace");
  return {
    ...(showOnly === undefined ? {} : { showOnly: [showOnly] }),
    ...(apiVersions === undefined ? {} : { apiVersions: [apiVersions] }),
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    ...(namespace === undefined ? {} : { namespace }),
    skipTests: flags.includes("--skip-tests"),
    noHooks: flags.includes("--no-hooks"),
    includeCrds: flags.includes("--include-crds"),
  };
}

// Set SLUICE_RECORD=1 to write down anew what helm prints.
describe.skipIf(helmBinary() === undefined)("small charts", () => {
  it("are recorded as helm renders them", async () => {
    const entries = smallCharts.map(
      async (small, i) => [small.name, await askHelm(small, join(scratch, String(i)))] as const,
    );
    const said = Object.fromEntries(await Promise.all(entries));
    if (process.env["SLUICE_RECORD"]) writeFileSync(recordPath, `${JSON.stringify(said, null, 2)}\n`);
    const recorded = JSON.parse(readFileSync(recordPath, "utf8")) as Recorded;
    expect(inLines(said)).toEqual(inLines(recorded));
  }, 120_000);
});

describe("renders small charts as helm does:", () => {
  it.each(smallCharts.map((small) => [small.name, small] as const))("%s", async (name, small) => {
    const recorded = JSON.parse(readFileSync(recordPath, "utf8")) as Recorded;
    expect(await render(small)).toEqual(recorded[name]);
  });
});
