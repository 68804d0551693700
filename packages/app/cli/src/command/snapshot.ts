import { restoreSnapshot, writeSnapshot } from "@sluice/api-server";
import type { CommandContext } from "../context.ts";

/** `api-server snapshot FILE --data DIR`. */
export async function snapshot(
  context: CommandContext,
  file: string,
  flags: { data: string },
): Promise<void> {
  const { objects, revision } = await writeSnapshot(flags.data, file);
  context.print(`wrote ${objects} objects at revision ${revision} to ${file}\n`);
}

/** `api-server restore FILE --data DIR`. */
export async function restore(context: CommandContext, file: string, flags: { data: string }): Promise<void> {
  const { objects, revision } = await restoreSnapshot(file, flags.data);
  context.print(`restored ${objects} objects at revision ${revision} into ${flags.data}\n`);
}
