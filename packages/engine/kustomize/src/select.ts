import type { Selector } from "./kustomization-file.ts";
import { matchesSelector } from "./label-selector.ts";
import type { Resource } from "./resource.ts";
import type { ResourceId } from "./resource-id.ts";
import type { ResourceList } from "./resource-list.ts";
import type { Session } from "./session.ts";

/**
 * The resources that a patch target selects, in order: group, version and kind as they are now, name and namespace
 * as they are or were at first, selectors on the labels and annotations of now. KE-40.
 */
export function selectResources(list: ResourceList, selector: Selector, session: Session): Resource[] {
  const matches = compileSelector(selector, session);
  return list.all.filter((resource) => {
    const id = resource.id;
    const original = resource.previousIds.length === 0 ? id : resource.originalId;
    return (
      (matches.namespace(list.namespaceOf(original)) || matches.namespace(list.namespaceOf(id))) &&
      (matches.name(original.name) || matches.name(id.name)) &&
      matches.gvk(id) &&
      matchesSelector(selector.labelSelector, selector.labelSelector ? resource.texts("labels") : noLabels) &&
      matchesSelector(
        selector.annotationSelector,
        selector.annotationSelector ? resource.texts("annotations") : noLabels,
      )
    );
  });
}

const noLabels: ReadonlyMap<string, string> = new Map();

/** The regular expressions of a selector; empty parts match everything. */
export function compileSelector(
  selector: Selector,
  session: Session,
): {
  gvk(id: Pick<ResourceId, "group" | "version" | "kind">): boolean;
  name(name: string): boolean;
  namespace(namespace: string): boolean;
} {
  const whole = (pattern: string | undefined): ((text: string) => boolean) => {
    if (!pattern) return () => true;
    const compiled = session.patterns.whole(pattern);
    return (text) => compiled.test(text);
  };
  const group = whole(selector.group);
  const version = whole(selector.version);
  const kind = whole(selector.kind);
  return {
    gvk: (id) => kind(id.kind) && group(id.group) && version(id.version),
    name: whole(selector.name),
    namespace: whole(selector.namespace),
  };
}
