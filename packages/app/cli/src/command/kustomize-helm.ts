import { joinPath } from "@sluice/base/file-tree";
import { loadChartTree, mergeUserValues, readUserValues, templateText } from "@sluice/helm";
import type { HelmRequest } from "@sluice/kustomize";
import { printYaml } from "@sluice/yaml";
import { usageError } from "../errors.ts";
import { warn } from "./helm-chart.ts";

type Values = ReturnType<typeof readUserValues>;

/** Renders an entry of `helmCharts` from the chart that lies in chartHome (KE-131); nothing is downloaded. */
export async function renderHelmChart(request: HelmRequest): Promise<string> {
  const { chart, globals, tree, directory } = request;
  const {
    name = "",
    version,
    repo,
    releaseName,
    namespace,
    includeCRDs,
    skipHooks,
    skipTests,
    apiVersions,
    kubeVersion,
  } = chart;
  const home = joinPath(directory, globals.chartHome ?? "charts");
  const place = [`${home}/${name}-${version}/${name}`, `${home}/${name}-${version}`, `${home}/${name}`].find(
    (path) => tree.stat(`${path}/Chart.yaml`) !== undefined,
  );
  if (place === undefined) {
    throw usageError(
      `chart ${name} is not in ${home}`,
      repo
        ? `pull it from ${repo} into that directory first`
        : "set helmGlobals.chartHome to the directory of the chart",
    );
  }
  return templateText(
    await loadChartTree(tree, place, { warn }),
    readChartValues(request),
    {
      releaseName: releaseName || "release-name",
      namespace: namespace ?? "default",
      includeCrds: includeCRDs,
      noHooks: skipHooks,
      skipTests,
      apiVersions,
      kubeVersion,
    },
    { warn },
  );
}

/** `valuesInline` and the values files, combined as `valuesMerge` says: inline wins, files win, or inline alone. */
function readChartValues({ chart, tree, directory }: HelmRequest): Values {
  const read = (path: string): Values =>
    readUserValues(new TextDecoder().decode(tree.read(joinPath(directory, path))), path);
  let fromFile: Values = chart.valuesFile ? read(chart.valuesFile) : {};
  // Through the text, so that numbers have the kinds that Helm gives them.
  const inline: Values = chart.valuesInline
    ? readUserValues(printYaml(chart.valuesInline, { flavour: "v2" }), "valuesInline")
    : {};
  if (chart.valuesMerge === "merge") fromFile = mergeUserValues(inline, fromFile);
  else if (chart.valuesMerge === "replace" && chart.valuesInline) fromFile = inline;
  else fromFile = mergeUserValues(fromFile, inline);
  for (const path of chart.additionalValuesFiles ?? []) fromFile = mergeUserValues(fromFile, read(path));
  return fromFile;
}
