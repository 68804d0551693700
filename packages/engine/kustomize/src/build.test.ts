import { isSluiceError } from "@sluice/base/errors";
import { type FileContent, memoryTree, record } from "@sluice/base/file-tree";
import { describe, expect, it } from "vitest";
import {
  type BuildOptions,
  build,
  deprecationWarnings,
  parseRepositoryUrl,
  printObjectSet,
  readKustomization,
} from "./index.ts";

const deployment = (name: string, extra = ""): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: nginx:1\n${extra}`;
const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

async function print(
  files: Record<string, FileContent>,
  options: BuildOptions = {},
  path = "",
): Promise<string> {
  try {
    return printObjectSet(await build(memoryTree(files), path, options));
  } catch (error) {
    if (isSluiceError(error)) return `error: ${error.message}`;
    throw error;
  }
}

describe("build", () => {
  it("gives plain JSON objects and prints them with document marks between [KE-157]", async () => {
    const files = {
      "kustomization.yaml": "resources: [a.yaml]\n",
      "a.yaml": `${configMap("a")}data: {n: 0644, t: 2020-01-01}\n---\n${configMap("b")}`,
    };
    const objects = await build(memoryTree(files), "", {});
    expect(objects).toEqual([
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a" },
        data: { n: 420, t: "2020-01-01T00:00:00Z" },
      },
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" } },
    ]);
    expect(printObjectSet(objects).split("---\n")).toHaveLength(2);
    expect(printObjectSet([])).toBe("");
  });

  it("sorts as kustomize does unless told not to, and heeds the outermost sortOptions [KE-1][KE-150][KE-151]", async () => {
    const files = {
      "kustomization.yaml": "resources: [d.yaml, c.yaml]\n",
      "d.yaml": deployment("d"),
      "c.yaml": configMap("c"),
    };
    const kinds = async (options: BuildOptions, extra = ""): Promise<string[]> =>
      (
        await build(
          memoryTree({ ...files, "kustomization.yaml": files["kustomization.yaml"] + extra }),
          "",
          options,
        )
      ).map(({ kind }) => kind);
    expect(await kinds({})).toEqual(["ConfigMap", "Deployment"]);
    expect(await kinds({ order: "none" })).toEqual(["Deployment", "ConfigMap"]);
    expect(await kinds({}, "sortOptions: {order: fifo}\n")).toEqual(["Deployment", "ConfigMap"]);
    expect(
      await print({ ...files, "kustomization.yaml": "resources: [c.yaml]\nsortOptions: {order: x}\n" }),
    ).toContain("the field 'sortOptions.order' must be one of [fifo, legacy]");
  });

  it("leaves its input as it is, and gives the same when run again", async () => {
    const { tree, reads } = record(
      memoryTree({
        "kustomization.yaml": "resources: [a.yaml]\nnamePrefix: p-\nimages: [{name: nginx, newTag: '2'}]\n",
        "a.yaml": deployment("a"),
        "unused.yaml": configMap("x"),
      }),
    );
    const first = printObjectSet(await build(tree, ""));
    expect(printObjectSet(await build(tree, ""))).toBe(first);
    expect([...reads.keys()].filter((question) => question.includes("unused"))).toEqual([]);
  });

  it("fetches files and repositories through the given fetcher, each once, and holds clones to themselves [KE-140][KE-142]", async () => {
    const asked: string[] = [];
    const options: BuildOptions = {
      remote: {
        async file(url) {
          asked.push(url);
          return url.endsWith("c.yaml") ? new TextEncoder().encode(configMap("remote")) : { status: 404 };
        },
        async repository(url) {
          asked.push(`${url.cloneUrl} ${url.ref} ${url.path}`);
          return memoryTree({
            "deploy/kustomization.yaml": "resources: [app.yaml, ../other]\n",
            "deploy/app.yaml": deployment("app"),
            "other/kustomization.yaml": "resources: [o.yaml]\n",
            "other/o.yaml": configMap("other"),
          });
        },
      },
    };
    const text = await print(
      {
        "kustomization.yaml":
          "resources:\n- https://example.com/c.yaml\n- https://github.com/org/repo//deploy?ref=v1\n",
      },
      options,
    );
    expect(text.match(/^ {2}name: .*/gm)).toEqual(["  name: other", "  name: remote", "  name: app"]);
    expect(asked).toEqual([
      "https://example.com/c.yaml",
      "https://github.com/org/repo//deploy?ref=v1",
      "https://github.com/org/repo v1 deploy",
    ]);
    expect(
      await print({ "kustomization.yaml": "resources: ['https://example.com/missing.yaml']\n" }, options),
    ).toContain("HTTP Error: status code 404 (Not Found)");
  });

  it("renders charts through the given renderer, with the namespace of the nearest kustomization [KE-87][KE-131]", async () => {
    const requests: unknown[] = [];
    const options: BuildOptions = {
      async helm({ chart, globals, directory }) {
        requests.push([chart.name, chart.namespace, globals, directory]);
        return `${configMap("from-chart")}  namespace: ${chart.namespace}\n`;
      },
    };
    const files = {
      "kustomization.yaml": "resources: [base]\nnamespace: outer\nnamePrefix: p-\n",
      "base/kustomization.yaml":
        "helmCharts:\n- name: web\n  releaseName: demo\nhelmGlobals:\n  chartHome: charts\n",
    };
    expect(await print(files, options)).toContain("name: p-from-chart\n  namespace: outer\n");
    expect(requests).toEqual([["web", "outer", { chartHome: "charts" }, "base"]]);
  });

  it("adds a custom schema to the built-in one, or puts it in its place [KE-129][KC-88]", async () => {
    const schema = JSON.stringify({
      definitions: {
        Widget: {
          properties: {
            spec: {
              properties: {
                parts: {
                  type: "array",
                  items: { $ref: "#/definitions/Part" },
                  "x-kubernetes-patch-merge-key": "id",
                  "x-kubernetes-patch-strategy": "merge",
                },
              },
            },
          },
          "x-kubernetes-group-version-kind": [{ group: "example.com", kind: "Widget", version: "v1" }],
        },
        Part: { properties: { id: { type: "string" } } },
      },
    });
    const widget =
      "apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: w\nspec:\n  parts:\n  - id: a\n    v: 1\n  - id: b\n";
    const files = {
      "kustomization.yaml":
        "openapi: {path: schema.json}\nresources: [w.yaml, d.yaml]\npatches:\n- patch: |-\n    apiVersion: example.com/v1\n    kind: Widget\n    metadata: {name: w}\n    spec: {parts: [{id: a, v: 2}]}\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: d}\n    spec: {template: {spec: {containers: [{name: side}]}}}\n",
      "schema.json": schema,
      "w.yaml": widget,
      "d.yaml": deployment("d"),
    };
    const extended = await print(files, { extendSchema: true });
    expect(extended).toContain("  parts:\n  - id: a\n    v: 2\n  - id: b\n");
    expect(extended).toContain("      - name: side\n      - image: nginx:1\n        name: main\n");
    expect(await print(files)).toContain("      containers:\n      - name: side\n---");
  });

  it("tells of fields with a successor in kustomize's words [KE-12]", async () => {
    const warnings: string[] = [];
    await build(
      memoryTree({
        "kustomization.yaml": "resources: [a.yaml]\ncommonLabels: {a: b}\nvars: []\n",
        "a.yaml": configMap("a"),
      }),
      "",
      {
        onWarning: (text) => warnings.push(text),
      },
    );
    expect(warnings).toEqual([
      "# Warning: 'commonLabels' is deprecated. Please use 'labels' instead. Run 'kustomize edit fix' to update your Kustomization automatically.",
      "# Warning: 'vars' is deprecated. Please use 'replacements' instead. [EXPERIMENTAL] Run 'kustomize edit fix' to update your Kustomization automatically.",
    ]);
    expect(deprecationWarnings({ resources: [] })).toEqual([]);
  });

  it.each([
    [
      "no kustomization file [KE-10]",
      {},
      "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '.'",
    ],
    [
      "two of them [KE-10]",
      { "kustomization.yaml": "resources: []", "kustomization.yml": "" },
      "Found multiple kustomization files under: .",
    ],
    [
      "an empty one [KE-12]",
      { "kustomization.yaml": "kind: Kustomization\n" },
      "kustomization.yaml is empty",
    ],
    [
      "an unknown field [KE-11]",
      { "kustomization.yaml": "resource: [a]\n" },
      'invalid Kustomization: json: unknown field "resource"',
    ],
    [
      "a wrong kind [KE-13]",
      { "kustomization.yaml": "kind: X\nresources: []\n" },
      "kind should be Kustomization or Component",
    ],
    [
      "a repeated resource [KE-37]",
      {
        "kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
        "a.yaml": configMap("a"),
        "b.yaml": configMap("a"),
      },
      "may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.[noNs]",
    ],
    [
      "a patch without a target [KE-39]",
      {
        "kustomization.yaml": `resources: [a.yaml]\npatches:\n- patch: |-\n    ${configMap("zz").replaceAll("\n", "\n    ")}\n`,
        "a.yaml": configMap("a"),
      },
      "no matches for Id ConfigMap.v1.[noGrp]/zz.[noNs]; failed to find unique target for patch ConfigMap.v1.[noGrp]/zz.[noNs]",
    ],
    [
      "a generator without a name [KE-56]",
      { "kustomization.yaml": "configMapGenerator: [{literals: [a=b]}]\n" },
      "a configmap must have a name",
    ],
    [
      "a JSON patch without a target [KE-80]",
      {
        "kustomization.yaml": 'resources: [a.yaml]\npatches: [{patch: \'[{"op":"remove","path":"/x"}]\'}]\n',
        "a.yaml": configMap("a"),
      },
      "must specify a target for JSON patch",
    ],
    [
      "a component among resources [KE-17]",
      {
        "kustomization.yaml": "resources: [c]\n",
        "c/kustomization.yaml":
          "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nresources: []\n",
      },
      "expected kind != 'Component' for path 'c'",
    ],
  ])("refuses %s", async (_, files, message) => {
    expect(await print(files as unknown as Record<string, string>)).toContain(message);
  });
});

describe("readKustomization", () => {
  it("matches field names in any case and drops unknown ones when lenient [KE-11][KC-84]", () => {
    expect(readKustomization("Resources: [a]\nNAMEPREFIX: p\n")).toEqual({
      resources: ["a"],
      namePrefix: "p",
    });
    expect(readKustomization("foo: 1\nresources: [a]\n", { lenient: true })).toEqual({ resources: ["a"] });
  });
});

describe("parseRepositoryUrl [KE-140]", () => {
  it.each([
    ["https://github.com/org/repo", "https://github.com/org/repo", "", ""],
    ["https://github.com/org/repo/deploy/x?ref=v1", "https://github.com/org/repo", "deploy/x", "v1"],
    ["github.com/org/repo//base?version=v2", "https://github.com/org/repo", "base", "v2"],
    ["git@github.com:org/repo.git//base", "git@github.com:org/repo.git", "base", ""],
    ["git::https://host.example/a/b.git/dir", "https://host.example/a/b.git", "dir", ""],
    ["ssh://git@host:22/a/b.git?ref=x", "ssh://git@host:22/a/b.git", "", "x"],
    ["https://dev.azure.com/o/p/_git/repo/path", "https://dev.azure.com/o/p/_git/repo", "path", ""],
    ["file:///srv/git/repo", "file:///srv/git/repo", "", ""],
  ])("reads %s", (text, cloneUrl, path, ref) => {
    expect(parseRepositoryUrl(text)).toMatchObject({ cloneUrl, path, ref });
  });

  it.each([
    "../base",
    "base",
    "/abs",
    "https://github.com/only",
    "https://github.com/a/b//../../x",
    "ftp://h/a/b",
  ])("takes %s for no repository", (text) => {
    expect(parseRepositoryUrl(text)).toBeUndefined();
  });
});
