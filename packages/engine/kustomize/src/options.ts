import type { FileTree } from "@sluice/base/file-tree";
import type { HelmChartEntry } from "./kustomization-file.ts";
import type { RepositoryUrl } from "./repository-url.ts";

/** Gets what a kustomization names outside its tree. The engine itself reaches no network. */
export interface RemoteFetcher {
  /** The bytes behind an http(s) URL, or the status when it is not 2xx. */
  file?(url: string): Promise<Uint8Array | { status: number }>;
  /** The work tree of a repository at the wanted revision. */
  repository?(url: RepositoryUrl): Promise<FileTree>;
}

/** A chart to render: the entry with its namespace decided, and where its directory and values lie. */
export interface HelmRequest {
  chart: HelmChartEntry;
  globals: { chartHome?: string; configHome?: string };
  /** The tree and the directory of the kustomization that names the chart. */
  tree: FileTree;
  directory: string;
}

/** What a build does and may do. */
export interface BuildOptions {
  /**
   * `legacy`: the order of `kustomize build`; `none`: as listed, what Flux wants. The kustomization's own
   * `sortOptions` win over both. Default: legacy.
   */
  order?: "legacy" | "none";
  /** `rootOnly` (default): files must lie in or below the directory of their kustomization; `none`: anywhere in the tree. */
  loadRestriction?: "rootOnly" | "none";
  /** Allows remote resources; without it they are refused. */
  remote?: RemoteFetcher;
  /** Renders `helmCharts` to YAML text; without it they are refused. */
  helm?: (request: HelmRequest) => Promise<string>;
  /** True: `openapi.path` adds to the built-in schema (Flux) instead of replacing it (kustomize). */
  extendSchema?: boolean;
  /** Adds `app.kubernetes.io/managed-by: kustomize-<version>` to every object. */
  managedByLabel?: boolean;
  /** The version in that label; default `(devel)`, which is what kustomize says as a library, in Flux for example. */
  managedByVersion?: string;
  /** Told of deprecated fields and their successors, in kustomize's words. */
  onWarning?: (text: string) => void;
  /** What stands before paths in messages, for trees that are a part of something, such as `/tmp/x`. */
  displayRoot?: string;
  /** Limits against hostile trees. */
  limits?: Partial<BuildLimits>;
}

/** Limits of a build; what exceeds them is refused with KUSTOMIZE_LIMIT. */
export interface BuildLimits {
  /** Kustomizations within kustomizations; default 100. */
  depth: number;
  /** Kustomizations in all; default 5,000. */
  kustomizations: number;
  /** Bytes of one file; default 32 MiB. */
  fileBytes: number;
  /** Bytes read in all; default 512 MiB. */
  totalBytes: number;
}

/** The limits where none are given. */
export const defaultLimits: BuildLimits = {
  depth: 100,
  kustomizations: 5000,
  fileBytes: 32 * 1024 * 1024,
  totalBytes: 512 * 1024 * 1024,
};
