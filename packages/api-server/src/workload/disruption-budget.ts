import type { KubeObject } from "@sluice/base/object";
import { withCondition } from "./conditions.ts";
import { resolveCount } from "./int-or-percent.ts";
import { isActive, isReady } from "./pod/index.ts";
import { selects } from "./selector.ts";
import { enqueueSelf, type SimulatedController, type Simulation } from "./simulation.ts";
import type { Condition, IntOrPercent, LabelSelector } from "./types.ts";

const component = "disruption-controller";

interface DisruptionBudget extends KubeObject {
  spec: { selector?: LabelSelector; minAvailable?: IntOrPercent; maxUnavailable?: IntOrPercent };
  status?: { conditions?: Condition[]; disruptedPods?: Record<string, string> };
}

/** Counts, for each PodDisruptionBudget, how many of its Pods may go. */
export function createDisruptionBudgetController(): SimulatedController {
  return {
    component,
    watches: {
      poddisruptionbudgets: enqueueSelf("disruptionbudget"),
      pods(event, simulation) {
        const { namespace = "", labels } = event.object.metadata;
        for (const budget of simulation.objects("poddisruptionbudgets").list(namespace)) {
          if (selects((budget as DisruptionBudget).spec?.selector, labels)) {
            simulation.enqueue("disruptionbudget", namespace, budget.metadata.name ?? "");
          }
        }
      },
    },
    async reconcile(simulation, namespace, name) {
      const budget = simulation.objects("poddisruptionbudgets").get(namespace, name) as
        | Readonly<DisruptionBudget>
        | undefined;
      if (budget === undefined || budget.metadata.deletionTimestamp !== undefined) return;
      await simulation.updateStatus(budget, budgetStatus(simulation, budget), component);
    },
  };
}

function budgetStatus(simulation: Simulation, budget: Readonly<DisruptionBudget>): Record<string, unknown> {
  const { selector, minAvailable, maxUnavailable } = budget.spec;
  const { matchLabels, matchExpressions } = selector ?? {};
  const pods = simulation.objects("pods");
  const { namespace = "" } = budget.metadata;
  const candidates =
    matchLabels !== undefined && Object.keys(matchLabels).length > 0
      ? pods.withLabels(namespace, matchLabels)
      : pods.list(namespace);
  const chosen = candidates.filter(
    (pod) => isActive(pod) && selects({ matchLabels, matchExpressions }, pod.metadata.labels),
  );
  const expected = selector === undefined ? 0 : chosen.length;
  const healthy = selector === undefined ? 0 : chosen.filter(isReady).length;
  const desired =
    maxUnavailable === undefined
      ? resolveCount(minAvailable ?? 1, expected, "up")
      : Math.max(0, expected - resolveCount(maxUnavailable, expected, "up"));
  const allowed = expected === 0 ? 0 : Math.max(0, healthy - desired);
  const condition: Condition = {
    type: "DisruptionAllowed",
    status: allowed > 0 ? "True" : "False",
    reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
  if (budget.metadata.generation !== undefined) condition.observedGeneration = budget.metadata.generation;
  return {
    observedGeneration: budget.metadata.generation,
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    conditions: withCondition(budget.status?.conditions, condition, simulation.now()),
  };
}
