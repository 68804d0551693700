import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "@sluice/base/errors";
import type { MapValue } from "@sluice/go-template";
import { printYaml } from "@sluice/yaml";
import { afterAll, describe, expect, it } from "vitest";
import {
  coalesceValues,
  enabledCharts,
  loadChartArchive,
  readUserValues,
  templateText,
} from "../src/index.ts";
import { documentsOf, withoutRandom } from "./documents.ts";
import { helmBinary, startHelm } from "./helm-oracle.ts";

const folder = "../shared/corpus/charts/";
const indexPath = `${folder}index.json`;
const archives = existsSync(indexPath)
  ? Object.values(JSON.parse(readFileSync(indexPath, "utf8")) as Record<string, { archive: string }>).map(
      (e) => e.archive,
    )
  : [];
const scratch = mkdtempSync(join(tmpdir(), "sluice-helm-"));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function generator(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Values of a user who changes some of the defaults: other texts, numbers and switches, nulls, new entries. */
function changed(value: unknown, next: () => number, rate: number): unknown {
  const pick = (choices: readonly unknown[]) => choices[Math.floor(next() * choices.length)];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const result: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      const outcome = next() < rate * 0.15 ? null : changed(item, next, rate);
      if (outcome !== undefined) result[key] = outcome;
    }
    if (Object.keys(value).length === 0 && next() < rate) result["key-a"] = pick(["v1", "value: x"]);
    return result;
  }
  if (next() >= rate) return undefined;
  switch (typeof value) {
    case "boolean":
      return !value;
    case "number":
      return pick([0, 1, value + 1, 8080, 1000000, 2.5]);
    case "string":
      return value === ""
        ? pick(["x", "test-value", "1.5", "true"])
        : pick(["", `${value}-x`, "grüße", value]);
    default:
      return Array.isArray(value)
        ? value.length > 0
          ? value.slice(0, 1)
          : ["item-1"]
        : pick(["x", 1, true, { a: "b" }]);
  }
}

/** Helm's failure without what the command adds. */
function failureOf(stderr: string): string {
  return stderr
    .replace(/^(?:level=|time=|walk\.go|\d{4}\/).*\n/gm, "")
    .replace(/^Error: /, "")
    .replace(/\n\nUse --debug flag to render out invalid YAML\s*$/, "")
    .trim();
}

/** Go's order of maps is random where a failure lists their keys; lines of YAML mistakes are the YAML package's. */
function unordered(text: string): string[] {
  return text
    .trim()
    .replace(/\byaml: line \d+:/g, "yaml: line:")
    .split(/[\s,.]+/)
    .sort();
}

const rates = [0.02, 0.03, 0.05, 0.1, 0.2];

describe.skipIf(archives.length === 0 || helmBinary() === undefined)(
  "public charts with values of users",
  () => {
    it.each(archives)(
      "renders %s with five value sets as helm does, failures included [CV-02][CV-05][CS-03][ER-09]",
      async (archive) => {
        const chart = await loadChartArchive(readFileSync(folder + archive));
        const defaults = coalesceValues(enabledCharts(chart, {}, "4.1"), {}, "4.1");
        const runs = rates.map(async (rate, set) => {
          const file = join(scratch, `${archive}-${set}.yaml`);
          writeFileSync(
            file,
            printYaml(changed(defaults, generator(set * 1000 + archive.length), rate), { flavour: "v2" }),
          );
          const flags = [
            "template",
            "demo",
            folder + archive,
            "--namespace",
            "apps",
            "--include-crds",
            "-f",
            file,
          ];
          return { file, helm: await startHelm(flags) };
        });
        for (const { file, helm } of await Promise.all(runs)) {
          const values: MapValue = readUserValues(readFileSync(file, "utf8"), file);
          const render = () =>
            templateText(chart, values, { releaseName: "demo", namespace: "apps", includeCrds: true });
          if (helm.status === 0) {
            expect(documentsOf(render()).map(withoutRandom)).toEqual(
              documentsOf(helm.stdout).map(withoutRandom),
            );
            continue;
          }
          let failure = "it rendered";
          try {
            render();
          } catch (error) {
            failure = errorText(error);
          }
          expect(unordered(failure)).toEqual(unordered(failureOf(helm.stderr)));
        }
      },
      120_000,
    );
  },
);
