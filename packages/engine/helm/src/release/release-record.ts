import { setKey } from "@sluice/base/object";
import type { Chart } from "../chart/chart.ts";
import type { ChartMetadata } from "../chart/metadata.ts";
import { plainValue } from "../data/plain.ts";
import { encodeBase64 } from "../text/base-encodings.ts";

export type ReleaseStatus =
  | "unknown"
  | "deployed"
  | "uninstalled"
  | "superseded"
  | "failed"
  | "uninstalling"
  | "pending-install"
  | "pending-upgrade"
  | "pending-rollback";

/** Times are RFC 3339 texts with nanoseconds; absent where there is none. */
export interface ReleaseInfoRecord {
  first_deployed?: string;
  last_deployed?: string;
  deleted?: string;
  description?: string;
  status?: ReleaseStatus;
  notes?: string;
  resources?: Record<string, unknown[]>;
}

export interface ReleaseHook {
  name?: string;
  kind?: string;
  path?: string;
  manifest?: string;
  events?: string[];
  last_run: { started_at?: string; completed_at?: string; phase: string };
  weight?: number;
  delete_policies?: string[];
  output_log_policies?: string[];
}

interface StoredFile {
  name: string;
  data: string;
  modtime?: string;
}

/** A chart as a release keeps it; subcharts are not kept. */
export interface ReleaseChart {
  metadata: Record<string, unknown> | null;
  lock: Record<string, unknown> | null;
  templates: StoredFile[] | null;
  values: Record<string, unknown> | null;
  schema: string | null;
  schemamodtime?: string;
  files: StoredFile[] | null;
  modtime?: string;
}

/** One revision of a release; `labels` are the user's own and live on the object, not in the record. */
export interface ReleaseRecord {
  name: string;
  info: ReleaseInfoRecord;
  chart?: ReleaseChart;
  config?: Record<string, unknown>;
  manifest?: string;
  hooks?: ReleaseHook[];
  version: number;
  namespace: string;
  /** How it was applied; absent means client-side. */
  apply_method?: "ssa" | "csa";
  labels?: Record<string, string>;
}

const noTime = "0001-01-01T00:00:00Z";

/** What a release keeps of a chart. */
export function releaseChart(chart: Chart): ReleaseChart {
  const stored = ({ name, bytes }: { name: string; bytes: Uint8Array }): StoredFile => ({
    name,
    data: encodeBase64(bytes),
  });
  return {
    metadata: metadataRecord(chart.metadata),
    lock:
      chart.lock === undefined
        ? null
        : {
            generated: chart.lock.generated === "" ? noTime : chart.lock.generated,
            digest: chart.lock.digest,
            dependencies: chart.lock.dependencies.map(dependencyRecord),
          },
    templates: chart.templates.length === 0 ? null : chart.templates.map(stored),
    values: sorted(plainValue(chart.values)) as Record<string, unknown>,
    schema: chart.schema === undefined ? null : encodeBase64(chart.schema),
    schemamodtime: noTime,
    files: chart.files.length === 0 ? null : chart.files.map(stored),
  };
}

/** `Chart.yaml` under its own names, without what is empty, in Helm's order. */
export function metadataRecord(metadata: ChartMetadata): Record<string, unknown> {
  const fields: Record<string, unknown> = {
    name: metadata.name,
    home: metadata.home,
    sources: metadata.sources,
    version: metadata.version,
    description: metadata.description,
    keywords: metadata.keywords,
    maintainers: metadata.maintainers.map((item) => withoutEmpty({ ...item })),
    icon: metadata.icon,
    apiVersion: metadata.apiVersion,
    condition: metadata.condition,
    tags: metadata.tags,
    appVersion: metadata.appVersion,
    deprecated: metadata.deprecated,
    annotations: sorted(metadata.annotations),
    kubeVersion: metadata.kubeVersion,
    dependencies: metadata.dependencies.map(dependencyRecord),
    type: metadata.type,
  };
  return withoutEmpty(fields);
}

function dependencyRecord(dependency: ChartMetadata["dependencies"][number]): Record<string, unknown> {
  const { name, version, repository, condition, tags, importValues, alias } = dependency;
  const rest = withoutEmpty({ condition, tags, "import-values": importValues, alias });
  return { name, ...(version === "" ? {} : { version }), repository, ...rest };
}

function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== "" &&
        value !== false &&
        !(typeof value === "object" && value !== null && Object.keys(value).length === 0),
    ),
  );
}

/** Maps with their keys in order, as Go prints them. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const map: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort())
    setKey(map, key, sorted((value as Record<string, unknown>)[key]));
  return map;
}
