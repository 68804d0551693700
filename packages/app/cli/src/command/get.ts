import { SluiceError } from "@sluice/base/errors";
import { isNotFound, isNotServed, type KubeClient } from "@sluice/kube/client";
import type { CommandContext } from "../context.ts";
import { cliErrors, usageError } from "../errors.ts";
import { type CliKind, cliKinds, sourceKinds, statusCells, type ToolkitObject } from "../kinds.ts";
import { formatTable } from "../output/table.ts";
import { sourceRefText } from "./source-ref.ts";

export interface GetFlags {
  allNamespaces?: boolean;
  header?: boolean;
  watch?: boolean;
  statusSelector?: string;
  labelSelector?: string;
  showSource?: boolean;
}

interface Selector {
  type: string;
  status: string;
  isNegated: boolean;
}

/** `get KIND [NAME]` (GET-1 to GET-5). */
export async function getKind(
  context: CommandContext,
  kind: CliKind,
  name: string | undefined,
  flags: GetFlags,
): Promise<void> {
  const client = await context.client();
  const selector = parseStatusSelector(flags.statusSelector);
  if (flags.watch) return watchKind(context, client, kind, name, flags, selector);
  const objects = (await list(client, context, kind, name, flags)).filter((object) =>
    matches(object, selector),
  );
  if (objects.length === 0) {
    const place = flags.allNamespaces ? "any namespace" : `"${context.namespace}" namespace`;
    const text = name
      ? `${kind.kind} object '${name}' not found in ${place}`
      : `no ${kind.kind} objects found in ${place}`;
    throw new SluiceError(cliErrors.CLI_NOT_FOUND, text);
  }
  context.print(render(kind, objects, flags, false));
}

/** `get all` and `get sources all`: a table for each kind that has objects (GET-3). */
export async function getAll(
  context: CommandContext,
  scope: "all" | "sources",
  flags: GetFlags,
): Promise<void> {
  if (flags.watch) throw usageError("expected a single resource type, but found all");
  const client = await context.client();
  const selector = parseStatusSelector(flags.statusSelector);
  for (const kind of scope === "all" ? cliKinds : sourceKinds) {
    try {
      const objects = (await list(client, context, kind, undefined, flags)).filter((object) =>
        matches(object, selector),
      );
      if (objects.length > 0) context.print(`${render(kind, objects, flags, true)}\n`);
    } catch (error) {
      if (isNotServed(error) || isNotFound(error)) continue;
      context.progress.failure((error as Error).message);
    }
  }
}

async function list(
  client: KubeClient,
  context: CommandContext,
  kind: CliKind,
  name: string | undefined,
  flags: GetFlags,
): Promise<ToolkitObject[]> {
  const { items } = await client.list<ToolkitObject>(kind.ref, listOptions(context, name, flags));
  return items.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

const sortKey = (object: ToolkitObject): string => `${object.metadata.namespace}/${object.metadata.name}`;

function listOptions(context: CommandContext, name: string | undefined, flags: GetFlags) {
  return {
    namespace: flags.allNamespaces ? undefined : context.namespace,
    fieldSelector: name ? `metadata.name=${name}` : undefined,
    labelSelector: flags.labelSelector,
    signal: context.signal,
  };
}

async function watchKind(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  name: string | undefined,
  flags: GetFlags,
  selector: Selector | undefined,
): Promise<void> {
  const timeout = AbortSignal.timeout(context.timeoutMs);
  const signal = AbortSignal.any([context.signal, timeout]);
  let isFirst = true;
  try {
    for await (const event of client.watch<ToolkitObject>(kind.ref, {
      ...listOptions(context, name, flags),
      signal,
      sendInitialEvents: true,
    })) {
      if (event.type === "BOOKMARK" || event.type === "DELETED" || !matches(event.object, selector)) continue;
      context.print(
        render(kind, [event.object], { ...flags, header: isFirst && flags.header !== false }, false),
      );
      isFirst = false;
    }
  } catch (error) {
    if (context.signal.aborted) return;
    if (timeout.aborted)
      throw new SluiceError(cliErrors.CLI_USAGE, "timed out waiting for changes", {
        hint: "--timeout says how long to watch",
      });
    throw error;
  }
}

function render(
  kind: CliKind,
  objects: readonly ToolkitObject[],
  flags: GetFlags,
  isAmongOthers: boolean,
): string {
  const header = [
    ...(flags.allNamespaces ? ["namespace"] : []),
    "name",
    ...(flags.showSource ? ["source"] : []),
    "revision",
    "suspended",
    "ready",
    "message",
  ];
  const rows = objects.map((object) => [
    ...(flags.allNamespaces ? [object.metadata.namespace ?? ""] : []),
    isAmongOthers ? `${kind.kind.toLowerCase()}/${object.metadata.name}` : (object.metadata.name ?? ""),
    ...(flags.showSource ? [sourceRefText(object)] : []),
    ...statusCells(kind, object),
  ]);
  return formatTable(flags.header === false ? undefined : header, rows);
}

function parseStatusSelector(text: string | undefined): Selector | undefined {
  if (text === undefined) return undefined;
  const match = /^([^!=]+)(!?=)([^=]+)$/.exec(text);
  if (match === null)
    throw usageError(`expected status selector in type=status or type!=status format, but found: ${text}`);
  return {
    type: (match[1] as string).toLowerCase(),
    isNegated: match[2] === "!=",
    status: (match[3] as string).toLowerCase(),
  };
}

function matches(object: ToolkitObject, selector: Selector | undefined): boolean {
  if (selector === undefined) return true;
  const condition = object.status?.conditions?.find(({ type }) => type.toLowerCase() === selector.type);
  return (condition?.status.toLowerCase() === selector.status) !== selector.isNegated;
}
