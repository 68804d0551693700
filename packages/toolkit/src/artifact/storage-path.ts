import { realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";

/** Which object an artifact belongs to. */
export interface ArtifactOwner {
  kind: string;
  namespace: string;
  name: string;
}

/** `<kind lower>/<namespace>/<name>`: where the artifacts of an object lie (ST-01). */
export function artifactDirectory(owner: ArtifactOwner): string {
  return `${owner.kind.toLowerCase()}/${owner.namespace}/${owner.name}`;
}

/** The path of an artifact as `status.artifact.path` has it. */
export function artifactPath(owner: ArtifactOwner, fileName: string): string {
  return `${artifactDirectory(owner)}/${fileName}`;
}

/**
 * The place of a path below the root (ST-11). Neither `..` nor a symbolic link on the way leads out of the root;
 * the last segment itself may be a link. Errors: ARTIFACT_PATH_INVALID.
 */
export function placeInStorage(root: string, path: string): string {
  const segments = path.split("/");
  const isPlain = segments.every((segment) => segment !== "" && segment !== "." && segment !== "..");
  if (!isPlain || /[\0\\]/.test(path)) throw escapes(path);
  const place = join(root, ...segments);
  for (let depth = segments.length - 1; depth > 0; depth--) {
    const parent = join(root, ...segments.slice(0, depth));
    const real = realPath(parent);
    if (real === undefined) continue;
    if (real !== parent && !real.startsWith(root + sep)) throw escapes(path);
    break;
  }
  return place;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function escapes(path: string): SluiceError {
  return new SluiceError(toolkitErrors.ARTIFACT_PATH_INVALID, `artifact path '${path}' leaves the storage`);
}
