/** A small chart that shows one rule, and how helm is asked to render it. */
export interface SmallChart {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Flags of `helm template`. */
  readonly flags?: readonly string[];
  /** Text of the values file. */
  readonly values?: string;
}

const head = (name: string, more = "") => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`;

const chart = (template: string, files: Record<string, string> = {}) => ({
  "Chart.yaml": head("a"),
  "templates/t.yaml": template,
  ...files,
});

const shown = "{{ .Values | toYaml }}\n";

const child = (name: string, files: Record<string, string> = {}) => ({
  [`charts/${name}/Chart.yaml`]: head(name),
  [`charts/${name}/templates/t.yaml`]: `of-${name}: {{ .Values | toJson }}\n`,
  ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`charts/${name}/${path}`, text])),
});

const dependency = (lines: string) => ({
  "Chart.yaml": head("a", `dependencies:\n${lines}`),
});

const hook = (name: string, annotations: string) =>
  `---\napiVersion: batch/v1\nkind: Job\nmetadata:\n  name: ${name}\n  annotations:\n${annotations}`;

export const smallCharts: readonly SmallChart[] = [
  {
    name: "values of users win, maps merge, lists replace [CV-01]",
    files: chart(shown, { "values.yaml": "m: {a: 1, b: 2}\nl: [1, 2]\ns: x\n" }),
    values: "m: {b: 3, c: 4}\nl: [9]\ns: y\n",
  },
  {
    name: "null deletes a default, nested too [CV-02]",
    files: chart(shown, { "values.yaml": "a: 1\nm: {x: 1, y: {z: 1, w: 2}}\n" }),
    values: "a: null\nm: {x: null, y: {z: null}}\n",
  },
  {
    name: "null deletes a default of a subchart [CV-02]",
    files: { ...chart(shown), ...child("b", { "values.yaml": "x: 1\ny: 2\n" }) },
    values: "b: {x: null}\n",
  },
  { name: "null for an absent key stays [CV-03]", files: chart(shown), values: "a: null\n" },
  {
    name: "scalars over tables and tables over scalars [CV-05]",
    files: chart(shown, { "values.yaml": "t: {a: 1}\ns: 1\n" }),
    values: "t: 5\ns: {b: 2}\n",
  },
  {
    name: "globals run down and the parent wins [CV-06]",
    files: {
      ...chart(shown, { "values.yaml": "global: {x: parent, t: {p: 1}}\n" }),
      ...child("b", { "values.yaml": "global: {x: child, y: child, t: {c: 1}}\n" }),
    },
  },
  {
    name: "global exists in every subchart and the parent sees a subchart's defaults [CV-06][CV-07]",
    files: { ...chart(shown), ...child("b", { "values.yaml": "x: 1\n" }) },
  },
  {
    name: "a subchart's values that are no map [CV-01]",
    files: { ...chart(shown), ...child("b") },
    values: "b: text\n",
  },
  {
    name: "several documents of default values [CL-06]",
    files: chart(shown, { "values.yaml": "a: 1\nm: {x: 1}\n---\nm: {y: 2}\n---\na: 3\n" }),
  },
  {
    name: "ignored files [CL-03]",
    files: chart('{{ range $p, $_ := .Files.Glob "**" }}{{ $p }}: ""\n{{ end }}', {
      ".helmignore": "# comment\n*.txt\n!keep.txt\n/top.md\nsub/x.md\nd/\n",
      "a.txt": "",
      "keep.txt": "",
      "top.md": "",
      "in/top.md": "",
      "sub/x.md": "",
      "in/sub/x.md": "",
      "d/inner": "",
      other: "",
    }),
  },
  {
    name: "a chart without a version [CL-08]",
    files: { "Chart.yaml": "apiVersion: v2\nname: a\n", "templates/t.yaml": "" },
  },
  {
    name: "a chart with an odd type [CL-08]",
    files: { "Chart.yaml": head("a", "type: other\n"), "templates/t.yaml": "" },
  },
  {
    name: "a chart with a path for a name [CL-08]",
    files: { "Chart.yaml": "apiVersion: v2\nname: ../a\nversion: 0.1.0\n", "templates/t.yaml": "" },
  },
  {
    name: "a library chart is not installable [CD-06]",
    files: { "Chart.yaml": head("a", "type: library\n"), "templates/t.yaml": "a: 1\n" },
  },
  {
    name: "a library's templates define and give no manifest [CD-06]",
    files: {
      ...chart('a: {{ include "lib" . }}\n'),
      "charts/l/Chart.yaml": head("l", "type: library\n"),
      "charts/l/templates/_h.tpl": '{{ define "lib" }}yes{{ end }}',
      "charts/l/templates/x.yaml": "b: 1\n",
    },
  },
  {
    name: "a declared dependency that is absent",
    files: { ...chart(shown), ...dependency("- {name: gone, version: 1.x.x}\n") },
  },
  {
    name: "a condition decides [CD-02]",
    files: {
      ...chart(shown),
      ...dependency(
        "- {name: b, version: 0.1.0, condition: 'x.none,b.on'}\n- {name: c, version: ~0, condition: c.on}\n",
      ),
      ...child("b"),
      ...child("c"),
    },
    values: "b: {on: false}\nc: {on: true}\n",
  },
  {
    name: "tags enable and disable, conditions win [CD-02]",
    files: {
      ...chart(shown),
      ...dependency(
        "- {name: b, version: 0.1.0, tags: [p, q]}\n- {name: c, version: 0.1.0, tags: [p]}\n- {name: d, version: 0.1.0, tags: [p], condition: d.on}\n",
      ),
      ...child("b"),
      ...child("c"),
      ...child("d"),
    },
    values: "tags: {p: false, q: true}\nd: {on: true}\n",
  },
  {
    name: "one chart under two aliases, and as itself in no way [CD-01][V3-14]",
    files: {
      ...chart(shown),
      ...dependency("- {name: b, version: 0.1.0, alias: one}\n- {name: b, version: 0.1.0, alias: two}\n"),
      ...child("b", { "values.yaml": "x: 1\n" }),
    },
    values: "two: {x: 2}\n",
  },
  {
    name: "values imported from a child [CD-04]",
    files: {
      ...chart(shown, { "values.yaml": "own: {a: parent}\n" }),
      ...dependency(
        "- name: b\n  version: 0.1.0\n  import-values:\n  - data\n  - {child: inner, parent: own}\n  - {child: inner, parent: other.place}\n",
      ),
      ...child("b", { "values.yaml": "exports: {data: {x: 1}}\ninner: {a: child, b: child}\n" }),
    },
  },
  {
    name: "a schema is not met, parent and subchart [CS-01][CS-03]",
    files: {
      ...chart(shown, {
        "values.schema.json": JSON.stringify({
          required: ["need"],
          properties: { age: { type: "integer", minimum: 0 }, name: { pattern: "^[a-z]+$" } },
          additionalProperties: true,
        }),
      }),
      ...child("b", { "values.schema.json": JSON.stringify({ required: ["port"] }) }),
    },
    values: "age: -5\nname: Ä\n",
  },
  {
    name: "draft 7 and its definitions [CS-02]",
    files: chart(shown, {
      "values.schema.json": JSON.stringify({
        $schema: "http://json-schema.org/draft-07/schema#",
        definitions: { port: { type: "integer", maximum: 65535 } },
        properties: { port: { $ref: "#/definitions/port" }, kind: { enum: ["a", "b"] } },
        dependencies: { kind: ["port2"] },
      }),
    }),
    values: "port: 70000\nkind: c\n",
  },
  {
    name: "subcharts see their own scope [ER-10][BO-08]",
    files: {
      ...chart(
        "p: {{ .Template.Name }} {{ .Template.BasePath }} {{ .Subcharts.b.Chart.Name }} {{ .Chart.IsRoot }}\n",
      ),
      ...child("b", {
        "templates/t.yaml":
          's: {{ .Template.Name }} {{ .Chart.Name }} {{ .Chart.IsRoot }} {{ .Release.Name }} {{ .Files.Get "f" }}\n',
        f: "text",
      }),
    },
  },
  {
    name: "the parent's definition wins, and the alphabetically earlier file [ER-02]",
    files: {
      ...chart('a: {{ include "n" . }} {{ include "m" . }}\n', {
        "templates/_a.tpl": '{{ define "m" }}from-a{{ end }}',
        "templates/_b.tpl": '{{ define "m" }}from-b{{ end }}{{ define "n" }}parent{{ end }}',
      }),
      ...child("b", { "templates/_a.tpl": '{{ define "n" }}child{{ end }}' }),
    },
  },
  {
    name: "absent values print nothing [ER-04]",
    files: chart('a: "{{ .Values.none }}<no value>"\n'),
  },
  { name: "a nil below a nil [ER-09]", files: chart("a: 1\nb: {{ .Values.none.more }}\n") },
  { name: "a parse failure [ER-08]", files: chart("a: 1\nb: {{ if }}\n") },
  { name: "an unknown function [ER-12]", files: chart('a: {{ env "HOME" }}\n') },
  {
    name: "required fails within an include [ER-07][ER-09]",
    files: chart('a: {{ include "r" . }}\n', {
      "templates/_h.tpl": '{{ define "r" }}\n{{ required "x is needed" .Values.x }}{{ end }}',
    }),
  },
  {
    name: "required lets false and 0 pass [ER-07]",
    files: chart('a: {{ required "m" false }}{{ required "m" 0 }}\n'),
  },
  { name: "fail [ER-07]", files: chart('{{ fail "no: way" }}\n') },
  {
    name: "tpl defines for itself only [ER-06]",
    files: chart(
      'a: {{ tpl "{{ define \\"in\\" }}x{{ end }}{{ include \\"in\\" . }}" . }}\nb: {{ include "in" . }}\n',
    ),
  },
  { name: "tpl names itself gotpl [ER-06]", files: chart('a: {{ tpl "{{ .Values.a.b }}" . }}\n') },
  { name: "tpl that does not parse [ER-06]", files: chart('a: {{ tpl "{{ if }}" . }}\n') },
  {
    name: "files [BO-07]",
    files: chart(
      'g: {{ .Files.Get "c/a.txt" | quote }}\nn: {{ .Files.Get "none" | quote }}\nl: {{ .Files.Lines "c/a.txt" | toJson }}\n{{ (.Files.Glob "c/*").AsConfig }}\n{{ (.Files.Glob "c/*").AsSecrets }}\nv: {{ .Files.Get "values.yaml" | quote }}\nall: {{ range $p, $_ := .Files }}{{ $p }} {{ end }}\n',
      { "c/a.txt": "one\ntwo\n", "c/b.bin": "b", "c/d/e": "deep", "values.yaml": "x: 1\n" },
    ),
  },
  {
    name: "release, chart and capabilities [BO-01][BO-02][BO-03][BO-05]",
    files: chart(
      'r: {{ .Release | toJson }}\nt: {{ typeOf .Values }} {{ typeOf .Release }} {{ typeOf .Chart }}\nc: {{ .Chart.Name }}-{{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Chart.Type }}\nk: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} {{ .Capabilities.APIVersions.Has "x/v1" }}\n',
    ),
    flags: ["--api-versions", "x/v1", "--kube-version", "1.29.3", "--namespace", "ns"],
  },
  {
    name: "a kubeVersion that the cluster does not meet [BO-06]",
    files: { "Chart.yaml": head("a", "kubeVersion: '>= 1.99'\n"), "templates/t.yaml": "a: 1\n" },
  },
  {
    name: "hooks by weight and event [MF-03][MF-04]",
    files: chart(
      `${hook("late", '    helm.sh/hook: post-install, Pre-Upgrade\n    helm.sh/hook-weight: "5"\n')}${hook("early", '    helm.sh/hook: pre-install\n    helm.sh/hook-weight: "-5"\n')}${hook("odd", "    helm.sh/hook: test\n    helm.sh/hook-weight: none\n")}${hook("unknown", "    helm.sh/hook: no-such\n")}`,
    ),
  },
  {
    name: "tests left out",
    files: chart(`${hook("t", "    helm.sh/hook: test\n")}${hook("p", "    helm.sh/hook: pre-install\n")}`),
    flags: ["--skip-tests"],
  },
  {
    name: "hooks left out",
    files: chart(`a: 1\n${hook("t", "    helm.sh/hook: test\n")}`),
    flags: ["--no-hooks"],
  },
  {
    name: "one template only",
    files: chart("a: 1\n---\nb: 1\n", { "templates/u.yaml": "c: 1\n" }),
    flags: ["--show-only", "templates/t.yaml"],
  },
  {
    name: "a template that is not there",
    files: chart("a: 1\n"),
    flags: ["--show-only", "templates/none.yaml"],
  },
  {
    name: "documents apart, blank ones dropped, install order [MF-01][MF-02][MF-05][MF-07]",
    files: chart(
      "---\n\n---\nkind: Deployment\nmetadata: {name: z}\n\n\n---   \nkind: Namespace\nmetadata: {name: n}\n--- # note\nkind: ConfigMap\nmetadata: {name: c}\n",
      { "templates/a.yaml": "kind: Own\n---\nkind: Service\n" },
    ),
  },
  {
    name: "resource definitions included",
    files: chart("a: 1\n", { "crds/x.yaml": "kind: CustomResourceDefinition\n" }),
    flags: ["--include-crds"],
  },
  { name: "a template that gives no YAML [MF-02]", files: chart("a: [1\nb: 2\n") },
  {
    name: "notes are no manifest [MF-08]",
    files: chart("a: 1\n", { "templates/NOTES.txt": "{{ .Release.Name }} is up" }),
  },
  {
    name: "a name that no release may have",
    files: chart("a: 1\n"),
    flags: ["--kube-version", "nonsense"],
  },
];
