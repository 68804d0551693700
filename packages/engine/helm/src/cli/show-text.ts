import { type Chart, crdsOf, fileText } from "../chart/index.ts";
import { writeYaml } from "../data/yaml-text.ts";
import { metadataRecord } from "../release/release-record.ts";

/** What `helm show` is asked for. */
export type ShowPart = "all" | "chart" | "values" | "readme" | "crds";

const readmes = ["readme.md", "readme.txt", "readme"];

/** What `helm show PART` prints for a chart. */
export function showText(chart: Chart, part: ShowPart): string {
  const isAll = part === "all";
  let text = "";
  if (isAll || part === "chart") text += `${writeYaml(metadataRecord(chart.metadata))}\n\n`;
  if (isAll || part === "values") {
    const values = chart.raw.find((file) => file.name === "values.yaml");
    if (isAll && values !== undefined) text += "---\n";
    if (values !== undefined) text += `${fileText(values)}\n`;
  }
  if (isAll || part === "readme") {
    const readme = chart.files.find((file) => readmes.includes(file.name.toLowerCase()));
    if (readme !== undefined) text += `${isAll ? "---\n" : ""}${fileText(readme)}\n`;
  }
  if (isAll || part === "crds") {
    for (const { file } of crdsOf(chart)) {
      const crd = fileText(file);
      text += `${crd.startsWith("---") ? "" : "---\n"}${crd}\n`;
    }
  }
  return text;
}
