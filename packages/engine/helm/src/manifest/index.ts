/**
 * Rendered text to manifests: documents cut apart, hooks told from resources, and both in the order in which Helm
 * installs or removes them.
 */

export {
  type Hook,
  type HookEvent,
  installOrder,
  type Manifest,
  sortManifests,
  uninstallOrder,
} from "./sort-manifests.ts";
export { splitManifests } from "./split-manifests.ts";
