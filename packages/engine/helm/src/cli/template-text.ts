import { SluiceError } from "@sluice/base/errors";
import type { MapValue } from "@sluice/go-template";
import { type Capabilities, offlineCapabilities, parseKubeVersion } from "../capabilities.ts";
import { type Chart, fileText } from "../chart/index.ts";
import { helmErrors } from "../errors.ts";
import type { HelmFlavour } from "../flavour.ts";
import { splitManifests } from "../manifest/index.ts";
import { type RenderedChart, type RenderOptions, renderChart } from "../render-chart.ts";
import { trimSpace } from "../text/letters.ts";
import { compileMatch } from "../text/match.ts";

/** Flags of `helm template`, parsed. */
export interface TemplateFlags {
  releaseName?: string;
  namespace?: string;
  includeCrds?: boolean;
  kubeVersion?: string;
  apiVersions?: readonly string[];
  showOnly?: readonly string[];
  skipTests?: boolean;
  noHooks?: boolean;
  isUpgrade?: boolean;
  flavour?: HelmFlavour;
}

/** Commands print what the released helm 4.1 prints, unless told otherwise. */
export const commandFlavour: HelmFlavour = "4.1";

/** What `helm template` prints for a chart. Throws as `renderChart` does, and FLAG_INVALID. */
export function templateText(
  chart: Chart,
  values: MapValue,
  flags: TemplateFlags = {},
  options: RenderOptions = {},
): string {
  const flavour = flags.flavour ?? options.flavour ?? commandFlavour;
  checkReleaseName(flags.releaseName ?? "release-name");
  checkInstallable(chart);
  const rendered = renderChart(chart, values, capabilitiesOf(flags, flavour), {
    ...options,
    flavour,
    release: {
      name: flags.releaseName ?? "release-name",
      namespace: flags.namespace ?? "default",
      isUpgrade: flags.isUpgrade ?? false,
      isInstall: !(flags.isUpgrade ?? false),
      ...options.release,
    },
  });
  const text = manifestText(rendered, flags);
  return flags.showOnly?.length ? selectText(text, flags.showOnly, flavour) : text;
}

const releaseName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Throws FLAG_INVALID for a name that no release may have. */
export function checkReleaseName(name: string): void {
  if (name !== "" && name.length <= 53 && releaseName.test(name)) return;
  throw new SluiceError(
    helmErrors.FLAG_INVALID,
    name === ""
      ? "no name provided"
      : `release name ${JSON.stringify(name)}: invalid release name, must match regex ${releaseName.source} and the length must not be longer than 53`,
    { terminal: true },
  );
}

/** Refuses library charts and charts that lack declared dependencies, as the command does before it renders. */
function checkInstallable(chart: Chart): void {
  const { type, dependencies } = chart.metadata;
  if (type !== "" && type !== "application") {
    throw new SluiceError(helmErrors.CHART_NOT_INSTALLABLE, `${type} charts are not installable`, {
      terminal: true,
    });
  }
  const present = new Set(chart.dependencies.map((child) => child.metadata.name));
  const missing = dependencies.map(({ name }) => name).filter((name) => !present.has(name));
  if (missing.length === 0) return;
  throw new SluiceError(
    helmErrors.CHART_DEPENDENCIES_MISSING,
    `an error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(", ")}`,
    { terminal: true },
  );
}

function capabilitiesOf(flags: TemplateFlags, flavour: HelmFlavour): Capabilities {
  const changes: Partial<Capabilities> = {
    apiVersions: flags.apiVersions,
    ...(flags.kubeVersion === undefined ? {} : { kubeVersion: parseKubeVersion(flags.kubeVersion).full }),
  };
  return offlineCapabilities(flavour, changes);
}

function manifestText(rendered: RenderedChart, flags: TemplateFlags): string {
  const parts: string[] = [];
  const add = (path: string, content: string) => parts.push(`---\n# Source: ${path}\n${content}\n`);
  if (flags.includeCrds) for (const { path, file } of rendered.crds) add(path, fileText(file));
  for (const { path, content } of rendered.manifests) add(path, content);
  let text = `${trimSpace(parts.join(""))}\n`;
  if (flags.noHooks) return text;
  for (const hook of rendered.hooks) {
    if (flags.skipTests && hook.events.includes("test")) continue;
    text += `---\n# Source: ${hook.path}\n${hook.content}\n`;
  }
  return text;
}

/** The documents of the templates that `--show-only` names, in the order of the names. */
function selectText(text: string, patterns: readonly string[], flavour: HelmFlavour): string {
  const documents = splitManifests(text, flavour);
  let selected = "";
  for (const pattern of patterns) {
    const matches = compileMatch(pattern);
    const found = documents.filter((document) => {
      const path = /# Source: [^/\n]+\/(.+)/.exec(document)?.[1];
      return path !== undefined && matches?.(path) === true;
    });
    if (found.length === 0) {
      throw new SluiceError(helmErrors.FLAG_INVALID, `could not find template ${pattern} in chart`, {
        terminal: true,
        hint: "--show-only takes paths below the chart, such as templates/deployment.yaml",
      });
    }
    for (const document of found) selected += `---\n${document}\n`;
  }
  return selected;
}
