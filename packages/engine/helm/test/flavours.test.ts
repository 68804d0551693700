import { errorText } from "@sluice/base/errors";
import { memoryTree } from "@sluice/base/file-tree";
import type { MapValue } from "@sluice/go-template";
import { describe, expect, it } from "vitest";
import { type HelmFlavour, installOrder, loadChartTree, renderChart } from "../src/index.ts";

const metadata = "apiVersion: v2\nname: a\nversion: 0.1.0\n";

async function render(
  flavour: HelmFlavour,
  template: string,
  files: Record<string, string> = {},
  values: MapValue = {},
): Promise<string[]> {
  const tree = memoryTree({ "Chart.yaml": metadata, "templates/t.yaml": template, ...files });
  const rendered = renderChart(await loadChartTree(tree, "", { flavour }), values, undefined, { flavour });
  return rendered.manifests.map(({ content }) => content);
}

const failure = (flavour: HelmFlavour, template: string) =>
  render(flavour, template).then(() => "it rendered", errorText);

describe("what differs between helm 3 and 4", () => {
  it("has .Chart as a struct in 3 and a map in 4 [V3-01]", async () => {
    expect(await render("3.21", "a: {{ kindOf .Chart }}\n")).not.toEqual(["a: map"]);
    expect(await render("4.1", "a: {{ kindOf .Chart }}\n")).toEqual(["a: map"]);
  });

  it("names the type of the values after its package [BO-02]", async () => {
    expect(await render("3.21", "a: {{ typeOf .Values }}\n")).toEqual(["a: chartutil.Values"]);
    expect(await render("4.1", "a: {{ typeOf .Values }}\n")).toEqual(["a: common.Values"]);
  });

  it("lays failures out flat in 3 and as a trace in 4 [V3-02]", async () => {
    const template = '{{ define "r" }}{{ .Values.a.b }}{{ end }}a: {{ include "r" . }}\n';
    expect(await failure("3.21", template)).toMatch(/^template: .* error calling include: template: /);
    expect(await failure("4.1", template)).toMatch(/^a\/templates\/t\.yaml:1:\d+\n {2}executing /);
  });

  it("keeps nulls of a chart's defaults in 3 and drops them in 4.2 [V3-03]", async () => {
    const files = { "values.yaml": "m: {x: null, y: 1}\n" };
    expect(await render("3.21", "a: {{ hasKey .Values.m `x` }}\n", files)).toEqual(["a: true"]);
    expect(await render("4.2", "a: {{ hasKey .Values.m `x` }}\n", files, { m: { z: 1 } })).toEqual([
      "a: false\n",
    ]);
  });

  it("reads the first document of values.yaml in 3 and merges them in 4 [V3-04]", async () => {
    const files = { "values.yaml": "a: 1\n---\na: 2\n" };
    expect(await render("3.21", "a: {{ .Values.a }}\n", files)).toEqual(["a: 1"]);
    expect(await render("4.1", "a: {{ .Values.a }}\n", files)).toEqual(["a: 2"]);
  });

  it("has mustToYaml in 4 only [V3-05]", async () => {
    expect(await failure("3.21", "{{ mustToYaml 1 }}")).toContain('function "mustToYaml" not defined');
    expect(await render("4.1", "a: {{ mustToYaml 1 }}\n")).toEqual(["a: 1"]);
  });

  it("keeps the blank lines of a document in 4.2 [V3-07]", async () => {
    const template = "a: 1\n\n---\nb: 1\n";
    expect(await render("3.21", template)).toEqual(["a: 1", "b: 1"]);
    expect(await render("4.2", template)).toEqual(["a: 1\n\n", "b: 1\n"]);
  });

  it("orders webhook configurations last in 4 and among the unknown in 3 [V3-08]", async () => {
    const template = "kind: MutatingWebhookConfiguration\n---\nkind: Aaa\n---\nkind: APIService\n";
    const kinds = async (flavour: HelmFlavour) =>
      (await render(flavour, template)).map((text) => text.trim().replace("kind: ", ""));
    expect(await kinds("3.21")).toEqual(["APIService", "Aaa", "MutatingWebhookConfiguration"]);
    expect(await kinds("4.1")).toEqual(["APIService", "MutatingWebhookConfiguration", "Aaa"]);
    expect(installOrder).toContain("MutatingWebhookConfiguration");
  });
});
