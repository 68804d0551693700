import type { JsonObject } from "@sluice/base/object";
import { child, ensureChild, type PackageDefaults, setDefault } from "./set-default.ts";

const defaultCpuPercent = 80;

/** Source: kubernetes:pkg/apis/autoscaling/v1/defaults.go. */
export const autoscalingV1Defaults: PackageDefaults = {
  package: "io.k8s.api.autoscaling.v1",
  types: {
    HorizontalPodAutoscaler(autoscaler) {
      setDefault(ensureChild(autoscaler, "spec"), "minReplicas", 1);
    },
  },
};

/** Source: kubernetes:pkg/apis/autoscaling/v2/defaults.go. */
export const autoscalingV2Defaults: PackageDefaults = {
  package: "io.k8s.api.autoscaling.v2",
  types: {
    HorizontalPodAutoscaler(autoscaler) {
      const spec = ensureChild(autoscaler, "spec");
      setDefault(spec, "minReplicas", 1);
      if (!Array.isArray(spec["metrics"]) || spec["metrics"].length === 0) {
        const target = { type: "Utilization", averageUtilization: defaultCpuPercent };
        spec["metrics"] = [{ type: "Resource", resource: { name: "cpu", target } }];
      }
      const behavior = child(spec, "behavior");
      if (behavior === undefined) return;
      fillRules(ensureChild(behavior, "scaleUp"), 0, [
        { type: "Pods", value: 4, periodSeconds: 15 },
        { type: "Percent", value: 100, periodSeconds: 15 },
      ]);
      fillRules(ensureChild(behavior, "scaleDown"), undefined, [
        { type: "Percent", value: 100, periodSeconds: 15 },
      ]);
    },
  },
};

function fillRules(
  rules: JsonObject,
  stabilizationSeconds: number | undefined,
  policies: JsonObject[],
): void {
  if (stabilizationSeconds !== undefined) {
    setDefault(rules, "stabilizationWindowSeconds", stabilizationSeconds);
  }
  setDefault(rules, "selectPolicy", "Max");
  setDefault(rules, "policies", policies);
}
