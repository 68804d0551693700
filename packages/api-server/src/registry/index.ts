/**
 * Create, get, list, watch, update, patch and delete for any resource: the rules that hold for all kinds, in process
 * and without HTTP. Called by the request handlers and, through `ObjectStore`, by the simulated controllers.
 */

export { AdmissionChain, type AdmissionRequest, type AdmissionStep } from "./admission-chain.ts";
export { type DeleteAnswer, type DeleteOptions, deleteObject } from "./delete-object.ts";
export {
  compileFilter,
  type ListAnswer,
  type ListOptions,
  listObjects,
  parseRevision,
} from "./list-objects.ts";
export { isDnsLabel } from "./metadata-rules.ts";
export { asObject, decodeObject, fillDefaults, printObject } from "./object-form.ts";
export type { GroupResource, ObjectEvent, ObjectStore, ObjectStoreWriteOptions } from "./object-store.ts";
export { type PatchType, patchObject } from "./patch-object.ts";
export { type ObjectAnswer, type ObjectKey, Registry, requireVerb } from "./registry.ts";
export { createObjectStore } from "./registry-object-store.ts";
export { type RequestContext, systemContext, systemUser, type UserInfo } from "./request-context.ts";
export { type OpenWatch, openWatch, type WatchEvent } from "./watch-objects.ts";
