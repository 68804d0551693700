import { type Kustomization, kustomizationKind } from "@sluice/api/kustomize";
import { type Condition, ReadyCondition } from "@sluice/api/meta";
import { type GitRepository, gitRepositoryKind } from "@sluice/api/source";
import type { JsonObject, KubeObject } from "@sluice/base/object";
import type { KindRef } from "@sluice/kube/client";
import { shortenHashes } from "./output/table.ts";

/** An object as commands see it. */
export interface ToolkitObject extends KubeObject {
  spec?: JsonObject & { suspend?: boolean };
  status?: { conditions?: Condition[]; observedGeneration?: number; lastHandledReconcileAt?: string };
}

/** How commands name and show a kind. */
export interface CliKind {
  ref: KindRef;
  kind: string;
  plural: string;
  /** In messages: `source git`, `kustomization`. */
  human: string;
  /** Words on the command line. */
  words: readonly string[];
  isSource: boolean;
  revision(object: ToolkitObject): string;
  /** What a finished reconcile says (ACT-3). */
  successText(object: ToolkitObject): string;
}

const gitRepository: CliKind = {
  ref: gitRepositoryKind,
  kind: "GitRepository",
  plural: "gitrepositories",
  human: "source git",
  words: ["git"],
  isSource: true,
  revision: (object) => (object as unknown as GitRepository).status?.artifact?.revision ?? "",
  successText: (object) =>
    `fetched revision ${(object as unknown as GitRepository).status?.artifact?.revision ?? ""}`,
};

const kustomization: CliKind = {
  ref: kustomizationKind,
  kind: "Kustomization",
  plural: "kustomizations",
  human: "kustomization",
  words: ["kustomizations", "kustomization", "ks"],
  isSource: false,
  revision: (object) => (object as unknown as Kustomization).status?.lastAppliedRevision ?? "",
  successText: (object) =>
    `applied revision ${(object as unknown as Kustomization).status?.lastAppliedRevision ?? ""}`,
};

/** In the order of `get all` (A2). */
export const cliKinds: readonly CliKind[] = [gitRepository, kustomization];

export const sourceKinds = cliKinds.filter((kind) => kind.isSource);
export { gitRepository as gitRepositoryCli, kustomization as kustomizationCli };

export function findReady(object: ToolkitObject): Condition | undefined {
  return object.status?.conditions?.find((condition) => condition.type === ReadyCondition);
}

/** The cells behind the name: REVISION SUSPENDED READY MESSAGE (GET-5). */
export function statusCells(kind: CliKind, object: ToolkitObject): string[] {
  const ready = findReady(object);
  return [
    shortenHashes(kind.revision(object)),
    object.spec?.suspend ? "True" : "False",
    ready?.status ?? "False",
    shortenHashes(ready?.message ?? "waiting to be reconciled"),
  ];
}
