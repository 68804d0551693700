import {
  GoStruct,
  type GoValue,
  mapOf,
  nilOf,
  parseType,
  pointerTo,
  sliceOf,
  structType,
  tagged,
} from "@sluice/go-template";
import type { HelmFlavour } from "../flavour.ts";
import type { EnabledChart } from "../values/index.ts";

const stringMap = mapOf(parseType("string"));
const stringSlice = sliceOf(parseType("string"));

/** `.Chart`: a map with Go's field names in Helm 4, a struct in Helm 3. */
export function chartValue(node: EnabledChart, isRoot: boolean, flavour: HelmFlavour): GoValue {
  const { metadata } = node.chart;
  const fields = {
    Name: node.name,
    Home: metadata.home,
    Sources: [...metadata.sources],
    Version: metadata.version,
    Description: metadata.description,
    Keywords: [...metadata.keywords],
    Maintainers: metadata.maintainers.map(({ name, email, url }) => ({ Name: name, Email: email, URL: url })),
    Icon: metadata.icon,
    APIVersion: metadata.apiVersion,
    Condition: metadata.condition,
    Tags: metadata.tags,
    AppVersion: metadata.appVersion,
    Deprecated: metadata.deprecated,
    Annotations:
      Object.keys(metadata.annotations).length === 0
        ? nilOf(stringMap)
        : tagged({ ...metadata.annotations }, stringMap),
    KubeVersion: metadata.kubeVersion,
    Dependencies: node.declared.map((entry) => ({
      Name: entry.name,
      Version: entry.version,
      Repository: entry.repository,
      Condition: entry.condition,
      Tags: [...entry.tags],
      Enabled: entry.isEnabled,
      ImportValues: [...entry.importValues],
      Alias: entry.alias,
    })),
    Type: metadata.type,
    IsRoot: isRoot,
  };
  return flavour === "3.21" ? structValue(fields) : fields;
}

const maintainerType = pointerTo(structType("chart.Maintainer", ["Name", "Email", "URL"]));
const dependencyType = pointerTo(
  structType("chart.Dependency", [
    "Name",
    "Version",
    "Repository",
    "Condition",
    "Tags",
    "Enabled",
    "ImportValues",
    "Alias",
  ]),
);

type Fields = Record<string, GoValue>;

/** The struct of Helm 3; JSON shows it under the names of `Chart.yaml`, without what is empty. */
function structValue(fields: Fields): GoValue {
  const { IsRoot: isRoot, ...metadata } = fields;
  const typed: Fields = {
    ...metadata,
    Sources: tagged(fields["Sources"] as object, stringSlice),
    Keywords: tagged(fields["Keywords"] as object, stringSlice),
    Maintainers: (fields["Maintainers"] as Fields[]).map((item) => new GoStruct(maintainerType, item)),
    Dependencies: (fields["Dependencies"] as Fields[]).map((item) => new GoStruct(dependencyType, item)),
  };
  const type = structType("chartutil.Chart", Object.keys(typed));
  return new GoStruct({ ...type, toJson: () => wireNames(metadata) }, { ...typed, IsRoot: isRoot });
}

function wireNames(value: GoValue): GoValue {
  if (Array.isArray(value)) return value.map(wireNames);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Fields).filter(([, item]) => !isUnset(item));
  return Object.fromEntries(
    entries.map(([name, item]) => [wireName(name), name === "Annotations" ? item : wireNames(item)]),
  );
}

function wireName(name: string): string {
  if (name === "APIVersion") return "apiVersion";
  if (name === "URL") return "url";
  if (name === "ImportValues") return "import-values";
  return name[0]!.toLowerCase() + name.slice(1);
}

function isUnset(value: GoValue): boolean {
  if (value === "" || value === false || value === null) return true;
  return typeof value === "object" && Object.keys(value as object).length === 0;
}
