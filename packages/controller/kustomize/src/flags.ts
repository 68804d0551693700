/** Settings of the controller, with upstream's flag names (KC-200, KC-201). */
export interface KustomizeControllerFlags {
  /** `--concurrent`: Kustomizations reconciled at once. */
  concurrent: number;
  /** `--concurrent-ssa`: dry-runs at once within one. */
  concurrentSsa: number;
  /** `--requeue-dependency` */
  requeueDependencyMs: number;
  /** `--default-service-account` */
  defaultServiceAccount: string;
  /** `--no-cross-namespace-refs` */
  noCrossNamespaceRefs: boolean;
  /** `--no-remote-bases` */
  noRemoteBases: boolean;
  /** `--override-manager`: further field managers whose fields are taken over. */
  overrideManagers: readonly string[];
  /** `--custom-apply-stage-kinds`: `group/Kind`. */
  customApplyStageKinds: readonly string[];
  /** `--interval-jitter-percentage` */
  intervalJitterPercentage: number;
  /** `--min-retry-delay`, `--max-retry-delay` */
  minRetryDelayMs: number;
  maxRetryDelayMs: number;
  /** Gate StrictPostBuildSubstitutions. */
  strictPostBuildSubstitutions: boolean;
  /** Gate DisableFailFastBehavior. */
  disableFailFastBehavior: boolean;
  /** Gate CancelHealthCheckOnNewRevision; on by default here, see docs/decisions. */
  cancelHealthCheckOnNewRevision: boolean;
}

export const defaultFlags: KustomizeControllerFlags = {
  concurrent: 4,
  concurrentSsa: 4,
  requeueDependencyMs: 30_000,
  defaultServiceAccount: "",
  noCrossNamespaceRefs: false,
  noRemoteBases: false,
  overrideManagers: [],
  customApplyStageKinds: [],
  intervalJitterPercentage: 5,
  minRetryDelayMs: 750,
  maxRetryDelayMs: 15 * 60_000,
  strictPostBuildSubstitutions: true,
  disableFailFastBehavior: false,
  cancelHealthCheckOnNewRevision: true,
};
