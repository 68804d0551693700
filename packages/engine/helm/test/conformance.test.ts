import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { MapValue } from "@sluice/go-template";
import { describe, expect, it } from "vitest";
import { writeJson } from "../src/data/json-text.ts";
import { readYaml, writeYaml } from "../src/data/yaml-text.ts";
import { renderTemplates } from "../src/render/index.ts";

interface TemplateCases {
  values: string;
  cases: { template: string; expect: string | null; error: string | null }[];
}

const templates = "../shared/conformance/templates/cases.json";
const documents = "../shared/conformance/yaml/cases.json";

function read<T>(path: string, otherwise: T): T {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : otherwise;
}

/** Renders a template as the cases were: included by a file that prints it as JSON. */
function render(template: string, values: MapValue): string {
  const text = `{{- define "t" }}T({{ . }}){{ end -}}{{- define "case" -}}${template}{{- end -}}{{ include "case" . | toJson }}`;
  const scope: MapValue = {
    Values: values,
    Release: { Name: "demo", Namespace: "apps", Service: "Helm", IsInstall: true, IsUpgrade: false },
    Chart: { Name: "c", Version: "0.1.0", AppVersion: "9.9" },
  };
  const source = { name: "c/templates/case.yaml", text, basePath: "c/templates", scope };
  const output = renderTemplates([source], { now: () => 0, randomBytes: (count) => randomBytes(count) });
  return JSON.parse(output.get(source.name)!) as string;
}

describe.skipIf(!existsSync(templates))("templates made by machine", () => {
  const { values, cases } = read<TemplateCases>(templates, { values: "", cases: [] });

  it("give what helm gives, or fail where it fails [GT-01][GT-05][GT-15][GT-16][GT-17][FN-01][FN-03][FN-05][FN-08][FN-10]", () => {
    const wrong: unknown[] = [];
    for (const { template, expect: wanted, error } of cases) {
      let actual: string | null = null;
      try {
        actual = render(template, readYaml(values) as MapValue);
      } catch (failure) {
        // A defect of ours is no failure of the template.
        expect(failure).toMatchObject({ code: expect.stringMatching(/^RENDER_/) });
      }
      if (error === null ? actual !== wanted : actual !== null) wrong.push({ template, wanted, actual });
    }
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThan(3000);
  });
});

describe.skipIf(!existsSync(documents))("YAML made by machine", () => {
  const { cases } = read<{ cases: { yaml: string; helm_json?: string; helm_yaml?: string }[] }>(documents, {
    cases: [],
  });

  const attempt = (yaml: string): unknown => {
    try {
      return readYaml(yaml, "map[string]interface {}") ?? {};
    } catch (error) {
      return { Error: (error as Error).message };
    }
  };
  // Go's dump of a map in an error depends on types that JSON does not have.
  const withoutDump = (text: string) =>
    text.replace(/unsupported map key of type[\s\S]*/, "").replace(/^Error: ["']/, "Error: ");

  it("reads and prints through fromYaml, toJson and toYaml as helm does [YM-01][YM-02][YM-03][YM-05][YM-20]", () => {
    const wrong: unknown[] = [];
    for (const { yaml, helm_json: json, helm_yaml: printed } of cases) {
      const value = attempt(yaml);
      if (printed !== undefined && withoutDump(writeYaml(value)) !== withoutDump(printed))
        wrong.push({ yaml, printed });
      if (json !== undefined && withoutDump(writeJson(value)) !== withoutDump(json))
        wrong.push({ yaml, json, actual: writeJson(value) });
    }
    expect(wrong).toEqual([]);
  });
});
