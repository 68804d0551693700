import { SluiceError } from "@sluice/base/errors";
import { isJsonObject, type JsonObject } from "@sluice/base/object";
import { parseYaml } from "@sluice/yaml";
import { decode } from "./decode.ts";
import { kustomizeErrors } from "./errors.ts";
import type { FieldSpec } from "./field-spec.ts";
import { kustomizationShape } from "./kustomization-shape.ts";

/** A selector of resources: parts are regular expressions, selectors are those of labels. */
export interface Selector {
  group?: string;
  version?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  annotationSelector?: string;
  labelSelector?: string;
}

/** An entry of `patches` and `patchesJson6902`. */
export interface PatchEntry {
  path?: string;
  patch?: string;
  target?: Selector;
  options?: { allowNameChange?: boolean; allowKindChange?: boolean };
}

/** An entry of `images`. */
export interface ImageEntry {
  name?: string;
  newName?: string;
  tagSuffix?: string;
  newTag?: string;
  digest?: string;
}

/** An entry of `replicas`. */
export interface ReplicaEntry {
  name?: string;
  count?: number;
}

/** An entry of `labels`. */
export interface LabelEntry {
  pairs?: Record<string, string>;
  includeSelectors?: boolean;
  includeTemplates?: boolean;
  fields?: Partial<FieldSpec>[];
}

/** `generatorOptions`, and `options` of a generator. */
export interface GeneratorOptions {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  disableNameSuffixHash?: boolean;
  immutable?: boolean;
}

/** An entry of `configMapGenerator` and `secretGenerator`. */
export interface GeneratorEntry {
  name?: string;
  namespace?: string;
  behavior?: string;
  literals?: string[];
  files?: string[];
  envs?: string[];
  env?: string;
  options?: GeneratorOptions;
  type?: string;
}

/** How a part of a text is taken or replaced. */
export interface ReplacementOptions {
  delimiter?: string;
  index?: number;
  encoding?: string;
  create?: boolean;
}

/** An entry of `replacements`. */
export interface ReplacementEntry {
  path?: string;
  source?: Omit<Selector, "annotationSelector" | "labelSelector"> & {
    fieldPath?: string;
    options?: ReplacementOptions;
  };
  sourceValue?: string;
  targets?: { select?: Selector; reject?: Selector[]; fieldPaths?: string[]; options?: ReplacementOptions }[];
}

/** An entry of `vars`. */
export interface VariableEntry {
  name?: string;
  objref?: {
    apiVersion?: string;
    group?: string;
    version?: string;
    kind?: string;
    name?: string;
    namespace?: string;
  };
  fieldref?: { fieldPath?: string };
}

/** An entry of `helmCharts`. */
export interface HelmChartEntry {
  name?: string;
  version?: string;
  repo?: string;
  releaseName?: string;
  namespace?: string;
  additionalValuesFiles?: string[];
  valuesFile?: string;
  valuesInline?: JsonObject;
  valuesMerge?: string;
  includeCRDs?: boolean;
  skipHooks?: boolean;
  apiVersions?: string[];
  kubeVersion?: string;
  nameTemplate?: string;
  skipTests?: boolean;
  debug?: boolean;
  devel?: boolean;
}

/** `sortOptions`. */
export interface SortOptions {
  order?: string;
  legacySortOptions?: { orderFirst?: string[]; orderLast?: string[] };
}

/** A Kustomization or Component as its file holds it; wire names kept. */
export interface KustomizationFile {
  apiVersion?: string;
  kind?: string;
  metadata?: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  openapi?: Record<string, string>;
  namePrefix?: string;
  nameSuffix?: string;
  namespace?: string;
  commonLabels?: Record<string, string>;
  labels?: LabelEntry[];
  commonAnnotations?: Record<string, string>;
  patchesStrategicMerge?: string[];
  patchesJson6902?: PatchEntry[];
  patches?: PatchEntry[];
  images?: ImageEntry[];
  imageTags?: ImageEntry[];
  replacements?: ReplacementEntry[];
  replicas?: ReplicaEntry[];
  vars?: VariableEntry[];
  sortOptions?: SortOptions;
  resources?: string[];
  components?: string[];
  crds?: string[];
  bases?: string[];
  configMapGenerator?: GeneratorEntry[];
  secretGenerator?: GeneratorEntry[];
  helmGlobals?: { chartHome?: string; configHome?: string };
  helmCharts?: HelmChartEntry[];
  helmChartInflationGenerator?: Record<string, unknown>[];
  generatorOptions?: GeneratorOptions;
  configurations?: string[];
  generators?: string[];
  transformers?: string[];
  validators?: string[];
  buildMetadata?: string[];
}

/** How a kustomization file is read. */
export interface ReadOptions {
  /** The path that errors name. */
  file?: string;
  /** Drop unknown fields instead of refusing them, as Flux does at the root; default false. */
  lenient?: boolean;
}

/**
 * Reads the text of a kustomization file. Field names match in any case. Throws KUSTOMIZE_FILE_INVALID for unknown
 * fields (`invalid Kustomization: json: unknown field "x"`) and wrong types. Source: kustomize:api/types; KE-11.
 */
export function readKustomization(text: string, options: ReadOptions = {}): KustomizationFile {
  const location = options.file === undefined ? {} : { location: { path: options.file } };
  try {
    const value = parseYaml(text, {
      flavour: "v2",
      ...(options.file === undefined ? {} : { file: options.file }),
    });
    if (value === null) return {};
    if (!isJsonObject(value)) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_FILE_INVALID,
        `json: cannot unmarshal ${Array.isArray(value) ? "array" : typeof value} into Go value of type types.Kustomization`,
      );
    }
    return decode(value, kustomizationShape, {
      strict: options.lenient !== true,
      coerce: false,
    }) as KustomizationFile;
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    const isYaml = cause.code.startsWith("YAML_");
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_FILE_INVALID,
      isYaml
        ? `invalid Kustomization: error converting YAML to JSON: ${cause.message}`
        : `invalid Kustomization: ${cause.message}`,
      {
        ...location,
        ...(cause.location === undefined ? {} : { location: cause.location }),
        fieldPath: cause.fieldPath,
        cause,
      },
    );
  }
}

/** True when the file says nothing but what it is. */
export function isEmptyKustomization(file: KustomizationFile): boolean {
  return Object.entries(file).every(
    ([name, value]) => name === "apiVersion" || name === "kind" || value === "" || value === undefined,
  );
}

const advice = "Run 'kustomize edit fix' to update your Kustomization automatically.";
const deprecated: readonly (readonly [keyof KustomizationFile, string, string])[] = [
  ["bases", "resources", advice],
  ["commonLabels", "labels", advice],
  ["imageTags", "images", advice],
  ["patchesJson6902", "patches", advice],
  ["patchesStrategicMerge", "patches", advice],
  ["vars", "replacements", `[EXPERIMENTAL] ${advice}`],
];

/** The warnings that kustomize prints for fields with a successor. */
export function deprecationWarnings(file: KustomizationFile): string[] {
  return deprecated
    .filter(([name]) => file[name] !== undefined)
    .map(
      ([name, successor, remedy]) =>
        `# Warning: '${name}' is deprecated. Please use '${successor}' instead. ${remedy}`,
    );
}

/** The file with defaults set and old fields moved to their successors; the file given stays as it is. */
export function modernize(file: KustomizationFile): KustomizationFile {
  const kind = file.kind || "Kustomization";
  const modern: KustomizationFile = {
    ...file,
    kind,
    apiVersion:
      file.apiVersion ||
      (kind === "Component" ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1"),
    resources: [...(file.resources ?? []), ...(file.bases ?? [])],
    images: [...(file.images ?? []), ...(file.imageTags ?? [])],
    configMapGenerator: file.configMapGenerator?.map(withEnvFiles),
    secretGenerator: file.secretGenerator?.map(withEnvFiles),
  };
  for (const old of file.helmChartInflationGenerator ?? []) addOldChart(modern, old);
  delete modern.bases;
  delete modern.imageTags;
  delete modern.helmChartInflationGenerator;
  return modern;
}

function withEnvFiles(entry: GeneratorEntry): GeneratorEntry {
  if (!entry.env) return entry;
  const { env, ...rest } = entry;
  return { ...rest, envs: [...(entry.envs ?? []), env] };
}

function addOldChart(file: KustomizationFile, old: Record<string, unknown>): void {
  const text = (name: string): string | undefined =>
    typeof old[name] === "string" ? (old[name] as string) : undefined;
  const chart: HelmChartEntry = {
    name: text("chartName"),
    version: text("chartVersion"),
    repo: text("chartRepoUrl"),
    releaseName: text("releaseName"),
    valuesFile: text("values"),
    valuesInline: old["valuesLocal"] as JsonObject | undefined,
    valuesMerge: text("valuesMerge"),
  };
  file.helmCharts = [...(file.helmCharts ?? []), chart];
  if (file.helmGlobals === undefined && (text("chartHome") || text("helmHome"))) {
    file.helmGlobals = { chartHome: text("chartHome"), configHome: text("helmHome") };
  }
}

/** What is wrong with the kind and apiVersion of a modernized file, in kustomize's words. */
export function typeProblems(file: KustomizationFile): string[] {
  const problems: string[] = [];
  if (file.kind !== "Kustomization" && file.kind !== "Component") {
    problems.push("kind should be Kustomization or Component");
  }
  const wanted =
    file.kind === "Component" ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";
  if (file.apiVersion !== wanted) problems.push(`apiVersion for ${file.kind} should be ${wanted}`);
  return problems;
}
