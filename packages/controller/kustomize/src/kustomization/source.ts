import type { Kustomization } from "@sluice/api/kustomize";
import { AccessDeniedReason } from "@sluice/api/meta";
import type { Artifact } from "@sluice/api/source";
import { SluiceError } from "@sluice/base/errors";
import type { KubeObject } from "@sluice/base/object";
import { kustomizeControllerErrors } from "../errors.ts";

/** A source of any kind, as far as its consumers care. */
export interface SourceObject extends KubeObject {
  status?: { artifact?: Artifact };
}

/** Finds a source by kind, namespace and name in what is watched; undefined when there is none. */
export type FindSource = (kind: string, namespace: string, name: string) => SourceObject | undefined;

export interface SourceKey {
  kind: string;
  namespace: string;
  name: string;
}

/** The source a Kustomization refers to. */
export function sourceKeyOf(kustomization: Kustomization): SourceKey {
  const { kind, name, namespace } = kustomization.spec.sourceRef;
  return { kind, name, namespace: namespace || kustomization.metadata.namespace || "" };
}

/** `Kind/namespace/name`, without the namespace where the reference has none (KC-13). */
export function sourceRefText(kustomization: Kustomization): string {
  const { kind, name, namespace } = kustomization.spec.sourceRef;
  return namespace ? `${kind}/${namespace}/${name}` : `${kind}/${name}`;
}

/**
 * The source. Throws KUSTOMIZATION_ACCESS_DENIED (terminal, KC-184) and KUSTOMIZATION_SOURCE_MISSING (KC-56).
 */
export function resolveSource(
  kustomization: Kustomization,
  find: FindSource,
  noCrossNamespaceRefs: boolean,
): SourceObject {
  const key = sourceKeyOf(kustomization);
  if (noCrossNamespaceRefs && key.namespace !== kustomization.metadata.namespace) {
    throw new SluiceError(
      kustomizeControllerErrors.KUSTOMIZATION_ACCESS_DENIED,
      `can't access '${key.kind}/${key.namespace}/${key.name}', cross-namespace references have been blocked`,
      { reason: AccessDeniedReason, terminal: true, fieldPath: "spec.sourceRef.namespace" },
    );
  }
  const source = find(key.kind, key.namespace, key.name);
  if (source === undefined) {
    throw new SluiceError(
      kustomizeControllerErrors.KUSTOMIZATION_SOURCE_MISSING,
      `Source '${sourceRefText(kustomization)}' not found`,
      {
        reason: "ArtifactFailed",
        fieldPath: "spec.sourceRef",
        hint: `create the ${key.kind} ${key.namespace}/${key.name}, or correct spec.sourceRef`,
      },
    );
  }
  return source;
}
