import { errorText, SluiceError } from "@sluice/base/errors";
import { applyJsonPatch, type JsonPatchOperation } from "@sluice/base/json-patch";
import { isJsonObject, type JsonValue, parseJson, setKey } from "@sluice/base/object";
import { parseYaml, type YamlMap } from "@sluice/yaml";
import { kustomizeErrors } from "../errors.ts";
import type { PatchEntry, Selector } from "../kustomization-file.ts";
import type { Loader } from "../loader.ts";
import { mergePatch } from "../merge.ts";
import { field, isEmpty, isMap } from "../node.ts";
import { asJson, readResources } from "../read-resources.ts";
import type { Resource } from "../resource.ts";
import { idText } from "../resource-id.ts";
import type { ResourceList } from "../resource-list.ts";
import { selectResources } from "../select.ts";
import type { Session } from "../session.ts";
import { rememberId } from "./remember.ts";

/** A patch that has been read: strategic-merge documents or JSON 6902 operations. */
export interface Patch {
  strategic: Resource[] | undefined;
  operations: JsonPatchOperation[] | undefined;
  target: Selector | undefined;
  /** How messages name it: `[path: "x.yaml"]`. */
  source: string;
}

/** Reads an entry of `patches`: exactly one of text and path, either kind of patch, KE-65. */
export function readPatch(entry: PatchEntry, loader: Loader): Patch {
  const inline = (entry.patch ?? "").trim();
  const path = entry.path ?? "";
  if (inline === "" && path === "") throw invalid("must specify one of patch and path in patches");
  if (inline !== "" && path !== "") throw invalid("patch and path can't be set at the same time");
  let text = inline;
  if (path !== "") {
    try {
      text = loader.text(path);
    } catch (cause) {
      if (!(cause instanceof SluiceError)) throw cause;
      throw invalid(`failed to get the patch file from path(${path}): ${cause.message}`, cause, cause.code);
    }
  }
  const source = path === "" ? `[patch: ${JSON.stringify(inline)}]` : `[path: ${JSON.stringify(path)}]`;
  const strategic = attempt(() => readResources(text, path === "" ? undefined : path));
  const operations = attempt(() => readOperations(text));
  if (
    "value" in strategic &&
    "value" in operations &&
    strategic.value.length > 0 &&
    operations.value.length > 0
  ) {
    throw invalid(`illegally qualifies as both an SM and JSON patch: ${source}`);
  }
  if ("error" in strategic && "error" in operations) {
    throw invalid(
      `unable to parse SM or JSON patch from ${source}`,
      looksLikeList(text) ? operations.error : strategic.error,
    );
  }
  if ("value" in strategic) {
    for (const patch of strategic.value) {
      patch.allowNameChange = entry.options?.allowNameChange === true;
      patch.allowKindChange = entry.options?.allowKindChange === true;
    }
    return { strategic: strategic.value, operations: undefined, target: entry.target, source };
  }
  return {
    strategic: undefined,
    operations: (operations as { value: JsonPatchOperation[] }).value,
    target: entry.target,
    source,
  };
}

function looksLikeList(text: string): boolean {
  return /^\s*(?:-\s|\[)/.test(text);
}

function attempt<T>(run: () => T): { value: T } | { error: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return { error };
  }
}

/** JSON 6902 operations from a JSON list or its YAML form. Throws KUSTOMIZE_PATCH_INVALID. */
export function readOperations(text: string): JsonPatchOperation[] {
  if (text === "") throw invalid("empty json patch operations");
  const value: JsonValue = text.startsWith("[") ? parseJson(text) : parseYaml(text, { flavour: "v2" });
  if (value === null) return [];
  if (!Array.isArray(value) || !value.every((item) => item === null || isJsonObject(item))) {
    throw invalid("a JSON patch must be a list of operations");
  }
  return value as unknown as JsonPatchOperation[];
}

/** Applies a patch to its target, or to the resource that bears its own identity. */
export function applyPatch(list: ResourceList, patch: Patch, session: Session): void {
  if (patch.strategic !== undefined) applyStrategic(list, patch, session);
  else if (patch.operations !== undefined && patch.operations.length > 0) {
    if (patch.target === undefined) throw invalid(`must specify a target for JSON patch ${patch.source}`);
    for (const resource of selectResources(list, patch.target, session)) {
      rememberId(list, resource);
      applyOperations(resource, patch.operations);
    }
    list.touchUnchecked();
  }
}

function applyStrategic(list: ResourceList, patch: Patch, session: Session): void {
  const patches = patch.strategic as Resource[];
  if (patch.target === undefined) {
    for (const one of patches) applyToNamesake(list, one, session);
    return;
  }
  if (patches.length > 1) {
    throw invalid(
      `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${patch.source}`,
    );
  }
  const only = patches[0];
  if (only === undefined) return;
  applyToAll(list, selectResources(list, patch.target, session), only, session);
}

/** Applies a patch to resources of any identity; its own does not count, and its labels and annotations are texts. */
function applyToAll(
  list: ResourceList,
  targets: readonly Resource[],
  patch: Resource,
  session: Session,
): void {
  for (const resource of list.withTwins(targets)) {
    const retargeted = patch.copy();
    if (resource.apiVersion !== "") setKey(retargeted.node, "apiVersion", resource.apiVersion);
    retargeted.setTexts("labels", retargeted.texts("labels"));
    retargeted.setTexts("annotations", retargeted.texts("annotations"));
    applyTo(list, resource, retargeted, session);
  }
  list.settle();
}

/** Applies an entry of `patchesStrategicMerge`: found by its identity, then applied as to a target. */
export function applyByIdentity(list: ResourceList, patch: Resource, session: Session): void {
  applyToAll(list, [list.single(patch.originalId)], patch, session);
}

/** Applies a strategic-merge patch to the one resource that has, or had, its identity. */
function applyToNamesake(list: ResourceList, patch: Resource, session: Session): void {
  const id = patch.originalId;
  let target: Resource;
  try {
    target = list.single(id);
  } catch (cause) {
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_ID_NOT_FOUND,
      `no resource matches strategic merge patch "${idText(id)}": ${errorText(cause)}`,
      {
        object: { kind: id.kind, name: id.name, namespace: id.namespace },
        ...(patch.file === undefined ? {} : { location: { path: patch.file, line: patch.line } }),
        cause,
      },
    );
  }
  applyTo(list, target, patch, session);
}

function applyTo(list: ResourceList, target: Resource, patch: Resource, session: Session): void {
  const { name, namespace, kind } = target;
  if (patch.allowNameChange || patch.allowKindChange) rememberId(list, target);
  let merged: YamlMap | undefined;
  try {
    merged = mergePatch(target.node, patch.node, session.schema);
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    throw new SluiceError(cause.code, cause.message, {
      object: { kind, name, namespace },
      fieldPath: cause.fieldPath,
      hint: cause.hint,
      ...(patch.file === undefined ? {} : { location: { path: patch.file, line: patch.line } }),
      cause,
    });
  }
  // kustomize keeps the old object where a patch replaces it as a whole.
  if (merged !== target.node) target.node = merged === undefined ? {} : target.node;
  if (isEmpty(target.node)) {
    list.touch();
    return;
  }
  if (!patch.allowKindChange) target.setKind(kind);
  if (!patch.allowNameChange) target.setName(name);
  target.setNamespace(namespace);
  if (patch.allowKindChange || patch.allowNameChange) list.touchUnchecked();
}

/** Applies JSON 6902 operations to one resource. Throws KUSTOMIZE_PATCH_INVALID naming it. */
export function applyOperations(resource: Resource, operations: readonly JsonPatchOperation[]): void {
  resource.exposeMarks();
  let result: JsonValue;
  try {
    result = applyJsonPatch(asJson(resource.node) as JsonValue, operations);
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause;
    throw new SluiceError(kustomizeErrors.KUSTOMIZE_PATCH_INVALID, cause.message, {
      object: { kind: resource.kind, name: resource.name, namespace: resource.namespace },
      fieldPath: cause.fieldPath,
      cause,
    });
  }
  const node = asFloats(result);
  if (!isMap(node as YamlMap)) throw invalid("a JSON patch must leave an object");
  resource.node = node as YamlMap;
  const metadata = field(resource.node, "metadata");
  if (isMap(metadata) && Object.hasOwn(metadata, "annotations")) {
    resource.setTexts("annotations", resource.texts("annotations"));
  }
}

/** Go reads a patched object back as float64. */
function asFloats(value: JsonValue): JsonValue {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(asFloats);
  if (!isJsonObject(value)) return value;
  for (const key of Object.keys(value)) {
    const item = value[key] as JsonValue;
    if (typeof item === "bigint" || (typeof item === "object" && item !== null))
      setKey(value, key, asFloats(item));
  }
  return value;
}

/** Reads an entry of `patchesStrategicMerge`: the text of a patch, or the path of a file with some. */
export function readStrategicPatches(entry: string, loader: Loader): Resource[] {
  const inline = attempt(() => readResources(entry));
  return "value" in inline ? inline.value : readResources(loader.text(entry), entry);
}

/** Reads an entry of `patchesJson6902`. */
export function readJson6902(
  entry: PatchEntry,
  loader: Loader,
): { operations: JsonPatchOperation[]; target: Selector } {
  if (!entry.target?.name) throw invalid("must specify the target name");
  const path = entry.path ?? "";
  if (path === "" && !entry.patch) throw invalid("empty file path and empty jsonOp");
  if (path !== "" && entry.patch) throw invalid("must specify a file path or jsonOp, not both");
  const text = path === "" ? (entry.patch as string) : loader.text(path);
  if (text === "") throw invalid(`patch file '${path}' empty seems to be empty`);
  const operations = readOperations(text);
  if (operations.length === 0) throw invalid(`patch appears to be empty; file=${path}, JsonOp=${text}`);
  return { operations, target: entry.target };
}

function invalid(
  message: string,
  cause?: unknown,
  code: string = kustomizeErrors.KUSTOMIZE_PATCH_INVALID,
): SluiceError {
  const details =
    cause instanceof SluiceError
      ? { location: cause.location, fieldPath: cause.fieldPath, hint: cause.hint }
      : {};
  return new SluiceError(code, message, { ...details, ...(cause === undefined ? {} : { cause }) });
}
