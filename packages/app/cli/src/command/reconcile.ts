import { SluiceError } from "@sluice/base/errors";
import { isJsonObject } from "@sluice/base/object";
import { isNotFound } from "@sluice/kube/client";
import type { CommandContext } from "../context.ts";
import { cliErrors, usageError } from "../errors.ts";
import { type CliKind, sourceKinds, type ToolkitObject } from "../kinds.ts";
import { requestPatch, requestTime, waitUntilReady } from "./wait-ready.ts";

/** `reconcile KIND NAME [--with-source]` (ACT-4, ACT-5). */
export async function reconcile(
  context: CommandContext,
  kind: CliKind,
  name: string | undefined,
  flags: { withSource?: boolean },
): Promise<void> {
  if (name === undefined) throw usageError(`${kind.human} name is required`);
  const client = await context.client();
  const key = { ...kind.ref, namespace: context.namespace, name };
  const object = await client.get<ToolkitObject>(key, { signal: context.signal }).catch((error) => {
    throw isNotFound(error)
      ? new SluiceError(
          cliErrors.CLI_NOT_FOUND,
          `${kind.kind} object '${name}' not found in "${context.namespace}" namespace`,
        )
      : error;
  });
  if (object.spec?.suspend)
    throw usageError("resource is suspended", `resume it first: sluice resume ${kind.human} ${name}`);
  if (flags.withSource) await reconcileSource(context, object);
  const { progress } = context;
  const at = requestTime();
  progress.action(`annotating ${kind.kind} ${name} in ${context.namespace} namespace`);
  await client.patch(key, "merge", requestPatch(at), { signal: context.signal });
  progress.success(`${kind.kind} annotated`);
  progress.waiting(`waiting for ${kind.kind} reconciliation`);
  const done = await waitUntilReady(context, kind, name, at);
  progress.success(kind.successText(done));
}

async function reconcileSource(context: CommandContext, object: ToolkitObject): Promise<void> {
  const ref = object.spec?.["sourceRef"];
  if (!isJsonObject(ref)) throw usageError(`${object.kind} ${object.metadata.name} has no spec.sourceRef`);
  const kind = sourceKinds.find((source) => source.kind === ref["kind"]);
  if (kind === undefined) throw usageError(`cannot reconcile source of kind ${ref["kind"]}`);
  await reconcile(
    { ...context, namespace: String(ref["namespace"] ?? context.namespace) },
    kind,
    String(ref["name"]),
    {},
  );
}
