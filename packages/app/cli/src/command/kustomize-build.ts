import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { directoryTree } from "@sluice/base/directory-tree";
import { type KubeObject, objectName } from "@sluice/base/object";
import { build, printObject, printObjectSet } from "@sluice/kustomize";
import type { CommandContext } from "../context.ts";
import { usageError } from "../errors.ts";

export interface KustomizeBuildFlags {
  loadRestrictor: "LoadRestrictionsRootOnly" | "LoadRestrictionsNone";
  output?: string;
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
    onWarning: (text) => process.stderr.write(`${text}\n`),
  });
  if (flags.output === undefined) context.print(printObjectSet(objects));
  else await writeOutput(flags.output, objects);
}

/** To a directory that exists one file an object, else everything to one file. */
async function writeOutput(output: string, objects: readonly KubeObject[]): Promise<void> {
  if ((await stat(output).catch(() => undefined))?.isDirectory()) {
    for (const object of objects) await writeFile(join(output, fileName(object)), printObject(object));
    return;
  }
  await mkdir(dirname(resolve(output)), { recursive: true });
  await writeFile(output, printObjectSet(objects));
}

function fileName(object: KubeObject): string {
  const group = object.apiVersion.replaceAll("/", "_");
  return `${group}_${objectName(object).replaceAll("/", "_")}.yaml`.toLowerCase();
}
