import { SluiceError } from "@sluice/base/errors";
import { kustomizeErrors } from "../errors.ts";
import type { HelmChartEntry } from "../kustomization-file.ts";
import type { Loader } from "../loader.ts";
import { readResources } from "../read-resources.ts";
import type { Resource } from "../resource.ts";
import type { Session } from "../session.ts";

/** The resources of a chart, rendered by the renderer that the build was given, KE-131. */
export function inflateChart(
  chart: HelmChartEntry,
  globals: { chartHome?: string; configHome?: string },
  loader: Loader,
  session: Session,
): Resource[] {
  if (!chart.name) throw invalid("chart name cannot be empty");
  const merge = chart.valuesMerge || "override";
  if (!["override", "merge", "replace"].includes(merge)) {
    throw invalid('valuesMerge must be one of "merge" "override" "replace"');
  }
  const render = session.options.helm;
  if (render === undefined) {
    throw new SluiceError(kustomizeErrors.KUSTOMIZE_HELM_DISABLED, "must specify --enable-helm", {
      fieldPath: "helmCharts",
      object: { name: chart.name },
    });
  }
  const question = `chart ${loader.directory} ${JSON.stringify(chart)} ${JSON.stringify(globals)}`;
  const text = session.answers.get(question, () =>
    render({
      chart: { ...chart, valuesMerge: merge },
      globals,
      tree: loader.tree,
      directory: loader.directory,
    }),
  );
  const resources = readResources(text, `chart ${chart.name}`);
  for (const resource of resources) resource.isHelmGenerated = true;
  return resources;
}

function invalid(message: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_GENERATOR_INVALID, message, { fieldPath: "helmCharts" });
}
