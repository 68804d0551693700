import { setKey } from "@sluice/base/object";
import {
  type GoValue,
  goInt,
  isMapValue,
  type MapValue,
  namedType,
  parseType,
  tagged,
} from "@sluice/go-template";
import { type Capabilities, capabilitiesValue } from "../capabilities.ts";
import { chartFullPath, fileText, isLibraryChart } from "../chart/index.ts";
import type { HelmFlavour } from "../flavour.ts";
import { baseName } from "../functions/index.ts";
import type { EnabledChart } from "../values/index.ts";
import { filesValue } from "./chart-files.ts";
import { chartValue } from "./chart-value.ts";
import type { TemplateSource } from "./template-source.ts";

/** The release that a render is for. */
export interface ReleaseInfo {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly isUpgrade: boolean;
  readonly isInstall: boolean;
}

const anyMap = parseType("map[string]any");
const valuesTypes: Readonly<Record<HelmFlavour, ReturnType<typeof namedType>>> = {
  "3.21": namedType("chartutil.Values", anyMap),
  "4.1": namedType("common.Values", anyMap),
  "4.2": namedType("common.Values", anyMap),
};

/** The templates of a chart and its subcharts, each with the scope that its chart's templates see. */
export function templateSources(
  root: EnabledChart,
  values: MapValue,
  release: ReleaseInfo,
  capabilities: Capabilities,
  flavour: HelmFlavour,
): TemplateSource[] {
  const shared = {
    Release: {
      Name: release.name,
      Namespace: release.namespace,
      IsUpgrade: release.isUpgrade,
      IsInstall: release.isInstall,
      Revision: goInt(release.revision),
      Service: "Helm",
    } as MapValue,
    Capabilities: capabilitiesValue(capabilities),
  };
  const valuesType = valuesTypes[flavour];
  const sources: TemplateSource[] = [];

  const visit = (node: EnabledChart, own: GoValue, above: readonly string[]): MapValue => {
    const path = [...above, node.name];
    const subcharts: MapValue = {};
    const scope: MapValue = tagged(
      {
        Chart: chartValue(node, above.length === 0, flavour),
        Files: filesValue(node.chart.files),
        Release: shared.Release,
        Capabilities: shared.Capabilities,
        Values: tagged(isMapValue(own) ? own : {}, valuesType),
        Subcharts: subcharts,
      },
      valuesType,
    );
    for (const child of node.dependencies) {
      const values = isMapValue(own) && Object.hasOwn(own, child.name) ? own[child.name] : undefined;
      setKey(subcharts, child.name, visit(child, values, path));
    }
    const fullPath = chartFullPath(path);
    const isLibrary = isLibraryChart(node.chart);
    for (const file of node.chart.templates) {
      if (isLibrary && !baseName(file.name).startsWith("_")) continue;
      sources.push({
        name: `${fullPath}/${file.name}`,
        text: fileText(file),
        basePath: `${fullPath}/templates`,
        scope,
      });
    }
    return scope;
  };
  visit(root, values, []);
  return sources;
}
