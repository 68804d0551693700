import type { Kustomization } from "@sluice/api/kustomize";
import { DependencyNotReadyReason } from "@sluice/api/meta";
import { SluiceError } from "@sluice/base/errors";
import { formatKey } from "@sluice/kube/controller";
import { isReady } from "@sluice/toolkit/conditions";
import { kustomizeControllerErrors } from "../errors.ts";
import { sourceKeyOf } from "./source.ts";

/** Reads a Kustomization by key; undefined when there is none. */
export type FindKustomization = (
  key: string,
) => Kustomization | undefined | Promise<Kustomization | undefined>;

/** The keys of the Kustomizations that must be ready first. */
export function dependencyKeys(kustomization: Kustomization): string[] {
  return (kustomization.spec.dependsOn ?? []).map(({ name, namespace }) =>
    formatKey({ name, namespace: namespace || kustomization.metadata.namespace || "" }),
  );
}

/** Throws KUSTOMIZATION_DEPENDENCY for the first dependency that is not ready (KC-70, KC-71, KC-73), or for a cycle. */
export async function checkDependencies(
  kustomization: Kustomization,
  revision: string,
  find: FindKustomization,
): Promise<void> {
  const keys = dependencyKeys(kustomization);
  if (keys.length === 0) return;
  const cycle = await findCycle(kustomization, find);
  if (cycle !== undefined)
    throw notReady(`dependency cycle: ${cycle.join(" -> ")}`, "remove one of these spec.dependsOn entries");
  for (const key of keys) {
    const dependency = await find(key);
    if (dependency === undefined) throw notReady(`dependency '${key}' not found`);
    if (!isReady(dependency)) throw notReady(`dependency '${key}' is not ready`);
    if (hasSameSource(kustomization, dependency) && dependency.status?.lastAppliedRevision !== revision) {
      throw notReady(`dependency '${key}' revision is not up to date`);
    }
  }
}

function hasSameSource(a: Kustomization, b: Kustomization): boolean {
  const [left, right] = [sourceKeyOf(a), sourceKeyOf(b)];
  return left.kind === right.kind && left.name === right.name && left.namespace === right.namespace;
}

/** The way from a Kustomization back to itself, along dependsOn. */
async function findCycle(start: Kustomization, find: FindKustomization): Promise<string[] | undefined> {
  const origin = formatKey(start);
  const cameFrom = new Map<string, string>();
  const pending = dependencyKeys(start).map((key) => ({ key, from: origin }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.key === origin) return [...pathTo(next.from, origin, cameFrom), origin];
    if (cameFrom.has(next.key)) continue;
    cameFrom.set(next.key, next.from);
    const dependency = await find(next.key);
    if (dependency === undefined) continue;
    for (const key of dependencyKeys(dependency)) pending.push({ key, from: next.key });
  }
  return undefined;
}

function pathTo(end: string, origin: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [end];
  for (let key = end; key !== origin; ) {
    key = cameFrom.get(key) as string;
    path.unshift(key);
  }
  return path;
}

function notReady(message: string, hint?: string): SluiceError {
  return new SluiceError(kustomizeControllerErrors.KUSTOMIZATION_DEPENDENCY, message, {
    reason: DependencyNotReadyReason,
    fieldPath: "spec.dependsOn",
    hint,
  });
}
