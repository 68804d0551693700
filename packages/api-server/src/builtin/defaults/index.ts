/**
 * Defaults of built-in types, each by the name of its type, so that a Probe has the same ones wherever it stands.
 * The normal form (normalize-object.ts) applies them to every struct that it passes. Pure; knows no resource.
 */

import { autoscalingV1Defaults, autoscalingV2Defaults } from "./autoscaling-defaults.ts";
import { clusterDefaults } from "./cluster-defaults.ts";
import { coreDefaults } from "./core-defaults.ts";
import { podDefaults } from "./pod-defaults.ts";
import type { TypeDefaults } from "./set-default.ts";
import { appsDefaults, batchDefaults } from "./workload-defaults.ts";

const byType = new Map<string, TypeDefaults>();
for (const { package: name, types } of [
  podDefaults,
  coreDefaults,
  appsDefaults,
  batchDefaults,
  autoscalingV1Defaults,
  autoscalingV2Defaults,
  ...clusterDefaults,
]) {
  for (const [type, fill] of Object.entries(types)) byType.set(`${name}.${type}`, fill);
}

/** What fills in the defaults of a named type; undefined when it has none. */
export function defaultsOfType(typeName: string): TypeDefaults | undefined {
  return byType.get(typeName);
}
