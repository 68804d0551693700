import type { Shape } from "./decode.ts";

const texts: Shape = { map: "string" };
const textList: Shape = { list: "string" };

const selectorFields = {
  group: "string",
  version: "string",
  kind: "string",
  name: "string",
  namespace: "string",
} as const;
/** The shape of a selector. */
export const selectorShape: Shape = {
  name: "Selector",
  fields: { ...selectorFields, annotationSelector: "string", labelSelector: "string" },
};
/** The shape of a field spec. */
export const fieldSpecShape: Shape = {
  name: "FieldSpec",
  fields: { group: "string", version: "string", kind: "string", path: "string", create: "boolean" },
};
const patchOptions: Shape = {
  name: "PatchArgs",
  fields: { allowNameChange: "boolean", allowKindChange: "boolean" },
};
/** The shape of an entry of `patches`. */
export const patchShape: Shape = {
  name: "Patch",
  fields: { path: "string", patch: "string", target: selectorShape, options: patchOptions },
};
/** The shape of an entry of `images`. */
export const imageShape: Shape = {
  name: "Image",
  fields: { name: "string", newName: "string", tagSuffix: "string", newTag: "string", digest: "string" },
};
/** The shape of an entry of `replicas`. */
export const replicaShape: Shape = { name: "Replica", fields: { name: "string", count: "integer" } };
const generatorOptionsShape: Shape = {
  name: "GeneratorOptions",
  fields: { labels: texts, annotations: texts, disableNameSuffixHash: "boolean", immutable: "boolean" },
};
/** The fields of a generator. */
export const generatorFields: Readonly<Record<string, Shape>> = {
  name: "string",
  namespace: "string",
  behavior: "string",
  literals: textList,
  files: textList,
  envs: textList,
  env: "string",
  options: generatorOptionsShape,
};
const replacementOptions: Shape = {
  name: "FieldOptions",
  fields: { delimiter: "string", index: "integer", encoding: "string", create: "boolean" },
};
/** The shape of an entry of `replacements`. */
export const replacementShape: Shape = {
  name: "ReplacementField",
  fields: {
    path: "string",
    source: {
      name: "SourceSelector",
      fields: { ...selectorFields, fieldPath: "string", options: replacementOptions },
    },
    sourceValue: "string",
    targets: {
      list: {
        name: "TargetSelector",
        fields: {
          select: selectorShape,
          reject: { list: selectorShape },
          fieldPaths: textList,
          options: replacementOptions,
        },
      },
    },
  },
};
/** The fields of a Helm chart. */
export const helmChartFields: Readonly<Record<string, Shape>> = {
  name: "string",
  version: "string",
  repo: "string",
  releaseName: "string",
  namespace: "string",
  additionalValuesFiles: textList,
  valuesFile: "string",
  valuesInline: { map: "any" },
  valuesMerge: "string",
  includeCRDs: "boolean",
  skipHooks: "boolean",
  apiVersions: textList,
  kubeVersion: "string",
  nameTemplate: "string",
  skipTests: "boolean",
  debug: "boolean",
  devel: "boolean",
};
/** The fields of `helmGlobals`. */
export const helmGlobalsFields: Readonly<Record<string, Shape>> = {
  chartHome: "string",
  configHome: "string",
};

/** The shape of a whole file. */
export const kustomizationShape: Shape = {
  name: "Kustomization",
  fields: {
    apiVersion: "string",
    kind: "string",
    metadata: {
      name: "ObjectMeta",
      fields: { name: "string", namespace: "string", labels: texts, annotations: texts },
    },
    openapi: texts,
    namePrefix: "string",
    nameSuffix: "string",
    namespace: "string",
    commonLabels: texts,
    labels: {
      list: {
        name: "Label",
        fields: {
          pairs: texts,
          includeSelectors: "boolean",
          includeTemplates: "boolean",
          fields: { list: fieldSpecShape },
        },
      },
    },
    commonAnnotations: texts,
    patchesStrategicMerge: textList,
    patchesJson6902: { list: patchShape },
    patches: { list: patchShape },
    images: { list: imageShape },
    imageTags: { list: imageShape },
    replacements: { list: replacementShape },
    replicas: { list: replicaShape },
    vars: {
      list: {
        name: "Var",
        fields: {
          name: "string",
          objref: { name: "Target", fields: { ...selectorFields, apiVersion: "string" } },
          fieldref: { name: "FieldSelector", fields: { fieldPath: "string" } },
        },
      },
    },
    sortOptions: {
      name: "SortOptions",
      fields: {
        order: "string",
        legacySortOptions: {
          name: "LegacySortOptions",
          fields: { orderFirst: textList, orderLast: textList },
        },
      },
    },
    resources: textList,
    components: textList,
    crds: textList,
    bases: textList,
    configMapGenerator: { list: { name: "ConfigMapArgs", fields: generatorFields } },
    secretGenerator: { list: { name: "SecretArgs", fields: { ...generatorFields, type: "string" } } },
    helmGlobals: { name: "HelmGlobals", fields: helmGlobalsFields },
    helmCharts: { list: { name: "HelmChart", fields: helmChartFields } },
    helmChartInflationGenerator: {
      list: {
        name: "HelmChartArgs",
        fields: {
          chartName: "string",
          chartVersion: "string",
          chartRepoUrl: "string",
          chartHome: "string",
          chartRepoName: "string",
          helmBin: "string",
          helmHome: "string",
          values: "string",
          valuesLocal: { map: "any" },
          valuesMerge: "string",
          releaseName: "string",
          releaseNamespace: "string",
          extraArgs: textList,
        },
      },
    },
    generatorOptions: generatorOptionsShape,
    configurations: textList,
    generators: textList,
    transformers: textList,
    validators: textList,
    buildMetadata: textList,
  },
};
