import type { KubeObject } from "@sluice/base/object";
import type { CommandContext } from "../context.ts";
import { usageError } from "../errors.ts";
import { cliKinds } from "../kinds.ts";
import { formatAge } from "../output/age.ts";
import { formatTable } from "../output/table.ts";

export interface EventsFlags {
  allNamespaces?: boolean;
  for?: string;
  types?: string;
  watch?: boolean;
}

interface Event extends KubeObject {
  involvedObject: { kind?: string; name?: string; namespace?: string };
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  eventTime?: string;
}

const eventRef = { apiVersion: "v1", kind: "Event", plural: "events", isNamespaced: true };
const kindsOfToolkit = new Set([
  "GitRepository",
  "OCIRepository",
  "HelmRepository",
  "HelmChart",
  "Bucket",
  "Kustomization",
  "HelmRelease",
  "Alert",
  "Provider",
  "Receiver",
  "ImageRepository",
  "ImagePolicy",
  "ImageUpdateAutomation",
  "ArtifactGenerator",
]);

/** `events` (INS-5). */
export async function events(context: CommandContext, flags: EventsFlags): Promise<void> {
  const client = await context.client();
  const isWanted = await createFilter(context, flags);
  const namespace = flags.allNamespaces ? undefined : context.namespace;
  const header = [
    ...(flags.allNamespaces ? ["namespace"] : []),
    "last seen",
    "type",
    "reason",
    "object",
    "message",
  ];
  if (flags.watch) {
    context.print(formatTable(header, []));
    try {
      for await (const event of client.watch<Event>(eventRef, {
        namespace,
        signal: AbortSignal.any([context.signal, AbortSignal.timeout(context.timeoutMs)]),
        sendInitialEvents: true,
      })) {
        if ((event.type === "ADDED" || event.type === "MODIFIED") && isWanted(event.object))
          context.print(formatTable(undefined, [row(event.object, flags)]));
      }
    } catch (error) {
      // A watch ends cleanly when its time is up (GET-4).
      if (!(error instanceof DOMException) && !context.signal.aborted) throw error;
    }
    return;
  }
  const { items } = await client.list<Event>(eventRef, { namespace, signal: context.signal });
  const wanted = items.filter(isWanted).sort((a, b) => timeOf(a) - timeOf(b));
  if (wanted.length === 0) {
    context.progress.failure(
      `No events found in ${flags.allNamespaces ? "any" : context.namespace} namespace.`,
    );
    return;
  }
  context.print(
    formatTable(
      header,
      wanted.map((event) => row(event, flags)),
    ),
  );
}

async function createFilter(context: CommandContext, flags: EventsFlags): Promise<(event: Event) => boolean> {
  const types =
    flags.types
      ?.split(",")
      .map((type) => type.trim())
      .filter(Boolean) ?? [];
  const unknown = types.find((type) => type !== "Normal" && type !== "Warning");
  if (unknown !== undefined) throw usageError(`type ${unknown} is not Normal or Warning`);
  const targets = flags.for === undefined ? undefined : await selectedObjects(context, flags.for);
  return (event) => {
    const { kind = "", name = "" } = event.involvedObject ?? {};
    if (!kindsOfToolkit.has(kind)) return false;
    if (types.length > 0 && !types.includes(event.type ?? "")) return false;
    return (
      targets === undefined ||
      targets.some((target) => target.kind === kind && (target.name === undefined || target.name === name))
    );
  };
}

/** `--for KIND[/NAME]`, and the source of a named Kustomization. */
async function selectedObjects(
  context: CommandContext,
  text: string,
): Promise<{ kind: string; name?: string }[]> {
  const [word = "", name] = text.split("/");
  const known = cliKinds.find(
    (kind) => kind.kind.toLowerCase() === word.toLowerCase() || kind.words.includes(word.toLowerCase()),
  );
  const kind =
    known?.kind ?? [...kindsOfToolkit].find((candidate) => candidate.toLowerCase() === word.toLowerCase());
  if (kind === undefined)
    throw usageError(`unknown kind ${word}`, `known kinds: ${[...kindsOfToolkit].join(", ")}`);
  const targets: { kind: string; name?: string }[] = [{ kind, ...(name ? { name } : {}) }];
  if (name && known !== undefined) {
    const client = await context.client();
    const object = await client.find<KubeObject & { spec?: { sourceRef?: { kind: string; name: string } } }>({
      ...known.ref,
      namespace: context.namespace,
      name,
    });
    if (object?.spec?.sourceRef)
      targets.push({ kind: object.spec.sourceRef.kind, name: object.spec.sourceRef.name });
  }
  return targets;
}

function row(event: Event, flags: EventsFlags): string[] {
  const { kind, name } = event.involvedObject;
  return [
    ...(flags.allNamespaces ? [event.metadata.namespace ?? ""] : []),
    lastSeen(event),
    event.type ?? "",
    event.reason ?? "",
    `${kind}/${name}`,
    (event.message ?? "").trim(),
  ];
}

const timeOf = (event: Event): number =>
  Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? "") || 0;

function lastSeen(event: Event): string {
  const age = formatAge(Date.now() - timeOf(event));
  if ((event.count ?? 1) <= 1) return age;
  return `${age} (x${event.count} over ${formatAge(Date.now() - Date.parse(event.firstTimestamp ?? ""))})`;
}
