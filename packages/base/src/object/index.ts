/**
 * Plain JSON values and Kubernetes objects, with the care that foreign keys need: `__proto__`, `constructor` and
 * `toString` are ordinary keys here. Whoever writes a key that comes from data uses `setKey`; whoever reads one
 * uses `getKey`.
 */

export { deepEqual, deepFreeze, getKey, getPath, hasKey, setKey } from "./access.ts";
export { deepClone } from "./clone.ts";
export { parseJson, stringifyJson } from "./json-text.ts";
export { isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
export {
  formatApiVersion,
  type Gvk,
  gvkOf,
  type KubeObject,
  type NamespacedName,
  type ObjectMeta,
  type ObjectSet,
  type OwnerReference,
  objectName,
  parseApiVersion,
} from "./kube-object.ts";
