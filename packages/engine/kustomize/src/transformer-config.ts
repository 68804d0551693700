import { expandSpecs, type FieldSpec, mergeSpecs, parseSelector, sortSpecs } from "./field-spec.ts";
import { compareGvk, type Gvk, sortText } from "./resource-id.ts";
import {
  annotationPaths,
  imagePaths,
  labelAndSelectorPaths,
  namePrefixPaths,
  nameReferences,
  namespacePaths,
  replicaPaths,
  templateLabelPaths,
  variablePaths,
} from "./tables/field-paths.ts";

/** A kind whose name others hold, and where they hold it. */
export interface NameReference extends Gvk {
  referrers: readonly FieldSpec[];
}

/** Where each transformer writes. Lists are in kustomize's order and never changed in place. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

/** A configuration that says nothing. */
export const emptyConfig: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

const makers: { readonly [Name in keyof TransformerConfig]: () => TransformerConfig[Name] } = {
  namePrefix: () => expandSpecs(namePrefixPaths),
  nameSuffix: () => expandSpecs(namePrefixPaths),
  namespace: () => expandSpecs(namespacePaths),
  commonLabels: () => expandSpecs(labelAndSelectorPaths),
  labels: () => [],
  templateLabels: () => expandSpecs(templateLabelPaths),
  commonAnnotations: () => expandSpecs(annotationPaths),
  nameReference: () =>
    nameReferences
      .map(([target, referrers]) => ({ ...parseSelector(target), referrers: expandSpecs(referrers) }))
      .sort(compareGvk),
  varReference: () => expandSpecs(variablePaths),
  images: () => expandSpecs(imagePaths),
  replicas: () => expandSpecs(replicaPaths),
};

/** kustomize's defaults; each list is made when it is first asked for, so that a small build pays for little. */
const builtin: TransformerConfig = makeLazy();

function makeLazy(): TransformerConfig {
  const lazy = {};
  for (const name of Object.keys(makers) as (keyof TransformerConfig)[]) {
    let made: TransformerConfig[typeof name] | undefined;
    Object.defineProperty(lazy, name, {
      enumerable: true,
      get() {
        made ??= makers[name]();
        return made;
      },
    });
  }
  return lazy as TransformerConfig;
}

/** The configuration where none is given. */
export function defaultConfig(): TransformerConfig {
  return builtin;
}

/** Both configurations in one; parts that are the same object are not looked at twice. */
export function mergeConfigs(base: TransformerConfig, added: TransformerConfig): TransformerConfig {
  if (base === added || added === emptyConfig) return base;
  if (base === emptyConfig && added === builtin) return added;
  return {
    namePrefix: merge(base.namePrefix, added.namePrefix),
    nameSuffix: merge(base.nameSuffix, added.nameSuffix),
    namespace: merge(base.namespace, added.namespace),
    commonLabels: merge(base.commonLabels, added.commonLabels),
    labels: merge(base.labels, added.labels),
    templateLabels: merge(base.templateLabels, added.templateLabels),
    commonAnnotations: merge(base.commonAnnotations, added.commonAnnotations),
    nameReference: mergeReferences(base.nameReference, added.nameReference),
    varReference: merge(base.varReference, added.varReference),
    images: merge(base.images, added.images),
    replicas: merge(base.replicas, added.replicas),
  };
}

function merge(base: readonly FieldSpec[], added: readonly FieldSpec[]): readonly FieldSpec[] {
  if (base === added || added.length === 0) return base;
  // Merged into nothing, too: a spec for one kind swallows a later one for all kinds at the same path.
  return sortSpecs(mergeSpecs(base, added));
}

function mergeReferences(
  base: readonly NameReference[],
  added: readonly NameReference[],
): readonly NameReference[] {
  if (base === added || added.length === 0) return base;
  const byTarget = new Map(base.map((reference) => [sortText(reference), reference]));
  for (const reference of added) {
    const known = byTarget.get(sortText(reference));
    byTarget.set(
      sortText(reference),
      known === undefined
        ? reference
        : { ...known, referrers: mergeSpecs(known.referrers, reference.referrers) },
    );
  }
  return [...byTarget.values()].sort(compareGvk);
}
