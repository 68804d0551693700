import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { loadChartArchive, templateText } from "../src/index.ts";
import { dataOf, documentsOf, withoutRandom } from "./documents.ts";

const folder = "../shared/corpus/charts/";
const indexPath = `${folder}index.json`;

type Index = Record<string, { archive: string; golden: string; reproducible: boolean }>;
const index: Index = existsSync(indexPath) ? (JSON.parse(readFileSync(indexPath, "utf8")) as Index) : {};

describe.skipIf(!existsSync(indexPath))("public charts with default values", () => {
  it.each(Object.entries(index))(
    "renders %s as helm does [ER-01][ER-02][CV-01][MF-02][MF-05]",
    async (_name, entry) => {
      const chart = await loadChartArchive(readFileSync(folder + entry.archive));
      const text = templateText(chart, {}, { releaseName: "demo", namespace: "apps", includeCrds: true });
      const wanted = gunzipSync(readFileSync(folder + entry.golden)).toString("utf8");
      if (entry.reproducible) expect(text).toBe(wanted);
      else {
        const shown = (document: string) => withoutRandom(document);
        expect(documentsOf(text).map(shown)).toEqual(documentsOf(wanted).map(shown));
        expect(documentsOf(text).map((d) => withoutRandom(JSON.stringify(dataOf(d))))).toEqual(
          documentsOf(wanted).map((d) => withoutRandom(JSON.stringify(dataOf(d)))),
        );
      }
    },
  );

  it("renders a chart again and again to the same text, and leaves it as it was", async () => {
    const chart = await loadChartArchive(readFileSync(`${folder}cert-manager-1.5.15.tgz`));
    const before = JSON.stringify(chart.values);
    const render = () => templateText(chart, { replicaCount: 3 }, { releaseName: "a", namespace: "b" });
    expect(render()).toBe(render());
    expect(JSON.stringify(chart.values)).toBe(before);
  });
});
