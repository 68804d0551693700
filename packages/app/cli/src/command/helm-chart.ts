import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { directoryTree } from "@sluice/base/directory-tree";
import {
  type Chart,
  loadChartArchive,
  loadChartTree,
  mergeUserValues,
  parseSetFile,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
  parseSetText,
  readUserValues,
} from "@sluice/helm";
import { usageError } from "../errors.ts";

/** Where values come from besides the chart, in helm's flags. */
export interface ValueFlags {
  values?: string[];
  setJson?: string[];
  set?: string[];
  setString?: string[];
  setFile?: string[];
  setLiteral?: string[];
}

type Values = ReturnType<typeof readUserValues>;

/** A chart in a directory or an archive on this machine. */
export async function openChart(path: string): Promise<Chart> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    const isRemote = /^(oci|https?):\/\//.test(path);
    throw usageError(
      isRemote ? `charts are read from this machine only, not from ${path}` : `path "${path}" not found`,
      isRemote
        ? "pull the chart first, then name its archive or directory"
        : "name a chart directory or a .tgz archive",
    );
  }
  if (found.isDirectory()) return loadChartTree(directoryTree(path), "", { warn });
  return loadChartArchive(await readFile(path), { warn });
}

/** The user's values: files first, then the --set flags, in helm's order. */
export async function readValues(flags: ValueFlags): Promise<Values> {
  let values: Values = {};
  for (const file of flags.values ?? []) {
    const text =
      file === "-"
        ? readFileSync(0, "utf8")
        : await readFile(file, "utf8").catch((cause) => fail(`cannot read values file ${file}`, cause));
    values = mergeUserValues(values, readUserValues(text, file));
  }
  for (const text of flags.setJson ?? []) values = parseSetJson(text, values);
  for (const text of flags.set ?? []) parseSetText(text, values);
  for (const text of flags.setString ?? []) parseSetString(text, values);
  for (const text of flags.setFile ?? []) parseSetFile(text, values, (path) => readFileSync(path, "utf8"));
  for (const text of flags.setLiteral ?? []) parseSetLiteral(text, values);
  return values;
}

/** A warning of the engine, where helm would log it. */
export function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}

function fail(message: string, cause: unknown): never {
  throw usageError(`${message}: ${(cause as Error).message}`);
}
