import { errorText } from "@sluice/base/errors";
import { GoError, type GoFunction, type GoValue, goFunctions, nilOf, parseType } from "@sluice/go-template";
import { readJson, writeJson } from "../data/json-text.ts";
import { readToml } from "../data/read-toml.ts";
import { writeToml } from "../data/write-toml.ts";
import { readYaml, writePrettyYaml, writeYaml } from "../data/yaml-text.ts";

const anyMap = "map[string]interface {}";
const anyList = "[]interface {}";
const nilMap = () => nilOf(parseType("map[string]any"));
const nilList = () => nilOf(parseType("[]any"));

/**
 * JSON, YAML and TOML. Reading never fails: a map holds the error under `Error`, a list as its only element.
 * Writing gives "" for what cannot be written, the `must` forms fail.
 */
export const documentFunctions: ReadonlyMap<string, GoFunction> = goFunctions({
  toYaml: ["(any) string", (value: GoValue) => orEmpty(() => writeYaml(value))],
  mustToYaml: ["(any) string", writeYaml],
  toYamlPretty: ["(any) string", (value: GoValue) => orEmpty(() => writePrettyYaml(value))],
  fromYaml: ["(string) map[string]any", (text: string) => mapOrError(() => readYaml(text, anyMap) ?? {})],
  fromYamlArray: ["(string) []any", (text: string) => listOrError(() => readYaml(text, anyList) ?? [])],
  toJson: ["(any) string", (value: GoValue) => orEmpty(() => writeJson(value))],
  mustToJson: ["(any) string", (value: GoValue) => writeJson(value)],
  toPrettyJson: ["(any) string", (value: GoValue) => orEmpty(() => writeJson(value, { indent: 2 }))],
  mustToPrettyJson: ["(any) string", (value: GoValue) => writeJson(value, { indent: 2 })],
  toRawJson: ["(any) string", (value: GoValue) => writeJson(value, { escapesHtml: false })],
  mustToRawJson: ["(any) string", (value: GoValue) => writeJson(value, { escapesHtml: false })],
  fromJson: [
    "(string) map[string]any",
    (text: string) => mapOrError(() => readJson(text, anyMap) ?? nilMap()),
  ],
  fromJsonArray: [
    "(string) []any",
    (text: string) => listOrError(() => readJson(text, anyList) ?? nilList()),
  ],
  mustFromJson: ["(string) any", (text: string) => readJson(text)],
  toToml: ["(any) string", (value: GoValue) => textOrError(() => writeToml(value))],
  mustToToml: ["(any) string", writeToml],
  fromToml: ["(string) map[string]any", (text: string) => mapOrError(() => readToml(text))],
});

function attempt<T>(run: () => T, otherwise: (message: string) => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof GoError) return otherwise(error.message);
    const code = (error as { code?: unknown }).code;
    if (typeof code === "string" && code.startsWith("YAML_")) return otherwise(errorText(error));
    throw error;
  }
}

function orEmpty(run: () => string): string {
  return attempt(run, () => "");
}

function textOrError(run: () => string): string {
  return attempt(run, (message) => message);
}

function mapOrError(run: () => unknown): unknown {
  return attempt(run, (message) => ({ Error: message }));
}

function listOrError(run: () => unknown): unknown {
  return attempt(run, (message) => [message]);
}
