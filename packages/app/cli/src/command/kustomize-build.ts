import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { directoryTree } from "@sluice/base/directory-tree";
import { gvkOf, type KubeObject } from "@sluice/base/object";
import { build, printObject, printObjectSet } from "@sluice/kustomize";
import type { CommandContext } from "../context.ts";
import { usageError } from "../errors.ts";

export interface KustomizeBuildFlags {
  loadRestrictor: "LoadRestrictionsRootOnly" | "LoadRestrictionsNone";
  output?: string;
  enableHelm?: boolean;
}

/** `kustomize build DIR`, as the kustomize command does it. Bases beside the directory are found, so the tree is the whole disk. */
export async function kustomizeBuild(
  context: CommandContext,
  directory: string,
  flags: KustomizeBuildFlags,
): Promise<void> {
  const path = resolve(directory);
  if (!(await stat(path).catch(() => undefined))?.isDirectory()) {
    throw usageError(
      `${directory} is no directory`,
      "name the directory of a kustomization.yaml; remote repositories are not built yet",
    );
  }
  const objects = await build(directoryTree("/"), relative("/", path), {
    loadRestriction: flags.loadRestrictor === "LoadRestrictionsNone" ? "none" : "rootOnly",
    displayRoot: "/",
    helm: flags.enableHelm
      ? async (request) => (await import("./kustomize-helm.ts")).renderHelmChart(request)
      : undefined,
    onWarning: (text) => process.stderr.write(`${text}\n`),
  });
  if (flags.output === undefined) context.print(printObjectSet(objects));
  else await writeOutput(flags.output, objects);
}

/** To a directory that exists one file an object, else everything to one file. */
async function writeOutput(output: string, objects: readonly KubeObject[]): Promise<void> {
  if ((await stat(output).catch(() => undefined))?.isDirectory()) {
    const hasSeveralNamespaces =
      new Set(objects.map(({ metadata }) => metadata.namespace).filter(Boolean)).size > 1;
    for (const object of objects)
      await writeFile(join(output, fileName(object, hasSeveralNamespaces)), printObject(object));
    return;
  }
  await mkdir(dirname(resolve(output)), { recursive: true });
  await writeFile(output, printObjectSet(objects));
}

/** kustomize's names: `apps_v1_deployment_web.yaml`, with the namespace in front where there are several. */
function fileName(object: KubeObject, hasSeveralNamespaces: boolean): string {
  const { name = "", namespace } = object.metadata;
  const { group, version, kind } = gvkOf(object);
  const parts = [hasSeveralNamespaces ? namespace : undefined, group, version, kind, name];
  return `${parts.filter(Boolean).join("_")}.yaml`.toLowerCase();
}
