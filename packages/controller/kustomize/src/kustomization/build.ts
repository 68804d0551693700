import type { Kustomization } from "@sluice/api/kustomize";
import { type Digest, digestOf } from "@sluice/base/digest";
import { errorText, SluiceError } from "@sluice/base/errors";
import {
  answersAlike,
  type FileTree,
  normalizePath,
  type RecordedReads,
  record,
} from "@sluice/base/file-tree";
import { isJsonObject, type JsonObject, type KubeObject, stringifyJson } from "@sluice/base/object";
import { decodeObjects } from "@sluice/kube/apply";
import { printYaml } from "@sluice/yaml";
import { LRUCache } from "lru-cache";
import { kustomizeControllerErrors } from "../errors.ts";
import { generateKustomizationFile } from "./generate.ts";
import { substituteObject, type Variables } from "./substitute.ts";

/** Builds the kustomization in a directory of a tree; the documents come in the order of the build. */
export type BuildEngine = (
  tree: FileTree,
  path: string,
) => Promise<readonly JsonObject[]> | readonly JsonObject[];

export interface BuildResult {
  /** What is to be applied, owner labels not yet set. Must not be changed. */
  objects: readonly KubeObject[];
  /** Digest of the built documents, as status.history has it (KC-45). */
  digest: Digest;
  /** False when an earlier result was taken, since nothing that the build reads has changed. */
  isNew: boolean;
}

interface CachedBuild {
  /** Of the parts of the spec and the variables that the build depends on. */
  inputs: string;
  treeDigest: string;
  reads: RecordedReads;
  objects: readonly KubeObject[];
  digest: Digest;
  sizeBytes: number;
}

const cacheBytes = 64 * 1024 * 1024;

/**
 * Builds Kustomizations and remembers the results: a new revision that changes no file that a build read, and no
 * part of the spec that it depends on, needs no new build.
 */
export class Builder {
  readonly #engine: BuildEngine;
  readonly #isStrict: boolean;
  readonly #cache = new LRUCache<string, CachedBuild>({
    maxSize: cacheBytes,
    sizeCalculation: (build) => build.sizeBytes,
  });
  #builds = 0;

  constructor(engine: BuildEngine, isStrict: boolean) {
    this.#engine = engine;
    this.#isStrict = isStrict;
  }

  /** How many builds have been made so far. */
  get builds(): number {
    return this.#builds;
  }

  /** Throws KUSTOMIZATION_PATH_MISSING, KUSTOMIZATION_BUILD_FAILED and KUSTOMIZATION_SUBSTITUTION_FAILED. */
  async build(
    kustomization: Kustomization,
    source: { tree: FileTree; digest: string },
    variables: Variables | undefined,
  ): Promise<BuildResult> {
    const id = kustomization.metadata.uid as string;
    const inputs = inputsOf(kustomization, variables);
    const cached = this.#cache.get(id);
    if (
      cached?.inputs === inputs &&
      (cached.treeDigest === source.digest || answersAlike(source.tree, cached.reads))
    ) {
      cached.treeDigest = source.digest;
      return { objects: cached.objects, digest: cached.digest, isNew: false };
    }
    const { tree, reads } = record(source.tree);
    const documents = await this.#render(kustomization, tree, variables);
    const text = documents.map((document) => printYaml(document, { flavour: "v2" })).join("---\n");
    const objects = decodeObjects(documents);
    const result = { objects, digest: digestOf(text) };
    this.#cache.set(id, {
      ...result,
      inputs,
      treeDigest: source.digest,
      reads,
      sizeBytes: text.length * 2 + 1,
    });
    return { ...result, isNew: true };
  }

  forget(uid: string): void {
    this.#cache.delete(uid);
  }

  async #render(
    kustomization: Kustomization,
    tree: FileTree,
    variables: Variables | undefined,
  ): Promise<JsonObject[]> {
    const path = clampPath(kustomization.spec.path ?? "");
    if (tree.stat(path)?.kind !== "directory") {
      throw new SluiceError(
        kustomizeControllerErrors.KUSTOMIZATION_PATH_MISSING,
        `kustomization path not found: ${kustomization.spec.path} is no directory of the source`,
        {
          reason: "ArtifactFailed",
          fieldPath: "spec.path",
          location: { path },
        },
      );
    }
    this.#builds++;
    let documents: readonly JsonObject[];
    try {
      documents = await this.#engine(generateKustomizationFile(tree, path, kustomization), path);
    } catch (error) {
      throw buildFailure(error);
    }
    return documents.map((document) => {
      assertNamed(document);
      return variables === undefined ? document : substituteObject(document, variables, this.#isStrict);
    });
  }
}

/** A path that would leave the source is taken as far as its root (KC-14). */
function clampPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else segments.push(segment);
  }
  return normalizePath(segments.join("/"));
}

function inputsOf({ spec }: Kustomization, variables: Variables | undefined): string {
  const {
    path,
    targetNamespace,
    namePrefix,
    nameSuffix,
    patches,
    images,
    components,
    ignoreMissingComponents,
    buildMetadata,
  } = spec;
  const overlay = {
    path,
    targetNamespace,
    namePrefix,
    nameSuffix,
    patches,
    images,
    components,
    ignoreMissingComponents,
    buildMetadata,
  };
  return digestOf(stringifyJson([overlay, variables === undefined ? null : [...variables].sort()]));
}

function assertNamed(document: JsonObject): void {
  const { apiVersion, kind, metadata } = document;
  if (apiVersion && kind && isJsonObject(metadata) && metadata["name"]) return;
  const text = stringifyJson(document).slice(0, 200);
  throw new SluiceError(
    kustomizeControllerErrors.KUSTOMIZATION_BUILD_FAILED,
    `failed to decode Kubernetes apiVersion, kind and name from: ${kind === "Secret" ? "a Secret" : text}`,
    { reason: "BuildFailed" },
  );
}

function buildFailure(error: unknown): SluiceError {
  if (error instanceof SluiceError && error.code.startsWith("KUSTOMIZATION_")) return error;
  const details =
    error instanceof SluiceError
      ? { location: error.location, fieldPath: error.fieldPath, object: error.object, hint: error.hint }
      : {};
  return new SluiceError(
    kustomizeControllerErrors.KUSTOMIZATION_BUILD_FAILED,
    `kustomize build failed: ${errorText(error)}`,
    {
      ...details,
      reason: "BuildFailed",
      cause: error,
    },
  );
}
