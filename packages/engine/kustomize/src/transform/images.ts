import { setKey } from "@sluice/base/object";
import type { YamlNode } from "@sluice/yaml";
import { type FieldSpec, SpecIndex } from "../field-spec.ts";
import type { ImageEntry } from "../kustomization-file.ts";
import { field, isList, isMap, isMissing, textOf, withText } from "../node.ts";
import type { ResourceList } from "../resource-list.ts";
import type { Session } from "../session.ts";
import { visitField } from "../visit-field.ts";

/**
 * Rewrites image references, KE-108 to KE-110: first in every list named `containers` or `initContainers`,
 * wherever it stands, then where the field specs say.
 */
export function setImages(
  list: ResourceList,
  image: ImageEntry,
  specs: readonly FieldSpec[],
  session: Session,
): void {
  const pattern = session.patterns.image(image.name ?? "");
  const index = new SpecIndex(specs);
  const rewrite = (current: YamlNode | undefined): YamlNode => {
    if (isMissing(current)) return current ?? null;
    const text = textOf(current);
    if (!pattern.test(text)) return current;
    return withText(current, applyImage(text, image));
  };
  for (const resource of list.all) {
    if (resource.kind === "CustomResourceDefinition") continue;
    rewriteContainers(resource.node, rewrite);
    for (const spec of index.for(resource.gvk)) visitField(resource.node, spec.parts, false, "none", rewrite);
  }
}

function rewriteContainers(node: YamlNode, rewrite: (current: YamlNode | undefined) => YamlNode): void {
  if (isList(node)) {
    for (const item of node) rewriteContainers(item, rewrite);
    return;
  }
  if (!isMap(node)) return;
  for (const key of Object.keys(node)) {
    const value = node[key] as YamlNode;
    if (typeof value !== "object" || value === null) continue;
    rewriteContainers(value, rewrite);
    if ((key === "containers" || key === "initContainers") && isList(value)) {
      for (const container of value) {
        if (isMap(container) && Object.hasOwn(container, "image")) {
          setKey(container, "image", rewrite(field(container, "image")));
        }
      }
    }
  }
}

function applyImage(reference: string, image: ImageEntry): string {
  let { name, tag, digest } = splitImage(reference);
  if (image.newName) name = image.newName;
  if (image.newTag && image.digest) [tag, digest] = [image.newTag, image.digest];
  else if (image.newTag) [tag, digest] = [image.newTag, ""];
  else if (image.digest) [tag, digest] = ["", image.digest];
  else if (image.tagSuffix) [tag, digest] = [tag + image.tagSuffix, ""];
  return `${name}${tag === "" ? "" : `:${tag}`}${digest === "" ? "" : `@${digest}`}`;
}

/** Name, tag and digest of an image reference; the port of a registry belongs to the name. */
export function splitImage(reference: string): { name: string; tag: string; digest: string } {
  const slash = reference.indexOf("/");
  const from = Math.max(slash, 0);
  const at = reference.indexOf("@", from);
  const colon = reference.indexOf(":", from);
  if (at < 0 && colon < 0) return { name: reference, tag: "", digest: "" };
  if (at >= 0 && (colon < 0 || at < colon)) {
    return { name: reference.slice(0, at), tag: "", digest: reference.slice(at + 1) };
  }
  if (at >= 0) {
    return {
      name: reference.slice(0, colon),
      tag: reference.slice(colon + 1, at),
      digest: reference.slice(at + 1),
    };
  }
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1), digest: "" };
}
