import type { Clock } from "@sluice/base/clock";
import { sleep } from "@sluice/base/clock";
import { errorText, SluiceError } from "@sluice/base/errors";
import { deepClone, type KubeObject, objectName } from "@sluice/base/object";
import { ApiStatusError, isNotFound, isNotServed, type KubeClient, objectKey } from "../client/index.ts";
import { kubeErrors } from "../errors.ts";
import { waitForHealth } from "../health/index.ts";
import { hasDrifted } from "./drift.ts";
import { type Stage, sortForApply, stageOf, stages } from "./order.ts";
import { isExcluded, policyOf } from "./policy.ts";
import { type CleanUpRules, cleanUpPatch } from "./take-over.ts";

export type ApplyAction = "created" | "configured" | "unchanged" | "skipped";

/** What became of one object; `object` is the live one afterwards, as far as it was read. */
export interface ApplyChange {
  action: ApplyAction;
  object: KubeObject;
}

/** The keys and names by which an owner's policies are read. */
export interface ApplierOptions {
  client: KubeClient;
  clock: Clock;
  fieldManager: string;
  /** How many dry-runs run at once. */
  concurrency: number;
  /** Values of label or annotation that keep an object out of our hands, on the desired or the live one. */
  exclude: Record<string, string>;
  /** Key whose value `ifnotpresent` means: create only; `merge`: keep foreign fields. */
  policyKey: string;
  /** Key whose value `enabled` means: recreate when a field cannot be changed. */
  forceKey: string;
  cleanUp: Omit<CleanUpRules, "fieldManager">;
  customStageKinds?: ReadonlySet<string>;
}

export interface ApplySettings {
  /** Recreate any object whose change the API server refuses as immutable. */
  force: boolean;
  signal: AbortSignal;
  /**
   * Says that an object is already as desired, so that no request is needed: the caller has applied exactly this
   * and has watched it since.
   */
  isKnownUnchanged?(object: KubeObject): KubeObject | undefined;
  /** Told of each written object as soon as the API server has answered. */
  onApplied?(desired: KubeObject, live: KubeObject): void;
}

/** Some objects could not be applied. `changes` is what was done before and besides. */
export class ApplyFailure extends SluiceError {
  readonly changes: readonly ApplyChange[];

  constructor(error: SluiceError, changes: readonly ApplyChange[]) {
    super(error.code, error.message, { ...error, cause: error.cause });
    this.changes = changes;
  }
}

const stageTimeoutMs = 60_000;
const deletePollMs = 2_000;

type Planned =
  | { action: "skipped" | "unchanged"; object: KubeObject }
  | {
      action: "created" | "configured";
      desired: KubeObject;
      live: KubeObject | undefined;
      cleanUp?: ReturnType<typeof cleanUpPatch>;
    };

/** Applies object sets for one owner kind. Safe for parallel use on disjoint sets. */
export class Applier {
  readonly #options: ApplierOptions;

  constructor(options: ApplierOptions) {
    this.#options = options;
  }

  /**
   * Applies the objects, stage by stage. Returns a change for each, in the order of application. Throws
   * `ApplyFailure` with APPLY_DRY_RUN_FAILED (nothing of that stage was written; the message is of the first
   * failing object, the hint lists the others) or APPLY_FAILED.
   */
  async apply(objects: readonly KubeObject[], settings: ApplySettings): Promise<ApplyChange[]> {
    const changes: ApplyChange[] = [];
    try {
      for (const stage of stages) {
        const members = sortForApply(
          objects.filter((object) => stageOf(object, this.#options.customStageKinds) === stage),
        );
        if (members.length === 0) continue;
        const stageChanges = await this.#applyStage(members, settings, changes);
        await this.#awaitStage(stage, stageChanges, settings.signal);
      }
      return changes;
    } catch (error) {
      if (error instanceof SluiceError) throw new ApplyFailure(error, changes);
      throw error;
    }
  }

  async #applyStage(
    members: KubeObject[],
    settings: ApplySettings,
    changes: ApplyChange[],
  ): Promise<ApplyChange[]> {
    const plans = await this.#planAll(members, settings);
    const stageChanges: ApplyChange[] = [];
    for (const plan of plans) {
      const change = "desired" in plan ? await this.#write(plan, settings) : plan;
      stageChanges.push(change);
      changes.push(change);
    }
    return stageChanges;
  }

  async #planAll(members: KubeObject[], settings: ApplySettings): Promise<Planned[]> {
    const plans: Planned[] = new Array(members.length);
    const failures: SluiceError[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < members.length) {
        const index = next++;
        try {
          plans[index] = await this.#plan(members[index] as KubeObject, settings);
        } catch (error) {
          if (settings.signal.aborted || !(error instanceof SluiceError)) throw error;
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#options.concurrency, members.length) }, worker));
    const [first, ...others] = failures;
    if (first === undefined) return plans;
    throw new SluiceError(first.code, first.message, {
      ...first,
      cause: first.cause,
      hint:
        others.length > 0 ? `also refused: ${others.map((other) => other.message).join("; ")}` : first.hint,
    });
  }

  async #plan(desired: KubeObject, settings: ApplySettings): Promise<Planned> {
    const { client, exclude, policyKey, cleanUp, fieldManager } = this.#options;
    const known = settings.isKnownUnchanged?.(desired);
    if (known !== undefined) return { action: "unchanged", object: known };
    const live = await client.find(objectKey(desired), { signal: settings.signal }).catch((error) => {
      throw settings.signal.aborted ? error : this.#dryRunFailure(desired, error);
    });
    if (isExcluded(desired, exclude) || isExcluded(live, exclude))
      return { action: "skipped", object: live ?? desired };
    if (live !== undefined && policyOf(desired, policyKey) === "ifnotpresent")
      return { action: "skipped", object: live };
    let dryRun: KubeObject;
    try {
      dryRun = await this.#dryRun(desired, settings.signal);
    } catch (error) {
      if (live === undefined || !this.#mayRecreate(desired, live, settings) || !isImmutableError(error))
        throw this.#dryRunFailure(desired, error);
      await this.#recreate(live, settings.signal);
      await this.#dryRun(desired, settings.signal).catch((again) => {
        throw this.#dryRunFailure(desired, again);
      });
      return { action: "created", desired, live: undefined };
    }
    if (live === undefined) return { action: "created", desired, live };
    const keepsForeign = policyOf(desired, policyKey) === "merge" || policyOf(live, policyKey) === "merge";
    const patch = keepsForeign ? undefined : cleanUpPatch(live, { ...cleanUp, fieldManager });
    if (patch === undefined && !hasDrifted(dryRun, live)) {
      settings.onApplied?.(desired, live);
      return { action: "unchanged", object: live };
    }
    return { action: "configured", desired, live, cleanUp: patch };
  }

  #dryRun(desired: KubeObject, signal: AbortSignal): Promise<KubeObject> {
    return this.#options.client.apply(desired, {
      fieldManager: this.#options.fieldManager,
      isDryRun: true,
      signal,
    });
  }

  async #write(
    plan: Extract<Planned, { desired: KubeObject }>,
    settings: ApplySettings,
  ): Promise<ApplyChange> {
    const { client, fieldManager } = this.#options;
    const { desired } = plan;
    try {
      if (plan.cleanUp !== undefined)
        await client.patch(objectKey(desired), "merge", plan.cleanUp, {
          fieldManager,
          signal: settings.signal,
        });
      const live = await client.apply(desired, { fieldManager, signal: settings.signal });
      settings.onApplied?.(desired, live);
      return { action: plan.action, object: live };
    } catch (error) {
      if (settings.signal.aborted) throw error;
      throw new SluiceError(
        kubeErrors.APPLY_FAILED,
        `${objectName(desired)} apply failed: ${errorText(error)}`,
        {
          object: { ...desired.metadata, apiVersion: desired.apiVersion, kind: desired.kind },
          cause: error,
        },
      );
    }
  }

  #mayRecreate(desired: KubeObject, live: KubeObject, settings: ApplySettings): boolean {
    const { forceKey } = this.#options;
    return (
      settings.force || policyOf(desired, forceKey) === "enabled" || policyOf(live, forceKey) === "enabled"
    );
  }

  async #recreate(live: KubeObject, signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#options;
    const key = objectKey(live);
    await client.delete(key, { propagationPolicy: "Background", uid: live.metadata.uid, signal });
    while ((await client.find(key, { isMetadataOnly: true, signal }))?.metadata.uid === live.metadata.uid) {
      await sleep(clock, deletePollMs, signal);
    }
  }

  #dryRunFailure(desired: KubeObject, error: unknown): SluiceError {
    const name = objectName(desired);
    const object = { apiVersion: desired.apiVersion, kind: desired.kind, ...desired.metadata };
    const fieldPath = error instanceof SluiceError ? error.fieldPath : undefined;
    const details = {
      object: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        namespace: object.namespace,
        name: object.name,
      },
      fieldPath,
      cause: error,
    };
    const code = kubeErrors.APPLY_DRY_RUN_FAILED;
    if (isNotServed(error)) {
      return new SluiceError(code, `${name} dry-run failed: ${errorText(error)}`, {
        ...details,
        hint: (error as SluiceError).hint,
      });
    }
    if (isNotFound(error)) {
      const why = desired.metadata.namespace ? "not found" : "namespace not specified";
      return new SluiceError(code, `${name} ${why}: ${errorText(error)}`, details);
    }
    if (error instanceof ApiStatusError) {
      const reason = error.statusReason ? ` (${error.statusReason})` : "";
      return new SluiceError(code, `${name} dry-run failed${reason}: ${error.message}`, details);
    }
    if (error instanceof SluiceError)
      return new SluiceError(code, `${name} dry-run failed: ${error.message}`, details);
    throw error;
  }

  async #awaitStage(stage: Stage, changes: readonly ApplyChange[], signal: AbortSignal): Promise<void> {
    if (stage !== "definitions" && stage !== "classes") return;
    const { client, clock } = this.#options;
    const targets = changes
      .filter(({ action }) => action === "created" || action === "configured")
      .map(({ object }) => ({
        apiVersion: object.apiVersion,
        kind: object.kind,
        metadata: { namespace: object.metadata.namespace, name: object.metadata.name as string },
      }));
    if (targets.length === 0) return;
    await waitForHealth(targets, {
      reader: client,
      clock,
      timeoutMs: stageTimeoutMs,
      pollMs: stagePollMs,
      signal,
      isFailFast: false,
    });
    for (const { object } of changes)
      if (object.kind === "CustomResourceDefinition") this.#forgetKinds(object);
  }

  /** The kinds of a definition that has just changed are looked up anew. */
  #forgetKinds(definition: KubeObject): void {
    const { spec } = deepClone(definition) as { spec?: { group?: string; versions?: { name: string }[] } };
    for (const version of spec?.versions ?? [])
      this.#options.client.forgetResources(`${spec?.group}/${version.name}`);
  }
}

/** Definitions become ready within milliseconds on most servers; upstream's 2 s would be felt in each new cluster. */
const stagePollMs = 250;

/** The line of a change in an event: `Kind/namespace/name created`. */
export function changeLine(change: ApplyChange): string {
  return `${objectName(change.object)} ${change.action}`;
}

/** A refusal that deleting and creating the object anew would get around (KC-135). */
function isImmutableError(error: unknown): boolean {
  if (!(error instanceof ApiStatusError)) return false;
  return error.status === 409 || error.status === 422 || /is\simmutable|immutable\sfield/.test(error.message);
}
