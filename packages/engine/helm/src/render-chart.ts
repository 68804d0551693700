import { isSluiceError, SluiceError } from "@sluice/base/errors";
import { isJsonObject, type KubeObject, type ObjectSet } from "@sluice/base/object";
import { Budget, type BudgetLimits, type GoFunction, type MapValue } from "@sluice/go-template";
import { type Capabilities, offlineCapabilities, parseKubeVersion } from "./capabilities.ts";
import { type Chart, type ChartFile, crdsOf } from "./chart/index.ts";
import { helmErrors } from "./errors.ts";
import { defaultFlavour, type HelmFlavour } from "./flavour.ts";
import { type Hook, type Manifest, sortManifests } from "./manifest/index.ts";
import { type ReleaseInfo, templateSources } from "./render/chart-scope.ts";
import { parseCacheOf, renderTemplates } from "./render/index.ts";
import type { LookupReader } from "./render/render-functions.ts";
import type { SchemaDocuments } from "./schema/index.ts";
import { coalesceValues, enabledCharts, isInRange, validateValues } from "./values/index.ts";

/** How a chart is rendered. Everything that is no pure function of chart and values comes in here. */
export interface RenderOptions {
  release?: Partial<ReleaseInfo>;
  flavour?: HelmFlavour;
  /** Milliseconds since the epoch; default the platform's clock. */
  now?: () => number;
  /** Default the platform's generator. */
  randomBytes?: (count: number) => Uint8Array;
  /** IANA name of the local time zone; default UTC. */
  timeZone?: string;
  lookup?: LookupReader;
  lookupHost?: (name: string) => readonly string[];
  functions?: ReadonlyMap<string, GoFunction>;
  /** Also gives the notes of subcharts. */
  subNotes?: boolean;
  isStrict?: boolean;
  isLint?: boolean;
  skipSchema?: boolean;
  /** Schemas that a chart's schema refers to by address; nothing is fetched. */
  schemaDocuments?: SchemaDocuments;
  warn?: (message: string) => void;
  /** Stops the render when it aborts. */
  signal?: AbortSignal;
  /** Longest time in milliseconds; default 60 s. */
  timeoutMs?: number;
  limits?: Omit<BudgetLimits, "shouldStop">;
}

/** What a chart renders to. */
export interface RenderedChart {
  /** Resources in install order. */
  readonly manifests: readonly Manifest[];
  readonly hooks: readonly Hook[];
  readonly notes: string;
  /** Files in `crds/` of the chart and its enabled subcharts. */
  readonly crds: readonly { readonly path: string; readonly file: ChartFile }[];
  /** Values with all defaults, as `.Values` of the root. */
  readonly values: MapValue;
  /** The resources as data; documents that hold nothing are left out. */
  readonly objects: ObjectSet;
}

/**
 * Renders a chart with values for a release, as Helm does. Pure but for what the options pass in; the chart is not
 * changed, so that it may be rendered again and again, which is much faster than the first time.
 *
 * Errors: VALUES_INVALID, VALUES_SCHEMA, CHART_KUBE_VERSION, RENDER_FAILED, RENDER_LIMIT, MANIFEST_INVALID.
 */
export function renderChart(
  chart: Chart,
  values: MapValue,
  capabilities?: Capabilities,
  options: RenderOptions = {},
): RenderedChart {
  const flavour = options.flavour ?? defaultFlavour;
  const cluster = capabilities ?? offlineCapabilities(flavour);
  const warn = options.warn ?? (() => {});
  const root = chooseCharts(chart, values, flavour, warn);
  const coalesced = coalesceValues(root, values, flavour, warn);
  if (!options.skipSchema) validateValues(root, coalesced, options.schemaDocuments);
  checkKubeVersion(chart, cluster);
  const release: ReleaseInfo = {
    name: "release-name",
    namespace: "default",
    revision: 1,
    isUpgrade: false,
    isInstall: !(options.release?.isUpgrade ?? false),
    ...options.release,
  };
  const sources = templateSources(root, coalesced, release, cluster, flavour);
  const files = renderTemplates(sources, {
    flavour,
    isStrict: options.isStrict,
    isLint: options.isLint,
    lookup: options.lookup,
    lookupHost: options.lookupHost,
    functions: options.functions,
    now: options.now ?? Date.now,
    randomBytes: options.randomBytes ?? ((count) => crypto.getRandomValues(new Uint8Array(count))),
    timeZone: options.timeZone,
    warn,
    budget: budgetOf(options),
    cache: parseCacheOf(chart),
  });
  const notes = takeNotes(files, chart.metadata.name, options.subNotes ?? false);
  const { manifests, hooks } = sortManifests(files, flavour);
  return {
    manifests,
    hooks,
    notes,
    crds: enabledCrds(root),
    values: coalesced,
    get objects() {
      return manifests.flatMap(({ object }) =>
        isJsonObject(object) ? [object as unknown as KubeObject] : [],
      );
    },
  };
}

function chooseCharts(
  chart: Chart,
  values: MapValue,
  flavour: HelmFlavour,
  warn: (message: string) => void,
): ReturnType<typeof enabledCharts> {
  try {
    return enabledCharts(chart, values, flavour, warn);
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    throw new SluiceError(error.code, `chart dependencies processing failed: ${error.message}`, {
      terminal: true,
      hint: error.hint,
      fieldPath: error.fieldPath,
      cause: error,
    });
  }
}

function enabledCrds(root: ReturnType<typeof enabledCharts>): RenderedChart["crds"] {
  const asChart = (node: typeof root): Chart => ({
    ...node.chart,
    metadata: { ...node.chart.metadata, name: node.name },
    dependencies: node.dependencies.map(asChart),
  });
  return crdsOf(asChart(root));
}

function budgetOf({ signal, timeoutMs = 60_000, limits }: RenderOptions): Budget {
  const deadline = performance.now() + timeoutMs;
  return new Budget({
    ...limits,
    shouldStop: () => {
      if (signal?.aborted) return `aborted: ${String(signal.reason)}`;
      return performance.now() > deadline ? `it takes longer than ${timeoutMs} ms` : undefined;
    },
  });
}

function checkKubeVersion({ metadata }: Chart, { kubeVersion }: Capabilities): void {
  if (metadata.kubeVersion === "") return;
  if (isInRange(metadata.kubeVersion, parseKubeVersion(kubeVersion).normalized)) return;
  throw new SluiceError(
    helmErrors.CHART_KUBE_VERSION,
    `chart requires kubeVersion: ${metadata.kubeVersion} which is incompatible with Kubernetes ${kubeVersion}`,
    {
      terminal: true,
      hint: "use a version of the chart that supports the cluster, or name another --kube-version",
    },
  );
}

/** Takes NOTES.txt out of the files: that of the root, or those of the subcharts too. */
function takeNotes(files: Map<string, string>, name: string, includesSubcharts: boolean): string {
  const notes: string[] = [];
  for (const [path, text] of files) {
    if (!path.endsWith("NOTES.txt")) continue;
    files.delete(path);
    if (includesSubcharts || path === `${name}/templates/NOTES.txt`) notes.push(text);
  }
  return notes.join("\n");
}
