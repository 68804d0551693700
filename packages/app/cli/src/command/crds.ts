import { allKinds } from "@sluice/api/all";
import { crdOf } from "@sluice/api/schema";
import { printYaml } from "@sluice/yaml";
import type { CommandContext } from "../context.ts";

/** `crds`: the definition of every kind, as YAML documents. */
export async function crds(context: CommandContext): Promise<void> {
  for (const kind of allKinds) context.print(`---\n${printYaml(crdOf(kind), { flavour: "v2" })}`);
}
