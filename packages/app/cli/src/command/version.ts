import { getPath, stringifyJson } from "@sluice/base/object";
import { printYaml } from "@sluice/yaml";
import type { CommandContext } from "../context.ts";
import { usageError } from "../errors.ts";

/** `version [--client] [-o yaml|json]`. */
export async function printVersion(
  context: CommandContext,
  version: string,
  flags: { client?: boolean; output: string },
): Promise<void> {
  if (flags.output !== "yaml" && flags.output !== "json")
    throw usageError(`output must be json or yaml, not ${flags.output}`);
  const versions: Record<string, string> = { sluice: `v${version}` };
  if (!flags.client) {
    const client = await context.client();
    versions["kubernetes"] = String(getPath(await client.raw("/version", context.signal), "gitVersion"));
  }
  context.print(
    flags.output === "json" ? `${stringifyJson(versions, 2)}\n` : printYaml(versions, { flavour: "v2" }),
  );
}
