import { errorText, SluiceError } from "@sluice/base/errors";
import { isNotFound } from "@sluice/kube/client";
import type { CommandContext } from "../context.ts";
import { cliErrors, usageError } from "../errors.ts";
import type { CliKind, ToolkitObject } from "../kinds.ts";
import { waitUntilReady } from "./wait-ready.ts";

/** `suspend KIND [NAME…] [--all]` (ACT-1). */
export async function suspend(
  context: CommandContext,
  kind: CliKind,
  names: readonly string[],
  flags: { all?: boolean },
): Promise<void> {
  for (const name of await selectNames(context, kind, names, flags.all)) {
    context.progress.action(`suspending ${kind.human} ${name} in ${context.namespace} namespace`);
    if (
      await setSuspend(
        context,
        kind,
        name,
        true,
        `${kind.kind} ${name} not found in ${context.namespace} namespace`,
      )
    ) {
      context.progress.success(`${kind.human} suspended`);
    }
  }
}

/** `resume KIND [NAME…] [--all] [--wait]` (ACT-2, ACT-3). */
export async function resume(
  context: CommandContext,
  kind: CliKind,
  names: readonly string[],
  flags: { all?: boolean; wait?: boolean },
): Promise<void> {
  const { progress } = context;
  const resumed: string[] = [];
  for (const name of await selectNames(context, kind, names, flags.all)) {
    progress.action(`resuming ${kind.human} ${name} in ${context.namespace} namespace`);
    const missing = `${kind.kind} object '${names[0] ?? name}' not found in ${context.namespace} namespace`;
    if (!(await setSuspend(context, kind, name, null, missing))) continue;
    progress.success(`${kind.human} resumed`);
    resumed.push(name);
  }
  if (!(flags.wait ?? names.length === 1)) return;
  const results = await Promise.all(resumed.sort().map((name) => awaitResumed(context, kind, name)));
  const failures = results.filter((result) => result.error !== undefined);
  for (const { name, object, error } of results) {
    if (object !== undefined) {
      progress.success(`${kind.kind} ${name} reconciliation completed`);
      progress.success(kind.successText(object));
    } else {
      progress.failure(`${kind.kind} ${name} reconciliation failed: ${errorText(error)}`);
    }
  }
  if (failures.length > 0)
    throw new SluiceError(
      cliErrors.CLI_NOT_READY,
      `reconciliation failed for ${failures.length} ${kind.kind}(s)`,
    );
}

async function awaitResumed(
  context: CommandContext,
  kind: CliKind,
  name: string,
): Promise<{ name: string; object?: ToolkitObject; error?: unknown }> {
  context.progress.waiting(`waiting for ${kind.kind} reconciliation`);
  try {
    return { name, object: await waitUntilReady(context, kind, name) };
  } catch (error) {
    return { name, error };
  }
}

async function selectNames(
  context: CommandContext,
  kind: CliKind,
  names: readonly string[],
  isAll: boolean | undefined,
): Promise<string[]> {
  if (names.length > 0) return [...new Set(names)];
  if (!isAll) throw usageError(`${kind.human} name is required`);
  const client = await context.client();
  const { items } = await client.list<ToolkitObject>(kind.ref, {
    namespace: context.namespace,
    signal: context.signal,
  });
  if (items.length === 0) throw new SluiceError(cliErrors.CLI_NOT_FOUND, "no objects found");
  return items.map((object) => object.metadata.name as string);
}

/** False, with the reason told, when it could not be done; other names are still worked on. */
async function setSuspend(
  context: CommandContext,
  kind: CliKind,
  name: string,
  value: true | null,
  missing: string,
): Promise<boolean> {
  try {
    const client = await context.client();
    await client.patch(
      { ...kind.ref, namespace: context.namespace, name },
      "merge",
      { spec: { suspend: value } },
      { signal: context.signal },
    );
    return true;
  } catch (error) {
    context.progress.failure(
      isNotFound(error)
        ? missing
        : `failed ${value ? "suspending" : "resuming"} ${kind.human} ${name} in ${context.namespace} namespace: ${errorText(error)}`,
    );
    return false;
  }
}
