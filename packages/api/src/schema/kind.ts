import type { ObjectMeta } from "@sluice/base/object";
import type { Schema } from "./schema.ts";

/** One object of a kind: wire names, `status` absent until a controller wrote it. */
export type Resource<Spec, Status> = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: Spec;
  status?: Status;
};

/** A column of `kubectl get`. */
export interface PrinterColumn {
  name: string;
  type: "string" | "date" | "integer" | "number" | "boolean";
  jsonPath: string;
  description?: string;
  format?: string;
  /** Columns above 0 show with `-o wide` only. */
  priority?: number;
}

/** One version of a kind, as the API server serves it. */
export interface KindVersion {
  name: string;
  /** False for a version that is known and no longer served. */
  isServed?: boolean;
  /** True for the one version that is stored; a kind with one version need not say it. */
  isStorage?: boolean;
  deprecationWarning?: string;
  description: string;
  spec: Schema<unknown>;
  status?: Schema<unknown>;
  /** True where `spec` must be present. */
  isSpecRequired?: boolean;
  /** `none` where upstream's CRD has an empty `subresources`. */
  subresources?: "status" | "none";
  columns: PrinterColumn[];
}

/** Everything there is to know of a kind; the CustomResourceDefinition is derived from it. */
export interface KindDefinition<T = unknown> {
  readonly group: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly isNamespaced: boolean;
  readonly annotations: Readonly<Record<string, string>>;
  /** The version that controllers use: the stored one. */
  readonly version: string;
  /** `group/version` of the stored version. */
  readonly apiVersion: string;
  readonly versions: readonly KindVersion[];
  /** Known to the compiler only: the type of the objects of this kind. */
  readonly objectType?: T;
}

/** What `defineKind` needs to be told; the rest follows from it. */
export interface KindInput<Spec, Status> {
  group: string;
  kind: string;
  plural: string;
  shortNames?: string[];
  categories?: string[];
  annotations?: Record<string, string>;
  /** The version in use; further ones go to `otherVersions`. */
  version: Omit<KindVersion, "spec" | "status"> & { spec: Schema<Spec>; status?: Schema<Status> };
  otherVersions?: KindVersion[];
}

/** Kustomize's post-build substitution must not touch the schema texts of a CRD. */
const withoutSubstitution = { "kustomize.toolkit.fluxcd.io/substitute": "disabled" };

/** Defines a kind from its schema: the type of its objects is `ObjectOfKind<typeof theKind>`. */
export function defineKind<Spec, Status = never>(
  input: KindInput<Spec, Status>,
): KindDefinition<Resource<Spec, Status>> {
  const versions: KindVersion[] = [
    { ...input.version, isStorage: input.version.isStorage ?? true },
    ...(input.otherVersions ?? []),
  ];
  return {
    group: input.group,
    kind: input.kind,
    listKind: `${input.kind}List`,
    plural: input.plural,
    singular: input.kind.toLowerCase(),
    shortNames: input.shortNames ?? [],
    categories: input.categories ?? [],
    isNamespaced: true,
    annotations: input.annotations ?? withoutSubstitution,
    version: input.version.name,
    apiVersion: `${input.group}/${input.version.name}`,
    versions,
  };
}

/** The type of the objects of a kind. */
export type ObjectOfKind<K> = K extends KindDefinition<infer T> ? T : never;
