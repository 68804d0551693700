import {
  compareText,
  formatFloat,
  GoError,
  GoInteger,
  GoStruct,
  type GoValue,
  isMapValue,
  isNilValue,
  isSliceValue,
  kindOf,
} from "@sluice/go-template";

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

/** A template value as TOML. Throws GoError for what TOML cannot hold. */
export function writeToml(value: GoValue): string {
  const writer = new TomlWriter();
  if (value === null || value === undefined) {
    throw new GoError("reflect: call of reflect.Value.Type on zero Value");
  }
  writer.write([], value);
  return writer.out;
}

type Entries = readonly (readonly [key: string, value: GoValue])[];

/** The entries of a table, undefined for any other value. */
function tableOf(value: GoValue): Entries | undefined {
  if (value instanceof GoStruct) {
    const names = value.type.fields ?? Object.keys(value.fields);
    return value.type.toJson === undefined
      ? names.map((name) => [name, value.fields[name]] as const)
      : undefined;
  }
  if (!isMapValue(value)) return undefined;
  return Object.keys(value)
    .sort(compareText)
    .map((key) => [key, value[key]] as const);
}

function isAbsent(value: GoValue): boolean {
  return value === null || value === undefined || isNilValue(value);
}

function isListOfTables(value: GoValue): boolean {
  if (!isSliceValue(value) || value.length === 0) return false;
  const items = Array.from(value as GoValue[]);
  // A nil element fails even where an element before it already rules tables out.
  if (items.some(isAbsent)) throw new GoError("toml: cannot encode array with nil element");
  return items.every((item) => tableOf(item) !== undefined);
}

class TomlWriter {
  out = "";

  write(path: readonly string[], value: GoValue): void {
    const table = tableOf(value);
    if (table !== undefined) this.#table(path, table);
    else if (isListOfTables(value)) this.#tables(path, value as GoValue[]);
    else this.#entry(path, value);
  }

  #line(): void {
    if (this.out !== "") this.out += "\n";
  }

  #table(path: readonly string[], entries: Entries): void {
    if (path.length === 1) this.#line();
    if (path.length > 0) this.out += `${indentOf(path)}[${path.map(keyText).join(".")}]\n`;
    this.#entries(path, entries);
  }

  #tables(path: readonly string[], items: readonly GoValue[]): void {
    if (path.length === 0) throw new GoError("toml: top-level values must be Go maps or structs");
    for (const item of items) {
      this.#line();
      this.out += `${indentOf(path)}[[${path.map(keyText).join(".")}]]\n`;
      this.#entries(path, tableOf(item)!);
    }
  }

  #entries(path: readonly string[], entries: Entries): void {
    const present = entries.filter(([, value]) => !isAbsent(value));
    const isSub = ([, value]: Entries[number]) => tableOf(value) !== undefined || isListOfTables(value);
    for (const [key, value] of present.filter((entry) => !isSub(entry))) this.#entry([...path, key], value);
    for (const [key, value] of present.filter(isSub)) this.write([...path, key], value);
  }

  #entry(path: readonly string[], value: GoValue): void {
    if (path.length === 0) this.out += this.#element(value);
    else this.out += `${indentOf(path)}${keyText(path.at(-1)!)} = ${this.#element(value)}\n`;
  }

  #element(value: GoValue): string {
    switch (typeof value) {
      case "string":
        return quoted(value);
      case "boolean":
      case "bigint":
        return String(value);
      case "number":
        return floatText(value);
      default:
    }
    if (value instanceof GoInteger) return String(value.value);
    if (isSliceValue(value))
      return `[${Array.from(value as GoValue[], (item) => this.#element(item)).join(", ")}]`;
    if (value instanceof GoStruct && value.type.toJson !== undefined) {
      const text = String((value.type.toJson as (self: GoStruct) => unknown)(value));
      return value.type.text === "time.Time" ? text : quoted(text);
    }
    const table = tableOf(value);
    if (table === undefined) throw new GoError(`toml: unsupported type: ${kindOf(value)}`);
    const present = table.filter(([, item]) => !isAbsent(item));
    const ordered = [
      ...present.filter(([, item]) => tableOf(item) === undefined),
      ...present.filter(([, item]) => tableOf(item) !== undefined),
    ];
    return `{${ordered.map(([key, item]) => `${keyText(key)} = ${this.#element(item)}`).join(", ")}}`;
  }
}

function indentOf(path: readonly string[]): string {
  return "  ".repeat(Math.max(path.length - 1, 0));
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  const body = text.replace(
    /["\\\x00-\x1f\x7f]/g,
    (unit) => escapes[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${body}"`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  const text = formatFloat(value, "g", -1);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
