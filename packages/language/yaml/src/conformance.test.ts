import { existsSync, readFileSync } from "node:fs";
import { errorText } from "@sluice/base/errors";
import { isJsonObject, type JsonValue } from "@sluice/base/object";
import { describe, expect, it } from "vitest";
import { parseYaml, printYaml } from "./index.ts";

const file = new URL("../../../../../shared/conformance/yaml/cases.json", import.meta.url);

interface Case {
  yaml: string;
  helm_json?: string;
  helm_yaml?: string;
  kustomize?: string;
}

function attempt(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return printYaml(
      { Error: `error converting YAML to JSON: ${errorText(error)}` },
      { flavour: "v2" },
    ).trimEnd();
  }
}

describe.skipIf(!existsSync(file))("1,500 machine-made documents", () => {
  const cases: Case[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).cases : [];

  it("prints what Helm's fromYaml and toYaml print", () => {
    const wrong: unknown[] = [];
    for (const { yaml, helm_yaml: expected } of cases) {
      if (expected === undefined) continue;
      const actual = attempt(() =>
        printYaml(asFloats(parseYaml(yaml, { flavour: "v2" })) ?? {}, { flavour: "v2" }).replace(/\n$/, ""),
      );
      if (withoutDump(actual) !== withoutDump(expected)) wrong.push({ yaml, actual, expected });
    }
    expect(wrong).toEqual([]);
  });

  it("prints what kustomize prints as the spec of a resource [KE-155][KE-156][KE-158]", () => {
    const wrong: unknown[] = [];
    for (const { yaml, kustomize: expected } of cases) {
      const text = `apiVersion: example.com/v1\nkind: Foo\nmetadata:\n  name: x\n  namespace: ns\nspec:\n${indent(yaml)}`;
      const actual = attempt(() => printYaml(parseYaml(text, { flavour: "v3" }), { flavour: "v2" }));
      if (expected === undefined ? !actual.startsWith("Error:") : actual !== expected)
        wrong.push({ yaml, actual, expected });
    }
    expect(wrong).toEqual([]);
  });
});

/** Helm holds what it reads as float64. */
function asFloats(value: JsonValue): JsonValue {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(asFloats);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asFloats(item)]));
}

/** Go's dump of a map in an error depends on types that JSON does not have. */
function withoutDump(text: string): string {
  return text.replace(/unsupported map key of type[\s\S]*/, "").replace(/^Error: ["']/, "Error: ");
}

/** kustomize trims a document before it reads it, so breaks kept at its end are lost. */
function indent(yaml: string): string {
  return `${yaml.replace(/\n+$/, "")}\n`
    .split("\n")
    .map((line) => (line === "" ? line : `  ${line}`))
    .join("\n");
}
