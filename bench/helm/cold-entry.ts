/** One cold render, as the command line does it: bundled by bench.ts. */
import { readFileSync } from "node:fs";
import { loadChartArchive, templateText } from "@sluice/helm";

const chart = await loadChartArchive(readFileSync(process.argv[2]!));
process.stdout.write(templateText(chart, {}, { releaseName: "demo", namespace: "apps", includeCrds: true }));
