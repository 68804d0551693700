/**
 * Simulated Deployments: revisions in ReplicaSets, rolling updates within surge and unavailability, pause, undo,
 * history, progress deadline, and a status that `kubectl rollout status` and health checks can judge.
 */

export { createDeploymentController } from "./deployment-controller.ts";
