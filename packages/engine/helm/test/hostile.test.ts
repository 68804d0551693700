import { memoryTree } from "@sluice/base/file-tree";
import type { MapValue } from "@sluice/go-template";
import { describe, expect, it } from "vitest";
import { loadChartArchive, loadChartTree, packageChart, renderChart } from "../src/index.ts";

const metadata = "apiVersion: v2\nname: x\nversion: 0.1.0\n";

async function render(template: string, values: MapValue = {}, timeoutMs = 400): Promise<string> {
  const chart = await loadChartTree(memoryTree({ "Chart.yaml": metadata, "templates/a.yaml": template }));
  return renderChart(chart, values, undefined, { timeoutMs })
    .manifests.map(({ content }) => content)
    .join("\n");
}

describe("hostile templates are stopped with a clear error", () => {
  it.each([
    ["recursion through include [ER-05]", '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'],
    [
      "recursion through template [GT-18]",
      '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}',
    ],
    ["recursion through tpl [ER-06]", '{{ $t := "{{ tpl .t . }}" }}{{ tpl $t (dict "t" $t) }}'],
    [
      "recursion that compiles regular expressions at every depth",
      '{{ define "a" }}{{ regexMatch (printf "a{%d}[b-e]" (randInt 1 900)) "x" }}{{ template "a" . }}{{ end }}{{ template "a" . }}',
    ],
    [
      "recursion over a deep map",
      '{{ $x := dict }}{{ range until 480 }}{{ $x = dict "a" $x }}{{ end }}{{ define "a" }}{{ toYaml . | len }}{{ include "a" . }}{{ end }}{{ include "a" $x }}',
    ],
    ["a billion-fold repeat", '{{ repeat 1000000000 "xx" }}'],
    ["texts that double", '{{ $x := "x" }}{{ range until 60 }}{{ $x = printf "%s%s" $x $x }}{{ end }}'],
    [
      "a map held 2^40 times, as YAML",
      '{{ $x := dict }}{{ range until 40 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ toYaml $x }}',
    ],
    [
      "a map held 2^40 times, printed",
      '{{ $x := dict }}{{ range until 40 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ $x }}',
    ],
    ["a map that holds itself", '{{ $x := dict }}{{ $_ := set $x "a" $x }}{{ $x }}'],
    ["a huge until", "{{ range until 1000000000000 }}x{{ end }}"],
    ["a huge range", "{{ range 10000000000000 }}x{{ end }}"],
    ["ranges within ranges", "{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}"],
    ["a huge seq", "{{ seq 1 100000000000 }}"],
    ["a huge indent", '{{ indent 1000000 (repeat 100000 "\\n") }}'],
    ["a huge replacement", '{{ regexReplaceAll "" (repeat 1000000 "x") (repeat 1000 "y") }}'],
    ["passwords without end", '{{ range until 100000 }}{{ bcrypt "x" }}{{ end }}'],
    ["a list that grows", "{{ $x := list }}{{ range until 1000000 }}{{ $x = append $x 1 }}{{ end }}"],
  ])("%s", async (_name, template) => {
    const failure = await render(template).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "RENDER_LIMIT" });
  });

  it.each([
    ["regexMatch", "(((a{1,1000}){1,1000}){1,1000})"],
    ["regexMatch", "(a*)*b"],
    ["regexMatch", "(x+x+)+y"],
  ])("%s answers for %s at once", async (name, pattern) => {
    expect(await render(`ok: {{ ${name} "${pattern}" (repeat 20000 "x") }}`)).toBe("ok: false");
  });

  it("refuses parentheses and blocks nested without end [GT-02]", async () => {
    const parens = `{{ ${"(".repeat(20000)}1${")".repeat(20000)} }}`;
    await expect(render(parens)).rejects.toMatchObject({ code: "RENDER_FAILED" });
    await expect(render("{{ if 1 }}".repeat(20000))).rejects.toMatchObject({ code: "RENDER_FAILED" });
  });

  it("stops when it is aborted", async () => {
    const chart = await loadChartTree(
      memoryTree({ "Chart.yaml": metadata, "templates/a.yaml": "{{ range 10000000000 }}x{{ end }}" }),
    );
    expect(() => renderChart(chart, {}, undefined, { signal: AbortSignal.abort("enough") })).toThrowError(
      /aborted: enough/,
    );
  });

  it("keeps __proto__ and its kin ordinary keys", async () => {
    const values = JSON.parse('{"__proto__":{"polluted":1}}') as MapValue;
    expect(
      await render(
        'a: {{ index .Values "__proto__" | toJson }}\nb: {{ .Values.constructor | default "none" }}',
        values,
      ),
    ).toBe('a: {"polluted":1}\nb: none');
    expect(await render('a: {{ merge (dict) (dict "__proto__" (dict "x" 1)) | toJson }}')).toBe(
      'a: {"__proto__":{"x":1}}',
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("reads YAML with aliases that explode as an error text [YM-20]", async () => {
    const text = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefgh".split("").map((k, i) => `${k}: &${k} [${Array(9).fill(`*${"abcdefg"[i]}`).join(",")}]`),
    ].join("\n");
    expect(await render("{{ fromYaml .Values.t | toYaml }}", { t: text })).toContain("excessive aliasing");
  });
});

describe("hostile archives are refused", () => {
  const tarOf = async (name: string, size = 0): Promise<Uint8Array> => {
    const chart = await loadChartTree(memoryTree({ "Chart.yaml": metadata, "templates/a.yaml": "a: 1" }));
    const { bytes } = await packageChart({ ...chart, files: [{ name, bytes: new Uint8Array(size) }] });
    return bytes;
  };

  it.each([
    ["../../etc/passwd", /illegally references parent directory/],
    ["../..", /illegally references parent directory|outside the base directory/],
    ["c:/windows/x", /illegally named files/],
  ])("with a file named %s [CL-01]", async (name, message) => {
    await expect(loadChartArchive(await tarOf(name))).rejects.toThrowError(message);
  });

  it("with a file that is too large [CL-01]", async () => {
    await expect(loadChartArchive(await tarOf("big.bin", 6 * 1024 * 1024))).rejects.toThrowError(
      /larger than the maximum file size/,
    );
  });

  it("that are no archives, or cut off [CL-01]", async () => {
    await expect(loadChartArchive(new TextEncoder().encode("apiVersion: v1"))).rejects.toMatchObject({
      code: "CHART_INVALID",
    });
    const whole = await tarOf("a.txt");
    await expect(loadChartArchive(whole.subarray(0, whole.length - 40))).rejects.toMatchObject({
      code: "CHART_INVALID",
    });
  });
});
