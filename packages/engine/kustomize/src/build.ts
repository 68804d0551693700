import { SluiceError } from "@sluice/base/errors";
import type { FileTree } from "@sluice/base/file-tree";
import { type KubeObject, type ObjectSet, setKey } from "@sluice/base/object";
import { printYaml, type YamlNode, YamlScalar } from "@sluice/yaml";
import { kustomizeErrors } from "./errors.ts";
import { hashOf } from "./hash.ts";
import { Loader } from "./loader.ts";
import { fixNameReferences } from "./name-reference.ts";
import { field, isEmpty, isMap, textOf } from "./node.ts";
import type { BuildOptions } from "./options.ts";
import { originAnnotation, transformationsAnnotation } from "./origin.ts";
import { Answers, Pending } from "./pending.ts";
import type { Resource } from "./resource.ts";
import type { ResourceList } from "./resource-list.ts";
import { Session } from "./session.ts";
import { sortResources } from "./sort-order.ts";
import { Target } from "./target.ts";
import { addTexts } from "./transform/labels.ts";
import { rememberId } from "./transform/remember.ts";
import { resolveVariables } from "./variables.ts";

/** The version of kustomize whose results these are. */
export const kustomizeVersion = "v5.8.1";

const maxAnswers = 1000;

/**
 * Builds the kustomization in the directory `path` of a tree (or at a repository's URL): the objects that
 * `kustomize build` prints, in its order, as plain JSON. Pure but for the fetchers and the renderer in `options`;
 * may run any number of times at once.
 *
 * Errors: the KUSTOMIZE_ codes, with upstream's wording, file, object and field. Source: kustomize:api/krusty;
 * KE-1, KE-2.
 */
export async function build(tree: FileTree, path: string, options: BuildOptions = {}): Promise<ObjectSet> {
  const answers = new Answers();
  for (let asked = 0; asked < maxAnswers; asked++) {
    try {
      const session = new Session(options, answers);
      const objects = buildOnce(tree, path, session);
      for (const warning of session.warnings) options.onWarning?.(warning);
      return objects;
    } catch (pending) {
      if (!(pending instanceof Pending)) throw pending;
      await pending.resolve();
    }
  }
  throw new SluiceError(
    kustomizeErrors.KUSTOMIZE_LIMIT,
    `the build asks for more than ${maxAnswers} remote resources and charts`,
  );
}

/** Objects as `kustomize build` prints them: YAML documents divided by `---`; nothing for no objects. KE-155 to KE-158. */
export function printObjectSet(objects: ObjectSet): string {
  return objects.map(printObject).join("---\n");
}

/** One object as YAML, as kustomize prints it. */
export function printObject(object: KubeObject): string {
  return printYaml(object, { flavour: "v2" });
}

function buildOnce(tree: FileTree, path: string, session: Session): ObjectSet {
  const { options } = session;
  const target = Target.outermost(session, Loader.open(session, tree, path));
  const { resources, config, variables } = target.accumulate();
  addHashes(resources);
  fixNameReferences(resources, config.nameReference);
  resolveVariables(resources, variables, config.varReference);
  resources.retain((resource) => {
    const local = resource.texts("annotations").get("config.kubernetes.io/local-config");
    return local === undefined || local === "false";
  });
  resources.dropEmpty();
  for (const resource of resources.all) assertNamed(resource);
  const { sortOptions, buildMetadata = [] } = target.file;
  if (sortOptions !== undefined) sortResources(resources, sortOptions);
  else if (options.order !== "none") sortResources(resources, { order: "legacy" });
  if (options.managedByLabel || buildMetadata.includes("managedByLabel")) {
    addTexts(
      resources,
      { "app.kubernetes.io/managed-by": `kustomize-${options.managedByVersion ?? "(devel)"}` },
      [{ path: "metadata/labels", create: true }],
    );
  }
  const dropped = new Set(buildAnnotations);
  if (!buildMetadata.includes("originAnnotations")) dropped.add(originAnnotation);
  if (!buildMetadata.includes("transformerAnnotations")) dropped.add(transformationsAnnotation);
  return resources.all.map((resource) => {
    cleanAnnotations(resource.node, dropped);
    return settle(resource.node) as unknown as KubeObject;
  });
}

/** A patch may have taken away what every object needs. */
function assertNamed(resource: Resource): void {
  const { kind, name, apiVersion } = resource;
  if (kind !== "" && (name !== "" || kind.endsWith("List"))) return;
  throw new SluiceError(
    kustomizeErrors.KUSTOMIZE_RESOURCE_INVALID,
    `missing ${kind === "" ? "kind" : "metadata.name"} in object {{${apiVersion} ${kind}} {{${name} ${resource.namespace}} map[] map[]}}`,
    { object: { apiVersion, kind, name, namespace: resource.namespace } },
  );
}

function addHashes(resources: ResourceList): void {
  for (const resource of resources.all) {
    if (!resource.needsHash) continue;
    const hash = hashOf(resource);
    rememberId(resources, resource);
    resource.setName(`${resource.name}-${hash}`);
  }
  resources.touch();
}

const buildAnnotations = [
  "internal.config.kubernetes.io/previousKinds",
  "internal.config.kubernetes.io/previousNames",
  "internal.config.kubernetes.io/prefixes",
  "internal.config.kubernetes.io/suffixes",
  "internal.config.kubernetes.io/previousNamespaces",
  "internal.config.kubernetes.io/allowNameChange",
  "internal.config.kubernetes.io/allowKindChange",
  "internal.config.kubernetes.io/refBy",
  "internal.config.kubernetes.io/generatorBehavior",
  "internal.config.kubernetes.io/needsHashSuffix",
  "internal.config.kubernetes.io/path",
  "internal.config.kubernetes.io/index",
  "internal.config.kubernetes.io/seqindent",
  "internal.config.kubernetes.io/id",
  "internal.config.kubernetes.io/annotations-migration-resource-id",
  "internal.config.kubernetes.io/helm-generated",
  "config.kubernetes.io/path",
  "config.kubernetes.io/index",
  "config.k8s.io/id",
];

/** Takes out what only the build needed. kustomize rewrites the annotations as texts and drops an empty mapping. */
function cleanAnnotations(node: Parameters<typeof isEmpty>[0], dropped: ReadonlySet<string>): void {
  if (!isMap(node)) return;
  const metadata = field(node, "metadata");
  if (!isMap(metadata)) return;
  const annotations = field(metadata, "annotations");
  if (annotations === undefined) return;
  if (!isMap(annotations)) {
    delete metadata["annotations"];
    return;
  }
  for (const key of Object.keys(annotations)) {
    if (dropped.has(key)) delete annotations[key];
    else if (typeof annotations[key] !== "string") {
      Object.defineProperty(annotations, key, {
        value: textOf(annotations[key]),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
  }
  if (isEmpty(annotations)) delete metadata["annotations"];
}

/** Turns a node that nobody else holds into plain JSON, in place: typed scalars become their values. */
function settle(node: YamlNode): YamlNode {
  if (typeof node !== "object" || node === null) return node;
  if (node instanceof YamlScalar) return node.value as YamlNode;
  if (Array.isArray(node)) {
    for (let at = 0; at < node.length; at++) {
      const item = node[at] as YamlNode;
      if (typeof item === "object" && item !== null) node[at] = settle(item);
    }
    return node;
  }
  for (const key of Object.keys(node)) {
    const value = node[key] as YamlNode;
    if (typeof value !== "object" || value === null) continue;
    const settled = settle(value);
    if (settled !== value) setKey(node, key, settled);
  }
  return node;
}
