/**
 * The Common Expression Language with Flux's and Kubernetes' functions: compile once, evaluate on plain JSON with a
 * cost limit. Used by readiness and health expressions, image and receiver filters, and by the embedded API for
 * validation rules and admission policies.
 */
export {
  type CelEnvironment,
  type CelEvaluationOptions,
  type CelOptions,
  type CelProgram,
  compileCel,
} from "./compile-cel.ts";
export { celErrors } from "./errors.ts";
