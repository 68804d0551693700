/**
 * The kinds of `flagger.app`: Canary with the metrics and the alerts that its analysis uses.
 */

export {
  type AlertProvider,
  type AlertProviderSpec,
  alertProviderKind,
} from "./alert-provider.ts";
export {
  type Canary,
  type CanaryCondition,
  type CanarySpec,
  type CanaryStatus,
  canaryKind,
} from "./canary.ts";
export { flaggerGroup } from "./group.ts";
export { type MetricTemplate, type MetricTemplateSpec, metricTemplateKind } from "./metric-template.ts";
