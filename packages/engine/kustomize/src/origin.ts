import { printYaml } from "@sluice/yaml";
import { isEmpty } from "./node.ts";
import { parseRepositoryUrl } from "./repository-url.ts";
import type { Resource } from "./resource.ts";
import type { ResourceList } from "./resource-list.ts";

/** The annotation that tells where a resource came from. */
export const originAnnotation = "config.kubernetes.io/origin";
/** The annotation that tells which transformers it went through. */
export const transformationsAnnotation = "alpha.config.kubernetes.io/transformations";

/** Where a resource, a generator or a transformer stands. */
export interface Origin {
  path?: string;
  repo?: string;
  ref?: string;
  configuredIn?: string;
  configuredBy?: { apiVersion?: string; kind?: string; name?: string; namespace?: string };
}

/** The origin of something that this one names by a path or a repository's URL. */
export function originOf(parent: Origin, path: string): Origin {
  const url = parseRepositoryUrl(path);
  if (url === undefined) return { ...parent, path: joined(parent.path ?? "", path) };
  return { repo: url.cloneUrl, ...(url.ref === "" ? {} : { ref: url.ref }), path: joined("", url.path) };
}

/** The origin of what a built-in plugin makes. */
export function builtinOrigin(parent: Origin, file: string, kind: string): Origin {
  return {
    ...(parent.repo === undefined ? {} : { repo: parent.repo }),
    ...(parent.ref === undefined ? {} : { ref: parent.ref }),
    configuredIn: joined(parent.path ?? "", file),
    configuredBy: { apiVersion: "builtin", kind },
  };
}

/** The origin of what a plugin makes that is configured by a resource of its own. */
export function pluginOrigin(resource: Resource): Origin | undefined {
  const text = resource.texts("annotations").get(originAnnotation);
  if (text === undefined) return undefined;
  const own = readOrigin(text);
  return {
    ...(own.repo === undefined ? {} : { repo: own.repo }),
    ...(own.ref === undefined ? {} : { ref: own.ref }),
    ...(own.path === undefined ? {} : { configuredIn: own.path }),
    configuredBy: {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      ...(resource.name === "" ? {} : { name: resource.name }),
      ...(resource.namespace === "" ? {} : { namespace: resource.namespace }),
    },
  };
}

/** The origin as the text of its annotation. */
export function writeOrigin(origin: Origin): string {
  return printYaml(ordered(origin), { flavour: "v3", sortKeys: false });
}

/** Notes that a transformer ran over every resource: as its origin where it has none, else in the list. */
export function addTransformation(list: ResourceList, origin: Origin): void {
  const entry = indented(writeOrigin(origin));
  for (const resource of list.all) {
    if (isEmpty(resource.node)) continue;
    const annotations = resource.texts("annotations");
    if (!annotations.has(originAnnotation)) resource.setAnnotation(originAnnotation, writeOrigin(origin));
    else
      resource.setAnnotation(
        transformationsAnnotation,
        (annotations.get(transformationsAnnotation) ?? "") + entry,
      );
  }
}

function indented(text: string): string {
  return text
    .replace(/\n$/, "")
    .split("\n")
    .map((line, index) => (index === 0 ? `- ${line}\n` : `  ${line}\n`))
    .join("");
}

function ordered(origin: Origin): Record<string, unknown> {
  const { path, repo, ref, configuredIn, configuredBy } = origin;
  const by = configuredBy && {
    apiVersion: configuredBy.apiVersion || undefined,
    kind: configuredBy.kind || undefined,
    name: configuredBy.name || undefined,
    namespace: configuredBy.namespace || undefined,
  };
  return {
    path: path || undefined,
    repo: repo || undefined,
    ref: ref || undefined,
    configuredIn: configuredIn || undefined,
    configuredBy: by,
  };
}

function readOrigin(text: string): Origin {
  const origin: Origin = {};
  for (const line of text.split("\n")) {
    const match = /^(path|repo|ref): (.*)$/.exec(line);
    if (match !== null)
      origin[match[1] as "path" | "repo" | "ref"] = (match[2] as string).replace(/^["'](.*)["']$/, "$1");
  }
  return origin;
}

function joined(base: string, path: string): string {
  const segments: string[] = [];
  for (const segment of `${base}/${path}`.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === ".." && segments.length > 0 && segments.at(-1) !== "..") segments.pop();
    else segments.push(segment);
  }
  return segments.join("/");
}
