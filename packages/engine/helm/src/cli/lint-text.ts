import { errorText, isSluiceError } from "@sluice/base/errors";
import { isJsonObject } from "@sluice/base/object";
import { isVersion, parseStrictVersion } from "@sluice/base/semver";
import type { MapValue } from "@sluice/go-template";
import { quoteText, textOf, typeOf } from "@sluice/go-template";
import { parseYamlDocuments } from "@sluice/yaml";
import { type Capabilities, offlineCapabilities } from "../capabilities.ts";
import type { Chart } from "../chart/index.ts";
import { readYaml } from "../data/yaml-text.ts";
import { templateSources } from "../render/chart-scope.ts";
import { renderTemplates } from "../render/index.ts";
import { coalesceValues, enabledCharts, validateValues } from "../values/index.ts";
import { commandFlavour } from "./template-text.ts";

export type LintSeverity = "INFO" | "WARNING" | "ERROR";

/** One finding. */
export interface LintMessage {
  readonly severity: LintSeverity;
  readonly path: string;
  readonly text: string;
}

export interface LintReport {
  readonly messages: readonly LintMessage[];
  readonly hasErrors: boolean;
}

/** How a chart is examined. */
export interface LintOptions {
  namespace?: string;
  capabilities?: Capabilities;
  skipSchema?: boolean;
  /** Warnings count as errors. */
  isStrict?: boolean;
}

/** Examines a chart as `helm lint` does: its metadata, its values and what its templates give. */
export function lintChart(chart: Chart, values: MapValue = {}, options: LintOptions = {}): LintReport {
  const messages: LintMessage[] = [];
  const report = (severity: LintSeverity, path: string, text: string | undefined) => {
    if (text !== undefined) messages.push({ severity, path, text });
  };
  lintMetadata(chart, report);
  if (!chart.raw.some((file) => file.name === "values.yaml"))
    report("INFO", "values.yaml", "file does not exist");
  lintTemplates(chart, values, options, report);
  const hasErrors = messages.some(
    ({ severity }) => severity === "ERROR" || (options.isStrict === true && severity === "WARNING"),
  );
  return { messages, hasErrors };
}

/** What `helm lint` prints for charts and their reports, summary included. */
export function lintText(reports: readonly { path: string; report: LintReport }[]): string {
  let text = "";
  for (const { path, report } of reports) {
    text += `==> Linting ${path}\n`;
    for (const message of report.messages) text += `[${message.severity}] ${message.path}: ${message.text}\n`;
    text += "\n";
  }
  const failed = reports.filter(({ report }) => report.hasErrors).length;
  return `${text}${reports.length} chart(s) linted, ${failed} chart(s) failed\n`;
}

type Report = (severity: LintSeverity, path: string, text: string | undefined) => void;

function lintMetadata(chart: Chart, report: Report): void {
  const { metadata } = chart;
  const file = "Chart.yaml";
  const raw = chart.raw.find(({ name }) => name === file);
  const written = raw === undefined ? undefined : readYaml(textOf(raw.bytes));
  const isText = (key: string) => {
    const value = isJsonObject(written) && Object.hasOwn(written, key) ? written[key] : "";
    return typeof value === "string"
      ? undefined
      : `${key} should be of type string but it's of type ${typeOf(value).text}`;
  };
  const isApi2 = metadata.apiVersion === "v2";
  report("ERROR", file, isText("version"));
  if (/^v?0+\.0+\.0+(?:-0)?$/.test(metadata.version)) {
    report("ERROR", file, `version ${metadata.version} is less than or equal to 0.0.0-0`);
  }
  report("ERROR", file, isText("appVersion"));
  for (const { name, email, url } of metadata.maintainers) {
    if (name === "") report("ERROR", file, "each maintainer requires a name");
    else if (email !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
      report("ERROR", file, `invalid email '${email}' for maintainer '${name}'`);
    } else if (url !== "" && !/^(?:[a-z]+:\/\/)?[^\s/]+\.[^\s]+$/i.test(url)) {
      report("ERROR", file, `invalid url '${url}' for maintainer '${name}'`);
    } else continue;
    break;
  }
  const badSource = metadata.sources.find((source) => !isUrl(source));
  if (badSource !== undefined) report("ERROR", file, `invalid source URL '${badSource}'`);
  if (metadata.icon === "") report("INFO", file, "icon is recommended");
  else if (!isUrl(metadata.icon)) report("ERROR", file, `invalid icon URL '${metadata.icon}'`);
  if (metadata.type !== "" && !isApi2) {
    report(
      "ERROR",
      file,
      `chart type is not valid in apiVersion '${metadata.apiVersion}'. It is valid in apiVersion 'v2'`,
    );
  }
  if (
    isJsonObject(written) &&
    Array.isArray(written["dependencies"]) &&
    written["dependencies"].length > 0 &&
    !isApi2
  ) {
    report(
      "ERROR",
      file,
      `dependencies are not valid in the Chart file with apiVersion '${metadata.apiVersion}'. They are valid in apiVersion 'v2'`,
    );
  }
  if (isVersion(metadata.version) && !isStrictVersion(metadata.version)) {
    report("WARNING", file, `version '${metadata.version}' is not a valid SemVerV2`);
  }
}

function isStrictVersion(text: string): boolean {
  try {
    parseStrictVersion(text);
    return true;
  } catch {
    return false;
  }
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text);
}

function lintTemplates(chart: Chart, values: MapValue, options: LintOptions, report: Report): void {
  const folder = "templates/";
  if (chart.templates.length === 0) {
    report("WARNING", folder, "directory does not exist");
    return;
  }
  let rendered: Map<string, string>;
  try {
    const root = enabledCharts(chart, values, commandFlavour);
    const coalesced = coalesceValues(root, values, commandFlavour);
    if (!options.skipSchema) validateValues(root, coalesced);
    const release = {
      name: "test-release",
      namespace: options.namespace ?? "default",
      revision: 0,
      isUpgrade: false,
      isInstall: false,
    };
    const cluster = options.capabilities ?? offlineCapabilities(commandFlavour);
    rendered = renderTemplates(templateSources(root, coalesced, release, cluster, commandFlavour), {
      flavour: commandFlavour,
      isLint: true,
      now: Date.now,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    });
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    report("ERROR", folder, errorText(error));
    return;
  }
  for (const { name } of chart.templates) {
    const extension = /\.[^./]*$/.exec(name)?.[0] ?? "";
    if (![".yaml", ".yml", ".tpl", ".txt"].includes(extension)) {
      report(
        "ERROR",
        name,
        `file extension '${extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`,
      );
    }
    if (extension !== ".yaml" && extension !== ".yml") continue;
    if (!lintManifest(name, rendered.get(`${chart.metadata.name}/${name}`) ?? "", report)) return;
  }
}

/** Examines what a template gave; false where it is no YAML. */
function lintManifest(name: string, text: string, report: Report): boolean {
  if (text.trim() === "") return true;
  const first = text.split("\n").find((line) => line.trim() !== "") ?? "";
  if (/^[ \t]/.test(first)) {
    report(
      "WARNING",
      name,
      `document starts with an illegal indent: ${quoteText(first)}, which may cause parsing problems`,
    );
  }
  let documents: { value: unknown }[];
  try {
    documents = parseYamlDocuments(text, { flavour: "v2" });
  } catch (error) {
    report("ERROR", name, `unable to parse YAML: error converting YAML to JSON: ${errorText(error)}`);
    return false;
  }
  for (const { value } of documents) if (isJsonObject(value)) lintObject(name, value, report);
  return true;
}

const workloads = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"];
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const pathNamed = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];

function lintObject(path: string, object: Record<string, unknown>, report: Report): void {
  const kind = typeof object["kind"] === "string" ? object["kind"] : "";
  const metadata = isJsonObject(object["metadata"]) ? object["metadata"] : {};
  const objectName = typeof metadata["name"] === "string" ? metadata["name"] : "";
  const isGood = pathNamed.includes(kind)
    ? objectName !== "." && objectName !== ".." && !/[/%]/.test(objectName)
    : objectName.length <= 253 && dnsSubdomain.test(objectName);
  if (!isGood && kind !== "CertificateSigningRequest" && kind !== "") {
    report(
      "WARNING",
      path,
      `object name does not conform to Kubernetes naming requirements: ${quoteText(objectName)}: metadata.name: Invalid value: ${quoteText(objectName)}: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    );
  }
  const spec = isJsonObject(object["spec"]) ? object["spec"] : {};
  const selector = spec["selector"];
  const hasSelector =
    isJsonObject(selector) &&
    (Object.hasOwn(selector, "matchLabels") || Object.hasOwn(selector, "matchExpressions"));
  if (workloads.includes(kind) && !hasSelector) {
    report(
      "ERROR",
      path,
      `a ${kind} must contain matchLabels or matchExpressions, and ${quoteText(objectName)} does not`,
    );
  }
}
