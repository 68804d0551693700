import type { Kustomization } from "@sluice/api/kustomize";
import { errorText, SluiceError } from "@sluice/base/errors";
import { type FileTree, joinPath, layer, memoryTree } from "@sluice/base/file-tree";
import { isJsonObject, type JsonObject, type JsonValue, setKey, stringifyJson } from "@sluice/base/object";
import { parseYaml, parseYamlDocuments } from "@sluice/yaml";
import { kustomizeControllerErrors } from "../errors.ts";

/** Names of a kustomization file, in the order in which they are looked for (KC-80). */
const fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** Fields of a kustomization file (KE-15); others are dropped from the root file (KC-84). */
const knownFields = [
  "apiVersion",
  "kind",
  "metadata",
  "openapi",
  "namePrefix",
  "nameSuffix",
  "namespace",
  "commonLabels",
  "labels",
  "commonAnnotations",
  "patchesStrategicMerge",
  "patchesJson6902",
  "patches",
  "images",
  "imageTags",
  "replacements",
  "replicas",
  "vars",
  "sortOptions",
  "resources",
  "components",
  "crds",
  "bases",
  "configMapGenerator",
  "secretGenerator",
  "helmGlobals",
  "helmCharts",
  "helmChartInflationGenerator",
  "generatorOptions",
  "configurations",
  "generators",
  "transformers",
  "validators",
  "buildMetadata",
];
const fieldByLowerCase = new Map(knownFields.map((field) => [field.toLowerCase(), field]));

/** Prefixes of component paths that are not local (KC-86). */
const remotePrefixes = [
  "git::",
  "gh:",
  "ssh://",
  "https://",
  "http://",
  "git@",
  "github.com:",
  "github.com/",
];

/**
 * The tree with the kustomization file of `directory` replaced by one that holds the spec's overlay: the file that
 * is there, or one that lists what is there (KC-80 to KC-86). Nothing is written to disk.
 */
export function generateKustomizationFile(
  tree: FileTree,
  directory: string,
  kustomization: Kustomization,
): FileTree {
  const existing = fileNames.find((name) => tree.stat(joinPath(directory, name))?.kind === "file");
  const file =
    existing === undefined
      ? listResources(tree, directory)
      : readKustomizationFile(tree, joinPath(directory, existing));
  overlay(file, kustomization, tree, directory);
  const place = joinPath(directory, existing ?? "kustomization.yaml");
  // JSON is YAML, and needs no care with quoting.
  return layer(tree, memoryTree([[tree.stat(place)?.path ?? place, stringifyJson(file)]]));
}

function readKustomizationFile(tree: FileTree, path: string): JsonObject {
  let content: JsonValue;
  try {
    content = parseYaml(new TextDecoder().decode(tree.read(path)), { flavour: "v2", file: path });
  } catch (cause) {
    throw buildError(`${path}: ${errorText(cause)}`, path, cause);
  }
  if (content === null) return {};
  if (!isJsonObject(content)) throw buildError(`${path} is not a kustomization: it must be a mapping`, path);
  const file: JsonObject = {};
  for (const [key, value] of Object.entries(content)) {
    const field = fieldByLowerCase.get(key.toLowerCase());
    if (field !== undefined) setKey(file, field, value);
  }
  if (!isNonEmptyList(file["resources"])) file["buildMetadata"] = ["originAnnotations"];
  return file;
}

/** A file that names every manifest below the directory, and every directory that has a kustomization file of its own (KC-81). */
function listResources(tree: FileTree, directory: string): JsonObject {
  const resources: string[] = [];
  const scan = (path: string, relative: string): void => {
    for (const name of tree.list(path)) {
      const child = joinPath(path, name);
      const childRelative = `${relative}/${name}`;
      const entry = tree.stat(child);
      if (entry?.kind === "directory") {
        if (fileNames.some((fileName) => tree.stat(joinPath(child, fileName))?.kind === "file"))
          resources.push(childRelative);
        // A link back up would be scanned for ever; only what stands below is listed.
        else if (tree.node(child)?.kind === "directory") scan(child, childRelative);
      } else if (entry?.kind === "file" && /\.ya?ml$/.test(name)) {
        assertManifests(tree, child);
        resources.push(childRelative);
      }
    }
  };
  scan(directory, ".");
  const file: JsonObject = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  // An empty kustomization is refused by the build; one with a namespace and nothing to put there is not (KC-82).
  return resources.length > 0 ? { ...file, resources } : { ...file, namespace: "_placeholder" };
}

function assertManifests(tree: FileTree, path: string): void {
  try {
    for (const { value, line } of parseYamlDocuments(new TextDecoder().decode(tree.read(path)), {
      flavour: "v2",
      file: path,
    })) {
      if (value === null) continue;
      if (!isJsonObject(value) || !value["kind"] || !value["apiVersion"])
        throw new Error(`document at line ${line} has no apiVersion and kind`);
    }
  } catch (cause) {
    throw buildError(`failed to decode Kubernetes YAML from ${path}: ${errorText(cause)}`, path, cause);
  }
}

function overlay(file: JsonObject, { spec }: Kustomization, tree: FileTree, directory: string): void {
  if (spec.targetNamespace) file["namespace"] = spec.targetNamespace;
  if (spec.namePrefix) file["namePrefix"] = spec.namePrefix;
  if (spec.nameSuffix) file["nameSuffix"] = spec.nameSuffix;
  if (spec.patches?.length)
    file["patches"] = [...listOf(file["patches"]), ...(spec.patches as unknown as JsonValue[])];
  const components = (spec.components ?? []).filter((path) => {
    assertLocal(path);
    return !spec.ignoreMissingComponents || tree.stat(joinPath(directory, path)) !== undefined;
  });
  if (components.length > 0) file["components"] = [...listOf(file["components"]), ...components];
  if (spec.images?.length)
    file["images"] = mergeImages(listOf(file["images"]), spec.images as unknown as JsonObject[]);
  if (spec.buildMetadata?.length) file["buildMetadata"] = [...spec.buildMetadata];
}

function assertLocal(path: string): void {
  const isRemote = remotePrefixes.some((prefix) => path.toLowerCase().startsWith(prefix));
  const isAbsolute = path.replace(/^file:\/\//i, "").startsWith("/");
  if (isRemote || isAbsolute) {
    throw buildError(
      `component path '${path}' must be local and relative`,
      path,
      undefined,
      "spec.components",
    );
  }
}

/** By name: a new name replaces if set; tag and digest go together, setting one clears the other (KC-66). */
function mergeImages(present: JsonValue[], added: JsonObject[]): JsonValue[] {
  const merged = [...present];
  for (const image of added) {
    const index = merged.findIndex((other) => isJsonObject(other) && other["name"] === image["name"]);
    const old = merged[index];
    if (!isJsonObject(old)) {
      merged.push(image);
      continue;
    }
    const next: JsonObject = { ...old };
    if (image["newName"]) next["newName"] = image["newName"];
    if (image["newTag"] || image["digest"]) {
      delete next["newTag"];
      delete next["digest"];
      if (image["newTag"]) next["newTag"] = image["newTag"];
      if (image["digest"]) next["digest"] = image["digest"];
    }
    merged[index] = next;
  }
  return merged;
}

const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
const isNonEmptyList = (value: JsonValue | undefined): boolean => Array.isArray(value) && value.length > 0;

function buildError(message: string, path: string, cause?: unknown, fieldPath?: string): SluiceError {
  const location = cause instanceof SluiceError && cause.location ? { ...cause.location, path } : { path };
  return new SluiceError(kustomizeControllerErrors.KUSTOMIZATION_BUILD_FAILED, message, {
    reason: "BuildFailed",
    location,
    fieldPath,
    cause,
  });
}
