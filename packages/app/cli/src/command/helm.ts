import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { SluiceError } from "@sluice/base/errors";
import { memoryTree } from "@sluice/base/file-tree";
import {
  lintChart,
  lintText,
  loadChartTree,
  offlineCapabilities,
  packageChart,
  parseKubeVersion,
  renderChart,
  type ShowPart,
  showText,
  templateText,
} from "@sluice/helm";
import type { CommandContext } from "../context.ts";
import { cliErrors, usageError } from "../errors.ts";
import { openChart, readValues, type ValueFlags, warn } from "./helm-chart.ts";

export interface HelmTemplateFlags extends ValueFlags {
  includeCrds?: boolean;
  kubeVersion?: string;
  apiVersions?: string[];
  showOnly?: string[];
  skipTests?: boolean;
  hooks?: boolean;
  isUpgrade?: boolean;
  nameTemplate?: string;
  releaseName?: boolean;
  outputDir?: string;
  validate?: boolean;
  skipSchemaValidation?: boolean;
}

/** `helm template [NAME] CHART`. */
export async function helmTemplate(
  context: CommandContext,
  args: readonly string[],
  flags: HelmTemplateFlags,
): Promise<void> {
  if (flags.validate)
    throw usageError(
      "--validate needs a cluster, and rendering here uses none",
      "leave --validate out; `sluice up` or `kubectl apply --dry-run=server` checks objects against an API",
    );
  const [name, path] = args.length === 1 ? [undefined, args[0] as string] : [args[0], args[1] as string];
  if (name !== undefined && flags.nameTemplate !== undefined)
    throw usageError("cannot set --name-template and also specify a name");
  const releaseName =
    flags.nameTemplate === undefined ? (name ?? "release-name") : await renderName(flags.nameTemplate);
  const [chart, values] = await Promise.all([openChart(path), readValues(flags)]);
  const { includeCrds, kubeVersion, apiVersions, showOnly, skipTests, isUpgrade } = flags;
  const text = templateText(
    chart,
    values,
    {
      releaseName,
      namespace: context.flags.namespace ?? "default",
      includeCrds,
      kubeVersion,
      apiVersions,
      showOnly,
      skipTests,
      noHooks: flags.hooks === false,
      isUpgrade,
    },
    { warn, signal: context.signal, skipSchema: flags.skipSchemaValidation },
  );
  if (flags.outputDir === undefined) context.print(text);
  else
    await writeManifests(
      context,
      flags.releaseName ? join(flags.outputDir, releaseName) : flags.outputDir,
      text,
    );
}

/** The name that a template gives, with all functions of charts at hand. */
async function renderName(template: string): Promise<string> {
  const chart = await loadChartTree(
    memoryTree({
      "Chart.yaml": "apiVersion: v2\nname: name\nversion: 0.0.0\n",
      "templates/NOTES.txt": template,
    }),
  );
  return renderChart(chart, {}, offlineCapabilities("4.1"), { flavour: "4.1" }).notes;
}

/** One file for each template, as `--output-dir` has it. */
async function writeManifests(context: CommandContext, directory: string, text: string): Promise<void> {
  const files = new Map<string, string>();
  for (const document of text.split(/^---\n/m)) {
    const source = /^# Source: (.+)$/m.exec(document)?.[1];
    if (source !== undefined) files.set(source, `${files.get(source) ?? ""}---\n${document}`);
  }
  for (const [source, content] of files) {
    const path = join(directory, source);
    if (normalize(source).startsWith(".."))
      throw usageError(`${source} would be written outside of ${directory}`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    context.print(`wrote ${path}\n`);
  }
}

/** `helm show PART CHART`. */
export async function helmShow(context: CommandContext, part: ShowPart, path: string): Promise<void> {
  context.print(showText(await openChart(path), part));
}

export interface HelmLintFlags extends ValueFlags {
  strict?: boolean;
  quiet?: boolean;
  kubeVersion?: string;
  skipSchemaValidation?: boolean;
}

/** `helm lint [PATH…]`. */
export async function helmLint(
  context: CommandContext,
  paths: readonly string[],
  flags: HelmLintFlags,
): Promise<void> {
  const values = await readValues(flags);
  const kubeVersion = flags.kubeVersion && parseKubeVersion(flags.kubeVersion).full;
  const capabilities = offlineCapabilities("4.1", kubeVersion ? { kubeVersion } : {});
  const reports = [];
  for (const path of paths.length > 0 ? paths : ["."]) {
    const options = {
      namespace: context.flags.namespace,
      capabilities,
      skipSchema: flags.skipSchemaValidation,
      isStrict: flags.strict,
    };
    const report = lintChart(await openChart(path), values, options);
    const messages = flags.quiet
      ? report.messages.filter(({ severity }) => severity !== "INFO")
      : report.messages;
    reports.push({ path, report: { ...report, messages } });
  }
  context.print(lintText(reports));
  const failed = reports.filter(({ report }) => report.hasErrors).length;
  if (failed > 0)
    throw new SluiceError(
      cliErrors.CLI_NOT_READY,
      `${reports.length} chart(s) linted, ${failed} chart(s) failed`,
    );
}

export interface HelmPackageFlags {
  destination: string;
  version?: string;
  appVersion?: string;
}

/** `helm package CHART…`. */
export async function helmPackage(
  context: CommandContext,
  paths: readonly string[],
  flags: HelmPackageFlags,
): Promise<void> {
  if (paths.length === 0) throw usageError("need at least one argument, the path to the chart");
  for (const path of paths) {
    const { fileName, bytes } = await packageChart(await openChart(path), {
      version: flags.version,
      appVersion: flags.appVersion,
    });
    await mkdir(flags.destination, { recursive: true });
    const target = join(flags.destination, fileName);
    await writeFile(target, bytes);
    context.print(`Successfully packaged chart and saved it to: ${target}\n`);
  }
}
