import type { FileTree } from "@sluice/base/file-tree";
import type { JsonObject } from "@sluice/base/object";
import { build } from "@sluice/kustomize";

/** The kustomize build with Flux's options (KC-87, KE-1): input order, files from anywhere in the source, schemas added. */
export async function kustomizeEngine(tree: FileTree, path: string): Promise<readonly JsonObject[]> {
  const objects = await build(tree, path, { order: "none", loadRestriction: "none", extendSchema: true });
  return objects as unknown as readonly JsonObject[];
}
