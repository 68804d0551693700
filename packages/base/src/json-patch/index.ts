/** RFC 6902 and RFC 7386 patches with the semantics that Kubernetes and kustomize share (evanphx/json-patch). */
export { applyJsonPatch, type JsonPatchOperation } from "./json-patch.ts";
export { applyMergePatch } from "./merge-patch.ts";
