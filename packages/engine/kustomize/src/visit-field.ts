import { SluiceError } from "@sluice/base/errors";
import { setKey } from "@sluice/base/object";
import type { YamlMap, YamlNode } from "@sluice/yaml";
import { kustomizeErrors } from "./errors.ts";
import { field, isList, isMap, isMissing } from "./node.ts";

/** What to put where a path ends and nothing is there: a mapping, or a scalar that the visitor sets. */
export type CreateKind = "map" | "scalar" | "none";

/** The value to keep at a place: given the one that is there (undefined when it was just made). */
export type Visitor = (current: YamlNode | undefined) => YamlNode;

/**
 * Walks a path and replaces what stands at its ends by what the visitor returns. Lists on the way are walked
 * element by element; `name[]` must be a list and is never made. Throws KUSTOMIZE_TRANSFORMER_INVALID where a
 * scalar stands in the way.
 */
export function visitField(
  root: YamlMap,
  parts: readonly string[],
  create: boolean,
  kind: CreateKind,
  visit: Visitor,
): void {
  walk(root, parts, 0, create && kind !== "none", kind, visit);
}

function walk(
  node: YamlNode,
  parts: readonly string[],
  index: number,
  create: boolean,
  kind: CreateKind,
  visit: Visitor,
): YamlNode {
  if (index === parts.length) return visit(node);
  if (isMissing(node)) return node;
  if (isList(node)) {
    for (let at = 0; at < node.length; at++) {
      node[at] = walk(node[at] as YamlNode, parts, index, create, kind, visit);
    }
    return node;
  }
  if (!isMap(node)) {
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
      "expected sequence or mapping node",
      {
        fieldPath: parts.slice(0, index).join("."),
      },
    );
  }
  const part = parts[index] as string;
  const isSequence = part.endsWith("[]");
  const name = isSequence ? part.slice(0, -2) : part;
  if (name === "") {
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
      "cannot set or create an empty field name",
    );
  }
  const isLast = index === parts.length - 1;
  let child = field(node, name);
  if (child === undefined) {
    if (!create || isSequence) return node;
    child = isLast && kind === "scalar" ? undefined : {};
    const value = isLast ? visit(child) : walk(child as YamlNode, parts, index + 1, create, kind, visit);
    setKey(node, name, value);
    return node;
  }
  // A null is as good as nothing where the place may be made.
  if (isMissing(child) && create && !isSequence) child = isLast && kind === "scalar" ? "" : {};
  const value = walk(child, parts, index + 1, create, kind, visit);
  if (value !== field(node, name)) setKey(node, name, value);
  return node;
}
