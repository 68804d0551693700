import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import type { FileTree } from "@sluice/base/file-tree";
import { isJsonObject } from "@sluice/base/object";
import { type MapValue, textOf } from "@sluice/go-template";
import { readYaml } from "../data/yaml-text.ts";
import { helmErrors } from "../errors.ts";
import { defaultFlavour, type HelmFlavour } from "../flavour.ts";
import { readDefaultValues } from "../values/read-values.ts";
import type { Chart, ChartFile, ChartLock } from "./chart.ts";
import { parseIgnoreRules } from "./ignore-rules.ts";
import { type ChartMetadata, readDependencies, readMetadata, validateMetadata } from "./metadata.ts";
import { readChartArchive, withoutMark } from "./read-archive.ts";

/** How charts are loaded. */
export interface LoadOptions {
  flavour?: HelmFlavour;
  warn?: (message: string) => void;
}

const largestFile = 5 * 1024 * 1024;
const deepestChart = 100;

/** Loads a chart from the bytes of an archive or from a tree; `.helmignore` counts in trees only. */
export async function loadChart(source: Uint8Array | FileTree, options: LoadOptions = {}): Promise<Chart> {
  return source instanceof Uint8Array
    ? loadChartArchive(source, options)
    : loadChartTree(source, "", options);
}

/** Loads a packed chart. Throws CHART_INVALID. */
export async function loadChartArchive(archive: Uint8Array, options: LoadOptions = {}): Promise<Chart> {
  return loadFiles(await readChartArchive(archive), options, 0);
}

/** Loads a chart that lies at `path` of a tree. Links are followed within the tree. Throws CHART_INVALID. */
export async function loadChartTree(tree: FileTree, path = "", options: LoadOptions = {}): Promise<Chart> {
  if (tree.stat(path)?.kind !== "directory") {
    throw new SluiceError(helmErrors.CHART_NOT_FOUND, `path ${JSON.stringify(path)} not found`, {
      terminal: true,
    });
  }
  return loadFiles(readTree(tree, path), options, 0);
}

function readTree(tree: FileTree, root: string): ChartFile[] {
  const inRoot = (name: string) => (root === "" ? name : `${root}/${name}`);
  const rules =
    tree.stat(inRoot(".helmignore"))?.kind === "file" ? textOf(tree.read(inRoot(".helmignore"))) : "";
  const isIgnored = parseIgnoreRules(rules.replace(/^\uFEFF/, ""));
  const files: ChartFile[] = [];
  const visit = (directory: string, depth: number) => {
    if (depth > deepestChart)
      throw invalid(`chart directories are nested deeper than ${deepestChart} levels`);
    for (const name of tree.list(inRoot(directory).replace(/\/$/, ""))) {
      const path = directory === "" ? name : `${directory}/${name}`;
      const entry = tree.stat(inRoot(path));
      if (entry === undefined) throw invalid(`error reading ${path}: it links to nothing`);
      if (isIgnored(path, entry.kind === "directory")) continue;
      if (entry.kind === "directory") {
        visit(path, depth + 1);
        continue;
      }
      if (entry.sizeBytes > largestFile) {
        throw invalid(
          `chart file ${JSON.stringify(name)} is larger than the maximum file size ${largestFile}`,
        );
      }
      files.push({ name: path, bytes: withoutMark(tree.read(inRoot(path))) });
    }
  };
  visit("", 0);
  return files;
}

async function loadFiles(files: readonly ChartFile[], options: LoadOptions, depth: number): Promise<Chart> {
  if (depth > deepestChart) throw invalid(`charts are nested deeper than ${deepestChart} levels`);
  const flavour = options.flavour ?? defaultFlavour;
  const chartYaml = files.find((file) => file.name === "Chart.yaml");
  let metadata: ChartMetadata | undefined;
  if (chartYaml !== undefined) metadata = within("Chart.yaml", () => readMetadata(yamlOf(chartYaml)));
  let lock: ChartLock | undefined;
  let values: MapValue = {};
  let schema: Uint8Array | undefined;
  const templates: ChartFile[] = [];
  const rest: ChartFile[] = [];
  const subcharts = new Map<string, ChartFile[]>();
  for (const file of files) {
    switch (file.name) {
      case "Chart.yaml":
        continue;
      case "Chart.lock":
        lock = within("Chart.lock", () => readLock(yamlOf(file)));
        continue;
      case "values.yaml":
        values = within("values.yaml", () => readDefaultValues(textOf(file.bytes), flavour));
        continue;
      case "values.schema.json":
        schema = file.bytes;
        continue;
      case "requirements.yaml": {
        const data = within(file.name, () => yamlOf(file));
        if (metadata !== undefined && isJsonObject(data) && Object.hasOwn(data, "dependencies")) {
          metadata = { ...metadata, dependencies: within(file.name, () => readDependencies(data)) };
        }
        if (metadata?.apiVersion === "v1") rest.push(file);
        else options.warn?.('Dependencies are handled in Chart.yaml since apiVersion "v2"');
        continue;
      }
      case "requirements.lock":
        lock = within(file.name, () => readLock(yamlOf(file)));
        if (metadata?.apiVersion === "v1") rest.push(file);
        continue;
      default:
    }
    if (file.name.startsWith("templates/")) templates.push(file);
    else if (!file.name.startsWith("charts/") || file.name.endsWith(".prov")) rest.push(file);
    else {
      const name = file.name.slice("charts/".length);
      const first = name.split("/")[0]!;
      const group = subcharts.get(first) ?? [];
      group.push({ name, bytes: file.bytes });
      subcharts.set(first, group);
    }
  }
  if (metadata === undefined) throw invalid("Chart.yaml file is missing");
  validateMetadata(metadata);
  if (metadata.apiVersion !== "v1" && metadata.apiVersion !== "v2") {
    throw invalid(
      `unsupported chart version`,
      `apiVersion is ${JSON.stringify(metadata.apiVersion)}; v1 and v2 are supported`,
    );
  }
  const dependencies: Chart[] = [];
  for (const [name, group] of [...subcharts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith("_") || name.startsWith(".")) continue;
    try {
      dependencies.push(await loadSubchart(name, group, options, depth));
    } catch (error) {
      if (!isSluiceError(error)) throw error;
      throw new SluiceError(
        error.code,
        `error unpacking subchart ${name} in ${metadata.name}: ${error.message}`,
        {
          terminal: true,
          hint: error.hint,
          location: {
            ...error.location,
            path: `charts/${name}${error.location ? `/${error.location.path}` : ""}`,
          },
          cause: error,
        },
      );
    }
  }
  return { metadata, lock, values, schema, templates, files: rest, dependencies, raw: files };
}

async function loadSubchart(
  name: string,
  group: readonly ChartFile[],
  options: LoadOptions,
  depth: number,
): Promise<Chart> {
  if (!name.endsWith(".tgz")) {
    const inside = group.filter((file) => file.name.includes("/"));
    return loadFiles(
      inside.map((file) => ({ name: file.name.slice(file.name.indexOf("/") + 1), bytes: file.bytes })),
      options,
      depth + 1,
    );
  }
  const [file] = group;
  if (file?.name !== name) throw invalid(`expected ${name}, got ${file?.name}`);
  return loadFiles(await readChartArchive(file.bytes), options, depth + 1);
}

function yamlOf(file: ChartFile): unknown {
  return readYaml(textOf(file.bytes));
}

function readLock(data: unknown): ChartLock {
  const fields = isJsonObject(data) ? data : {};
  const text = (key: string) => (typeof fields[key] === "string" ? (fields[key] as string) : "");
  return { generated: text("generated"), digest: text("digest"), dependencies: readDependencies(fields) };
}

/** Names the file in what goes wrong with it. */
function within<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new SluiceError(helmErrors.CHART_INVALID, `cannot load ${name}: ${errorText(error)}`, {
      terminal: true,
      location: { path: name },
      cause: error,
    });
  }
}

function invalid(message: string, hint?: string): SluiceError {
  return new SluiceError(helmErrors.CHART_INVALID, message, { terminal: true, hint });
}
