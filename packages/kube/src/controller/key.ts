import type { NamespacedName } from "@sluice/base/object";

/** `namespace/name`, or the name alone for cluster-scoped objects; neither may hold a slash in Kubernetes. */
export function formatKey(
  object: { metadata: { namespace?: string; name?: string } } | NamespacedName,
): string {
  const { namespace, name } = "metadata" in object ? object.metadata : object;
  return namespace ? `${namespace}/${name}` : (name ?? "");
}

/** The reverse of `formatKey`. */
export function parseKey(key: string): NamespacedName {
  const slash = key.indexOf("/");
  return slash < 0
    ? { namespace: "", name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
