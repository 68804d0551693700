import { type Kustomization, kustomizationKind } from "@sluice/api/kustomize";
import { SluiceError } from "@sluice/base/errors";
import { parseApiVersion, stringifyJson } from "@sluice/base/object";
import type { KubeClient } from "@sluice/kube/client";
import { type InventoryObject, parseInventoryEntry } from "@sluice/kube/inventory";
import type { CommandContext } from "../context.ts";
import { cliErrors, usageError } from "../errors.ts";

export interface TreeFlags {
  compact?: boolean;
  output?: string;
}

/** An object and what it has applied. */
export interface TreeNode {
  object: InventoryObject;
  children: TreeNode[];
}

/** `tree kustomization NAME` (INS-7). */
export async function treeKustomization(
  context: CommandContext,
  name: string | undefined,
  flags: TreeFlags,
): Promise<void> {
  if (name === undefined) throw usageError("kustomization name is required");
  const { output } = flags;
  if (output !== undefined && output !== "json" && output !== "yaml")
    throw usageError(`output must be json or yaml, not ${output}`);
  const root = await readTree(
    await context.client(),
    { namespace: context.namespace, name },
    flags.compact ?? false,
    context.signal,
  );
  if (output === undefined) {
    context.print(`${formatTree(root)}\n`);
    return;
  }
  const plain = toPlain(root);
  const { printYaml } = await import("@sluice/yaml");
  context.print(output === "json" ? `${stringifyJson(plain, 2)}\n` : printYaml(plain, { flavour: "v2" }));
}

/** The tree below a Kustomization, by the inventories. */
export async function readTree(
  client: KubeClient,
  key: { namespace: string; name: string },
  isCompact: boolean,
  signal: AbortSignal,
): Promise<TreeNode> {
  const seen = new Set<string>();
  const read = async ({ namespace, name }: { namespace: string; name: string }): Promise<TreeNode> => {
    const found = await client.find({ ...kustomizationKind, namespace, name }, { signal });
    if (found === undefined)
      throw new SluiceError(
        cliErrors.CLI_NOT_FOUND,
        `Kustomization object '${name}' not found in "${namespace}" namespace`,
      );
    const kustomization = found as unknown as Kustomization;
    const object = {
      apiVersion: kustomizationKind.apiVersion,
      kind: kustomizationKind.kind,
      metadata: { namespace, name },
    };
    // Kustomizations that apply each other would make a tree without end.
    if (seen.has(`${namespace}/${name}`)) return { object, children: [] };
    seen.add(`${namespace}/${name}`);
    const children: TreeNode[] = [];
    for (const entry of kustomization.status?.inventory?.entries ?? []) {
      const child = parseInventoryEntry(entry);
      if (child === undefined) continue;
      const { group } = parseApiVersion(child.apiVersion);
      const isKustomization = child.kind === kustomizationKind.kind && group === kustomizationKind.group;
      if (isKustomization && !kustomization.spec.kubeConfig) {
        children.push(
          await read({ namespace: child.metadata.namespace ?? namespace, name: child.metadata.name }),
        );
      } else if (!isCompact || group.includes("toolkit.fluxcd.io")) {
        children.push({ object: child, children: [] });
      }
    }
    return { object, children };
  };
  return read(key);
}

/** `Kind/namespace/name` lines joined by branches. */
export function formatTree(root: TreeNode): string {
  const lines = [nodeText(root.object)];
  const add = (node: TreeNode, indent: string): void => {
    node.children.forEach((child, index) => {
      const isLast = index === node.children.length - 1;
      lines.push(`${indent}${isLast ? "└── " : "├── "}${nodeText(child.object)}`);
      add(child, `${indent}${isLast ? "    " : "│   "}`);
    });
  };
  add(root, "");
  return `${lines.join("\n")}\n`;
}

function nodeText({ kind, metadata }: InventoryObject): string {
  return metadata.namespace ? `${kind}/${metadata.namespace}/${metadata.name}` : `${kind}/${metadata.name}`;
}

interface PlainNode {
  resource: { Namespace: string; Name: string; GroupKind: { Group: string; Kind: string } };
  resources?: PlainNode[];
}

function toPlain({ object, children }: TreeNode): PlainNode {
  const { group } = parseApiVersion(object.apiVersion);
  const resource = {
    Namespace: object.metadata.namespace ?? "",
    Name: object.metadata.name,
    GroupKind: { Group: group, Kind: object.kind },
  };
  return children.length > 0 ? { resource, resources: children.map(toPlain) } : { resource };
}
