/**
 * Every kind of every group, in the order in which their CRDs are printed and installed.
 */

import { alertProviderKind, canaryKind, metricTemplateKind } from "../flagger/index.ts";
import { helmReleaseKind } from "../helm/index.ts";
import { imagePolicyKind, imageRepositoryKind, imageUpdateAutomationKind } from "../image/index.ts";
import { kustomizationKind } from "../kustomize/index.ts";
import { alertKind, providerKind, receiverKind } from "../notification/index.ts";
import type { KindDefinition } from "../schema/index.ts";
import {
  bucketKind,
  externalArtifactKind,
  gitRepositoryKind,
  helmChartKind,
  helmRepositoryKind,
  ociRepositoryKind,
} from "../source/index.ts";
import { artifactGeneratorKind } from "../source-extensions/index.ts";

/** The kinds of Flux. */
export const fluxKinds: readonly KindDefinition[] = [
  alertKind,
  artifactGeneratorKind,
  bucketKind,
  externalArtifactKind,
  gitRepositoryKind,
  helmChartKind,
  helmReleaseKind,
  helmRepositoryKind,
  imagePolicyKind,
  imageRepositoryKind,
  imageUpdateAutomationKind,
  kustomizationKind,
  ociRepositoryKind,
  providerKind,
  receiverKind,
];

/** The kinds of Flagger. */
export const flaggerKinds: readonly KindDefinition[] = [alertProviderKind, canaryKind, metricTemplateKind];

/** All kinds. */
export const allKinds: readonly KindDefinition[] = [...fluxKinds, ...flaggerKinds];
