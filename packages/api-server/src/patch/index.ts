/** Patches that need a schema; JSON patch and merge patch come from base. */
export { applyStrategicMergePatch } from "./strategic-merge.ts";
