import { SluiceError } from "@sluice/base/errors";
import { isJsonObject } from "@sluice/base/object";
import { isVersion } from "@sluice/base/semver";
import { isPrintable } from "@sluice/go-template";
import { textOfScalar } from "../data/yaml-text.ts";
import { helmErrors } from "../errors.ts";
import { isSpace } from "../text/letters.ts";

export interface ChartMaintainer {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** An entry of `dependencies`; `importValues` is kept as it was written. */
export interface ChartDependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly importValues: readonly unknown[];
  readonly alias: string;
}

/** `Chart.yaml`; what is absent is empty. */
export interface ChartMetadata {
  readonly name: string;
  readonly home: string;
  readonly sources: readonly string[];
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly maintainers: readonly ChartMaintainer[];
  readonly icon: string;
  readonly apiVersion: string;
  readonly condition: string;
  readonly tags: string;
  readonly appVersion: string;
  readonly deprecated: boolean;
  readonly annotations: Readonly<Record<string, string>>;
  readonly kubeVersion: string;
  readonly dependencies: readonly ChartDependency[];
  readonly type: string;
}

/**
 * Reads the data of a `Chart.yaml`; unknown keys are ignored, a value of the wrong type is an error as in Go.
 * Throws CHART_INVALID.
 */
export function readMetadata(data: unknown): ChartMetadata {
  const fields = data === null ? {} : data;
  if (!isJsonObject(fields)) throw mistyped("Metadata", fields, "v2.Metadata");
  const reader = new FieldReader(fields, "Metadata");
  return {
    name: reader.text("name"),
    home: reader.text("home"),
    sources: reader.texts("sources"),
    version: reader.text("version"),
    description: reader.text("description"),
    keywords: reader.texts("keywords"),
    maintainers: reader
      .objects("maintainers", "maintainers must not contain empty or null nodes")
      .map((item) => {
        const maintainer = new FieldReader(item, "Maintainer");
        return {
          name: maintainer.text("name"),
          email: maintainer.text("email"),
          url: maintainer.text("url"),
        };
      }),
    icon: reader.text("icon"),
    apiVersion: reader.text("apiVersion") || "v1",
    condition: reader.text("condition"),
    tags: reader.text("tags"),
    appVersion: reader.text("appVersion"),
    deprecated: reader.flag("deprecated"),
    annotations: reader.textMap("annotations"),
    kubeVersion: reader.text("kubeVersion"),
    dependencies: readDependencies(fields),
    type: reader.text("type"),
  };
}

/** The `dependencies` of a `Chart.yaml` or `requirements.yaml`. */
export function readDependencies(fields: Record<string, unknown>): ChartDependency[] {
  const reader = new FieldReader(fields, "Metadata");
  return reader.objects("dependencies", "dependencies must not contain empty or null nodes").map((item) => {
    const dependency = new FieldReader(item, "Dependency");
    return {
      name: dependency.text("name"),
      version: dependency.text("version"),
      repository: dependency.text("repository"),
      condition: dependency.text("condition"),
      tags: dependency.texts("tags"),
      importValues: dependency.list("import-values"),
      alias: dependency.text("alias"),
    };
  });
}

/** Checks what must hold of metadata. Throws CHART_INVALID with Helm's `validation: ...`. */
export function validateMetadata(metadata: ChartMetadata): void {
  const { name, version, type } = metadata;
  if (name === "") throw invalid("chart.metadata.name is required");
  if (name === "." || name === "..")
    throw invalid(`chart.metadata.name ${JSON.stringify(name)} is not allowed`);
  if (name.includes("/")) throw invalid(`chart.metadata.name ${JSON.stringify(name)} is invalid`);
  if (version === "") throw invalid("chart.metadata.version is required");
  if (!isVersion(version)) throw invalid(`chart.metadata.version ${JSON.stringify(version)} is invalid`);
  if (!["", "application", "library"].includes(type)) {
    throw invalid("chart.metadata.type must be application or library");
  }
  const names = new Set<string>();
  for (const dependency of metadata.dependencies) {
    if (dependency.alias !== "" && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias)) {
      throw invalid(`dependency ${JSON.stringify(dependency.name)} has disallowed characters in the alias`);
    }
    const key = dependency.alias === "" ? dependency.name : dependency.alias;
    if (names.has(key)) throw invalid(`more than one dependency with name or alias ${JSON.stringify(key)}`);
    names.add(key);
  }
}

function invalid(message: string): SluiceError {
  return new SluiceError(helmErrors.CHART_INVALID, `validation: ${message}`, {
    terminal: true,
    location: { path: "Chart.yaml" },
  });
}

function mistyped(what: string, value: unknown, wanted: string): SluiceError {
  const kind = Array.isArray(value)
    ? "array"
    : isJsonObject(value)
      ? "object"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
  return new SluiceError(
    helmErrors.CHART_INVALID,
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go ${what.includes(".") ? `struct field ${what}` : "value"} of type ${wanted}`,
    { terminal: true, location: { path: "Chart.yaml" } },
  );
}

/** Blanks of any kind become a space, what cannot be printed goes. */
function sanitize(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return Array.from(text, (rune) => (isSpace(rune) ? " " : isPrintable(rune) ? rune : "")).join("");
}

class FieldReader {
  readonly #fields: Record<string, unknown>;
  readonly #type: string;

  constructor(fields: Record<string, unknown>, type: string) {
    this.#fields = fields;
    this.#type = type;
  }

  #value(key: string): unknown {
    return Object.hasOwn(this.#fields, key) ? (this.#fields[key] ?? undefined) : undefined;
  }

  text(key: string): string {
    const value = this.#value(key);
    if (value === undefined) return "";
    const text = textOfScalar(value);
    if (text === undefined) throw mistyped(`${this.#type}.${key}`, value, "string");
    return key === "version" || key === "type" || key === "alias" || key === "apiVersion"
      ? text
      : sanitize(text);
  }

  flag(key: string): boolean {
    const value = this.#value(key);
    if (value === undefined) return false;
    if (typeof value !== "boolean") throw mistyped(`${this.#type}.${key}`, value, "bool");
    return value;
  }

  list(key: string): readonly unknown[] {
    const value = this.#value(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw mistyped(`${this.#type}.${key}`, value, "[]interface {}");
    return value;
  }

  texts(key: string): string[] {
    const value = this.#value(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw mistyped(`${this.#type}.${key}`, value, "[]string");
    return value.map((item) => {
      if (item === null) return "";
      const text = textOfScalar(item);
      if (text === undefined) throw mistyped(`${this.#type}.${key}`, item, "string");
      return sanitize(text);
    });
  }

  objects(key: string, nullMessage: string): Record<string, unknown>[] {
    return this.list(key).map((item) => {
      if (item === null) throw invalid(nullMessage);
      if (!isJsonObject(item)) throw mistyped(`${this.#type}.${key}`, item, `v2.${key}`);
      return item;
    });
  }

  textMap(key: string): Record<string, string> {
    const value = this.#value(key);
    if (value === undefined) return {};
    if (!isJsonObject(value)) throw mistyped(`${this.#type}.${key}`, value, "map[string]string");
    const entries = Object.entries(value).map(([name, item]) => {
      if (item === null) return [name, ""] as const;
      const text = textOfScalar(item);
      if (text === undefined) throw mistyped(`${this.#type}.${key}`, item, "string");
      return [name, text] as const;
    });
    return Object.fromEntries(entries);
  }
}
