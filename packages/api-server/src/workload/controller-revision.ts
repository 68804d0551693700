import { deepClone, type JsonObject, type KubeObject } from "@sluice/base/object";
import { isStatusError } from "../status/index.ts";
import { canonicalJson, templateHash } from "./names.ts";
import { controlledBy, type Simulation } from "./simulation.ts";
import type { PodTemplate } from "./types.ts";

export const revisionLabel = "controller-revision-hash";

/** The ControllerRevisions of a StatefulSet or DaemonSet, oldest first, the one of its present template last. */
export interface Revisions {
  all: Readonly<KubeObject>[];
  current: Readonly<KubeObject>;
}

/** Makes sure that the present template has a revision, with the highest number, and drops what history does not keep. */
export async function ensureRevision(
  simulation: Simulation,
  owner: Readonly<KubeObject>,
  options: { template: PodTemplate; historyLimit: number; inUse: ReadonlySet<string>; component: string },
): Promise<Revisions> {
  const { template, component } = options;
  const known = simulation
    .objects("controllerrevisions")
    .ownedBy(owner.metadata.uid ?? "")
    .sort((a, b) => revisionNumber(a) - revisionNumber(b));
  const data = { spec: { template: { ...deepClone(template), $patch: "replace" } } } as unknown as JsonObject;
  const wanted = canonicalJson(data);
  const same = known.find((revision) => canonicalJson(revision["data"] as JsonObject) === wanted);
  const highest = known.length === 0 ? 0 : revisionNumber(known.at(-1)!);
  let current: Readonly<KubeObject>;
  if (same === undefined) current = await createRevision(simulation, owner, data, highest + 1, component);
  else if (revisionNumber(same) === highest) current = same;
  else current = await simulation.update({ ...same, revision: highest + 1 }, component);
  const all = [...known.filter((revision) => revision !== same), current];
  const idle = all.slice(0, -1).filter((revision) => !options.inUse.has(revision.metadata.name ?? ""));
  for (const revision of idle.slice(0, Math.max(0, idle.length - options.historyLimit))) {
    await simulation.remove("controllerrevisions", revision);
  }
  return { all, current };
}

/** The number of a revision. */
export function revisionNumber(revision: Readonly<KubeObject>): number {
  return Number(revision["revision"] ?? 0);
}

/** The pod template that a revision holds. */
export function templateOf(revision: Readonly<KubeObject>): PodTemplate | undefined {
  const template = (revision["data"] as { spec?: { template?: PodTemplate & { $patch?: string } } }).spec
    ?.template;
  if (template === undefined) return undefined;
  const { $patch: _, ...rest } = template;
  return rest;
}

async function createRevision(
  simulation: Simulation,
  owner: Readonly<KubeObject>,
  data: JsonObject,
  revision: number,
  component: string,
): Promise<KubeObject> {
  const { namespace = "", name = "" } = owner.metadata;
  const template = (data["spec"] as JsonObject)["template"] as JsonObject;
  const labels = ((template["metadata"] as JsonObject | undefined)?.["labels"] ?? {}) as Record<
    string,
    string
  >;
  for (let collision = 0; ; collision++) {
    const hash = templateHash(data, collision);
    try {
      return await simulation.create(
        {
          apiVersion: "apps/v1",
          kind: "ControllerRevision",
          metadata: {
            name: `${name}-${hash}`,
            namespace,
            labels: { ...labels, [revisionLabel]: hash },
            ownerReferences: [controlledBy(owner)],
          },
          data,
          revision,
        },
        component,
      );
    } catch (error) {
      if (!isStatusError(error, 409) || collision > 10) throw error;
    }
  }
}
