import type { JsonValue } from "@sluice/base/object";

/** The tags a scalar may bear after resolution; `""` is a text whose type is decided when it is printed. */
export type ScalarTag = "" | "!!str" | "!!int" | "!!float" | "!!bool" | "!!null" | "!!timestamp" | "!!binary";

/**
 * A scalar whose text says more than its JSON value: `0644`, `1.0`, `True`, `~`, a date, or a text whose type is
 * still open. Parsed nodes hold one only where text and value differ; `yes`, `"12"` and `12` are plain JSON.
 */
export class YamlScalar {
  readonly tag: ScalarTag;
  private readonly written: string;
  private readonly meaning: JsonValue;

  constructor(tag: ScalarTag, text: string, value: JsonValue) {
    this.tag = tag;
    this.written = text;
    this.meaning = value;
  }

  /** As it is written. */
  get text(): string {
    return this.written;
  }

  /** What it means as JSON. */
  get value(): JsonValue {
    return this.meaning;
  }

  /** As JSON: its value. */
  toJSON(): JsonValue {
    return this.value;
  }
}

/** A parsed value that keeps the text of its scalars where that text matters. */
export type YamlNode = null | boolean | number | bigint | string | YamlScalar | YamlNode[] | YamlMap;

/** A mapping of parsed values. */
export interface YamlMap {
  [key: string]: YamlNode;
}
