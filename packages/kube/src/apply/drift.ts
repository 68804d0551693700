import { deepEqual, isJsonObject, type JsonValue, type KubeObject } from "@sluice/base/object";

/**
 * True when applying would change the live object: labels, annotations, or anything outside `metadata` and
 * `status` differs between the dry-run's result and the live object (KC-131). Empty and absent are alike.
 */
export function hasDrifted(dryRun: KubeObject, live: KubeObject): boolean {
  if (!deepEqual(dryRun.metadata.labels ?? {}, live.metadata.labels ?? {})) return true;
  if (!deepEqual(dryRun.metadata.annotations ?? {}, live.metadata.annotations ?? {})) return true;
  return !deepEqual(contentOf(dryRun), contentOf(live));
}

function contentOf(object: KubeObject): Record<string, unknown> {
  const { metadata: _metadata, status: _status, ...content } = object;
  if (object.kind === "HorizontalPodAutoscaler") dropRepeatedMetrics(content);
  return content;
}

/** A dry-run of an autoscaler may list a metric twice, or an empty one (KC-132). */
function dropRepeatedMetrics(content: Record<string, unknown>): void {
  const { spec } = content;
  if (!isJsonObject(spec) || !Array.isArray(spec["metrics"])) return;
  const seen: JsonValue[] = [];
  for (const metric of spec["metrics"]) {
    if (
      isJsonObject(metric) &&
      Object.keys(metric).length > 0 &&
      !seen.some((other) => deepEqual(other, metric))
    )
      seen.push(metric);
  }
  content["spec"] = { ...spec, metrics: seen };
}
