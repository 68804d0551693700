import type { JsonObject, KubeObject } from "@sluice/base/object";
import { ensureChild } from "../defaults/set-default.ts";

/** Gives a Job its selector and the labels of its Pods from its uid, unless it brings a selector of its own. */
export function prepareJob(job: KubeObject, old: KubeObject | undefined): void {
  const spec = ensureChild(job as unknown as JsonObject, "spec");
  if (old !== undefined || spec["manualSelector"] === true) return;
  const labels = ensureChild(ensureChild(ensureChild(spec, "template"), "metadata"), "labels");
  const uid = job.metadata.uid ?? "";
  const name = job.metadata.name ?? "";
  labels["batch.kubernetes.io/job-name"] ??= name;
  labels["batch.kubernetes.io/controller-uid"] ??= uid;
  labels["controller-uid"] ??= uid;
  labels["job-name"] ??= name;
  const selector = ensureChild(spec, "selector");
  ensureChild(selector, "matchLabels")["batch.kubernetes.io/controller-uid"] ??= uid;
}
