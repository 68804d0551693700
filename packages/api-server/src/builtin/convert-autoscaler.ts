import {
  getKey,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  parseJson,
  stringifyJson,
} from "@sluice/base/object";
import { child, children, ensureChild } from "./defaults/set-default.ts";

const prefix = "autoscaling.alpha.kubernetes.io/";

/** What v1 has no fields for stands in annotations: the field of v2, and whether it is part of the status. */
const inAnnotations = {
  metrics: "spec",
  behavior: "spec",
  conditions: "status",
  "current-metrics": "status",
} as const;

/** Metric sources: the field in both versions. */
const sources: Record<string, string> = {
  Object: "object",
  Pods: "pods",
  Resource: "resource",
  ContainerResource: "containerResource",
  External: "external",
};

/** Turns an autoscaler of v1 into v2, as which it is stored. The argument is given away. */
export function autoscalerToV2(autoscaler: KubeObject): KubeObject {
  const object = autoscaler as unknown as JsonObject;
  object["apiVersion"] = "autoscaling/v2";
  const spec = ensureChild(object, "spec");
  const status = ensureChild(object, "status");
  const kept = takeAnnotations(autoscaler);
  const metrics = asList(kept["metrics"]).map((metric) => convertMetric(metric, targetToV2));
  const percent = spec["targetCPUUtilizationPercentage"];
  delete spec["targetCPUUtilizationPercentage"];
  if (percent !== undefined) {
    metrics.unshift({
      type: "Resource",
      resource: { name: "cpu", target: { type: "Utilization", averageUtilization: percent } },
    });
  }
  if (metrics.length > 0) spec["metrics"] = metrics;
  if (isJsonObject(kept["behavior"])) spec["behavior"] = kept["behavior"];
  const current = asList(kept["current-metrics"]).map((metric) => convertMetric(metric, currentToV2));
  const currentPercent = status["currentCPUUtilizationPercentage"];
  delete status["currentCPUUtilizationPercentage"];
  if (currentPercent !== undefined) {
    current.unshift({
      type: "Resource",
      resource: { name: "cpu", current: { averageUtilization: currentPercent } },
    });
  }
  status["currentMetrics"] = current.length > 0 ? current : null;
  const conditions = asList(kept["conditions"]);
  if (conditions.length > 0) status["conditions"] = conditions;
  return autoscaler;
}

/** Turns a stored autoscaler into v1. The argument is given away. */
export function autoscalerFromV2(autoscaler: KubeObject): KubeObject {
  const object = autoscaler as unknown as JsonObject;
  object["apiVersion"] = "autoscaling/v1";
  const spec = ensureChild(object, "spec");
  const status = ensureChild(object, "status");
  const kept: Partial<Record<keyof typeof inAnnotations, JsonValue>> = {};
  const metrics = children(spec, "metrics");
  const cpu = metrics.find(isCpuUtilization);
  if (cpu !== undefined) {
    spec["targetCPUUtilizationPercentage"] =
      child(child(cpu, "resource"), "target")?.["averageUtilization"] ?? 0;
  }
  const others = metrics.filter((metric) => metric !== cpu);
  if (others.length > 0) kept.metrics = others.map((metric) => convertMetric(metric, targetToV1));
  if (spec["behavior"] !== undefined) kept.behavior = spec["behavior"];
  const current = children(status, "currentMetrics");
  const cpuNow = current.find(
    (metric) =>
      child(metric, "resource")?.["name"] === "cpu" &&
      child(child(metric, "resource"), "current")?.["averageUtilization"] !== undefined,
  );
  if (cpuNow !== undefined) {
    status["currentCPUUtilizationPercentage"] =
      child(child(cpuNow, "resource"), "current")?.["averageUtilization"] ?? 0;
  }
  if (current.length > 0)
    kept["current-metrics"] = current.map((metric) => convertMetric(metric, currentToV1));
  const conditions = children(status, "conditions");
  if (conditions.length > 0) kept.conditions = conditions;
  for (const name of ["metrics", "behavior"]) delete spec[name];
  for (const name of ["currentMetrics", "conditions"]) delete status[name];
  status["currentReplicas"] ??= 0;
  status["desiredReplicas"] ??= 0;
  const annotations: Record<string, string> = { ...autoscaler.metadata.annotations };
  for (const [name, value] of Object.entries(kept)) annotations[prefix + name] = stringifyJson(value);
  if (Object.keys(annotations).length > 0) autoscaler.metadata.annotations = annotations;
  return autoscaler;
}

function takeAnnotations(autoscaler: KubeObject): Partial<Record<string, JsonValue>> {
  const { annotations } = autoscaler.metadata;
  const kept: Partial<Record<string, JsonValue>> = {};
  if (annotations === undefined) return kept;
  const rest = { ...annotations };
  for (const name of Object.keys(inAnnotations)) {
    const text = annotations[prefix + name];
    if (text === undefined) continue;
    delete rest[prefix + name];
    try {
      kept[name] = parseJson(text);
    } catch {
      // What cannot be read says nothing; the server drops it as well.
    }
  }
  if (Object.keys(rest).length > 0) autoscaler.metadata.annotations = rest;
  else delete autoscaler.metadata.annotations;
  return kept;
}

function isCpuUtilization(metric: JsonObject): boolean {
  const resource = child(metric, "resource");
  return resource?.["name"] === "cpu" && child(resource, "target")?.["averageUtilization"] !== undefined;
}

type ConvertSource = (source: JsonObject) => JsonObject;

function convertMetric(metric: JsonObject, convert: ConvertSource): JsonObject {
  const field = getKey(sources, String(metric["type"]));
  const source = field === undefined ? undefined : child(metric, field);
  return field === undefined || source === undefined ? metric : { ...metric, [field]: convert(source) };
}

/** v1 has the numbers of a target side by side in the source; v2 has them in `target`. */
function targetToV2(source: JsonObject): JsonObject {
  const {
    targetAverageUtilization,
    targetAverageValue,
    targetValue,
    averageValue,
    metricName,
    selector,
    ...rest
  } = source;
  const average = targetAverageValue ?? averageValue;
  const target: JsonObject =
    targetAverageUtilization !== undefined
      ? { type: "Utilization", averageUtilization: targetAverageUtilization }
      : average !== undefined
        ? { type: "AverageValue", averageValue: average }
        : { type: "Value", value: targetValue ?? "0" };
  return withMetricName({ ...rest, target }, metricName, selector, rest["metricSelector"]);
}

function targetToV1(source: JsonObject): JsonObject {
  const { target, metric, describedObject, ...rest } = source;
  const numbers = isJsonObject(target) ? target : {};
  const result: JsonObject = { ...rest, ...metricName(metric) };
  if (describedObject !== undefined) result["target"] = describedObject;
  if (numbers["averageUtilization"] !== undefined) {
    result["targetAverageUtilization"] = numbers["averageUtilization"];
  } else if (numbers["averageValue"] !== undefined) result["targetAverageValue"] = numbers["averageValue"];
  else if (numbers["value"] !== undefined) result["targetValue"] = numbers["value"];
  return result;
}

function currentToV2(source: JsonObject): JsonObject {
  const {
    currentAverageUtilization,
    currentAverageValue,
    currentValue,
    metricName: name,
    selector,
    ...rest
  } = source;
  const current: JsonObject = {};
  if (currentAverageUtilization !== undefined) current["averageUtilization"] = currentAverageUtilization;
  if (currentAverageValue !== undefined) current["averageValue"] = currentAverageValue;
  if (currentValue !== undefined) current["value"] = currentValue;
  return withMetricName({ ...rest, current }, name, selector, rest["metricSelector"]);
}

function currentToV1(source: JsonObject): JsonObject {
  const { current, metric, ...rest } = source;
  const numbers = isJsonObject(current) ? current : {};
  const result: JsonObject = { ...rest, ...metricName(metric) };
  if (numbers["averageUtilization"] !== undefined) {
    result["currentAverageUtilization"] = numbers["averageUtilization"];
  }
  if (numbers["averageValue"] !== undefined) result["currentAverageValue"] = numbers["averageValue"];
  if (numbers["value"] !== undefined) result["currentValue"] = numbers["value"];
  return result;
}

function metricName(metric: JsonValue | undefined): JsonObject {
  if (!isJsonObject(metric)) return {};
  return {
    metricName: metric["name"] ?? "",
    ...(metric["selector"] === undefined ? {} : { selector: metric["selector"] }),
  };
}

function withMetricName(
  source: JsonObject,
  name: JsonValue | undefined,
  selector: JsonValue | undefined,
  metricSelector: JsonValue | undefined,
): JsonObject {
  if (name === undefined) return source;
  const chosen = selector ?? metricSelector;
  const { metricSelector: _, ...rest } = source;
  return { ...rest, metric: { name, ...(chosen === undefined ? {} : { selector: chosen }) } };
}

function asList(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
