import { SluiceError } from "@sluice/base/errors";
import { isJsonObject } from "@sluice/base/object";
import { parseYaml, type YamlNode } from "@sluice/yaml";
import { decode } from "../decode.ts";
import { kustomizeErrors } from "../errors.ts";
import { lookup, splitFieldPath } from "../field-lookup.ts";
import { findPlaces, type Place } from "../field-place.ts";
import type { ReplacementEntry, ReplacementOptions, Selector } from "../kustomization-file.ts";
import { replacementShape } from "../kustomization-shape.ts";
import { matchesSelector } from "../label-selector.ts";
import type { Loader } from "../loader.ts";
import {
  copyNode,
  isEmpty,
  isList,
  isMap,
  isScalar,
  SharedText,
  taggedScalar,
  tagOf,
  textOf,
  untyped,
  withText,
} from "../node.ts";
import type { Resource } from "../resource.ts";
import { idText, isSelected, type ResourceId } from "../resource-id.ts";
import type { ResourceList } from "../resource-list.ts";
import { compileSelector } from "../select.ts";
import type { Session } from "../session.ts";
import { replaceInText } from "./structured-text.ts";

/** The replacements that are given inline, and those of the files that entries name, KE-115. */
export function readReplacements(entries: readonly ReplacementEntry[], loader: Loader): ReplacementEntry[] {
  return entries.flatMap((entry) => {
    if (!entry.path) return [entry];
    if (entry.source !== undefined || (entry.targets ?? []).length > 0) {
      throw failed("cannot specify both path and inline replacement");
    }
    const value = parseYaml(loader.text(entry.path), { flavour: "v2", file: loader.describe(entry.path) });
    if (!Array.isArray(value) && !isJsonObject(value)) {
      throw failed(
        `unsupported replacement type encountered within replacement path: ${value === null ? "invalid" : typeof value}`,
      );
    }
    const list = Array.isArray(value) ? value : [value];
    return list.map(
      (item) => decode(item, replacementShape, { strict: false, coerce: true }) as ReplacementEntry,
    );
  });
}

/** Copies values from one resource into others, KE-116 to KE-121. Throws KUSTOMIZE_REPLACEMENT_FAILED. */
export function applyReplacements(
  list: ResourceList,
  entries: readonly ReplacementEntry[],
  session: Session,
): void {
  for (const entry of entries) {
    if ((entry.sourceValue === undefined && entry.source === undefined) || entry.targets === undefined) {
      throw failed("replacements must specify a source and at least one target");
    }
    const value = readSource(list, entry);
    for (const target of entry.targets) {
      if (target.select === undefined) throw failed("target must specify resources to select");
      const paths =
        target.fieldPaths !== undefined && target.fieldPaths.length > 0
          ? target.fieldPaths
          : ["metadata.name"];
      for (const resource of selectTargets(list, target.select, target.reject ?? [], session)) {
        for (const path of paths) writeTo(resource, path, value, target.options ?? {}, session);
      }
    }
    list.touchUnchecked();
  }
}

function readSource(list: ResourceList, entry: ReplacementEntry): YamlNode {
  const { source, sourceValue } = entry;
  if (sourceValue !== undefined) {
    if (source !== undefined) throw failed("value and resource selectors are mutually exclusive");
    return untyped(sourceValue);
  }
  const wanted = source as NonNullable<typeof source>;
  const matches = list.all.filter((resource) =>
    [resource.id, ...resource.formerIds()].some(
      (id) =>
        (!wanted.name || wanted.name === id.name) &&
        (!wanted.namespace || effective(wanted.namespace) === list.namespaceOf(id)) &&
        isSelected(id, wanted),
    ),
  );
  const selector = `${idText(asId(wanted))}:${wanted.fieldPath ?? ""}`;
  if (matches.length > 1) throw failed(`multiple matches for selector ${selector}`);
  const resource = matches[0];
  if (resource === undefined) throw failed(`nothing selected by ${selector}`);
  const path = wanted.fieldPath || "metadata.name";
  const value = lookup(resource.node, splitFieldPath(path));
  if (value === undefined || isEmpty(value)) {
    throw failed(`fieldPath \`${path}\` is missing for replacement source ${idText(asId(wanted))}`, resource);
  }
  return refine(value, wanted.options);
}

function effective(namespace: string): string {
  return namespace;
}

function asId(selector: Partial<ResourceId>): ResourceId {
  return {
    group: selector.group ?? "",
    version: selector.version ?? "",
    kind: selector.kind ?? "",
    name: selector.name ?? "",
    namespace: selector.namespace ?? "",
  };
}

/** Takes one part of a text where a delimiter is given. */
function refine(value: YamlNode, options: ReplacementOptions | undefined): YamlNode {
  if (!options?.delimiter) return value;
  if (!isScalar(value)) throw failed("delimiter option can only be used with scalar nodes");
  const text = textOf(value);
  const parts = text.trim().split(options.delimiter);
  const index = options.index ?? 0;
  if (index < 0 || index >= parts.length)
    throw failed(`options.index ${index} is out of bounds for value ${text}`);
  return withTag(copyNode(value), parts[index] as string);
}

function selectTargets(
  list: ResourceList,
  select: Selector,
  reject: readonly Selector[],
  session: Session,
): Resource[] {
  const compile = (selector: Selector): ((id: ResourceId) => boolean) => {
    const compiled = compileSelector(selector, session);
    return (id) => compiled.namespace(id.namespace) && compiled.name(id.name) && compiled.gvk(id);
  };
  const selects = compile(select);
  const rejects = reject.filter(hasIdentity).map(compile);
  return list.all.filter((resource) => {
    const labels = resource.texts("labels");
    const annotations = resource.texts("annotations");
    const meets = (selector: Selector): boolean =>
      matchesSelector(selector.annotationSelector, annotations) &&
      matchesSelector(selector.labelSelector, labels);
    if (!meets(select)) return false;
    if (reject.some((one) => (one.annotationSelector || one.labelSelector) && meets(one))) return false;
    const ids = [resource.id, ...resource.formerIds()];
    return !rejects.some((rejected) => ids.some(rejected)) && ids.some(selects);
  });
}

function hasIdentity(selector: Selector): boolean {
  return Boolean(selector.group || selector.version || selector.kind || selector.name || selector.namespace);
}

function writeTo(
  resource: Resource,
  path: string,
  value: YamlNode,
  options: ReplacementOptions,
  session: Session,
): void {
  const parts = splitFieldPath(path);
  const createKind = !options.create ? undefined : isMap(value) ? "map" : isList(value) ? "list" : "scalar";
  if (replaceInText(resource.node, parts, value, createKind, session)) return;
  let places: Place[];
  try {
    places = findPlaces(resource.node, parts, createKind, session);
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    throw missing(path, options, resource, `: ${cause.message}`);
  }
  if (places.length === 0) throw missing(path, options, resource, "");
  for (const place of places) place.set(replaced(place.get(), value, options));
}

/** The value of a target after the replacement: scalars take the text and keep their type. */
function replaced(current: YamlNode, value: YamlNode, options: ReplacementOptions): YamlNode {
  let text = textOf(value);
  if (options.delimiter) {
    if (!isScalar(current)) throw failed("delimiter option can only be used with scalar nodes");
    const parts = textOf(current).split(options.delimiter);
    const index = options.index ?? 0;
    const part = text.trim();
    if (index < 0) parts.unshift(part);
    else if (index >= parts.length) parts.push(part);
    else parts[index] = part;
    text = parts.join(options.delimiter);
  }
  return isScalar(current) ? withTag(current, text) : copyNode(value);
}

function withTag(scalar: YamlNode, text: string): YamlNode {
  if (scalar instanceof SharedText) return withText(scalar, text);
  const tag = tagOf(scalar);
  const value = taggedScalar(tag, text);
  if (value !== undefined) return value;
  throw failed(`cannot decode !!str \`${text}\` as a ${tag}`);
}

function missing(path: string, options: ReplacementOptions, resource: Resource, reason: string): SluiceError {
  const what = options.create ? "find or create" : "find";
  return failed(
    `unable to ${what} field ${JSON.stringify(path)} in replacement target${reason}`,
    resource,
    path,
  );
}

function failed(message: string, resource?: Resource, fieldPath = "replacements"): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_REPLACEMENT_FAILED, message, {
    fieldPath,
    ...(resource === undefined
      ? {}
      : { object: { kind: resource.kind, name: resource.name, namespace: resource.namespace } }),
  });
}
