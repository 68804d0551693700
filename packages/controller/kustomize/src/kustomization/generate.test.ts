import type { Kustomization, KustomizationSpec } from "@sluice/api/kustomize";
import { type FileContent, memoryTree } from "@sluice/base/file-tree";
import { parseJson } from "@sluice/base/object";
import { describe, expect, it } from "vitest";
import { generateKustomizationFile } from "./generate.ts";

const object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

function generate(
  files: Record<string, FileContent>,
  spec: Partial<KustomizationSpec> = {},
  directory = "",
  name = "kustomization.yaml",
) {
  const kustomization = {
    metadata: {},
    spec: { interval: "1m", prune: true, sourceRef: { kind: "GitRepository", name: "r" }, ...spec },
  } as Kustomization;
  const tree = generateKustomizationFile(memoryTree(files), directory, kustomization);
  return parseJson(new TextDecoder().decode(tree.read(directory ? `${directory}/${name}` : name)));
}

describe("kustomization file", () => {
  it("takes the first that exists, by name, and rewrites it [KC-80]", () => {
    expect(
      generate(
        { Kustomization: "resources: [a]", "kustomization.yml": "resources: [b]" },
        {},
        "",
        "kustomization.yml",
      ),
    ).toEqual({ resources: ["b"] });
    expect(generate({ Kustomization: "resources: [a]" }, {}, "", "Kustomization")).toEqual({
      resources: ["a"],
    });
  });

  it("lists manifests below the directory, and directories that have one of their own [KC-81]", () => {
    const files = {
      "x/b.yml": object,
      "x/a.yaml": object,
      "x/README.md": "no",
      "x/own/kustomization.yaml": "resources: []",
      "x/own/c.yaml": "not: looked at",
      "x/sub/deep/d.yaml": object,
      "x/up": { link: ".." },
    };
    expect(generate(files, {}, "x")).toEqual({
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources: ["./a.yaml", "./b.yml", "./own", "./sub/deep/d.yaml"],
    });
    expect(() => generate({ "x/a.yaml": "kind: NoVersion" }, {}, "x")).toThrowError(
      /^failed to decode Kubernetes YAML from x\/a\.yaml/,
    );
  });

  it("makes an empty directory build to nothing [KC-82]", () => {
    expect(generate({ "README.md": "" })).toMatchObject({ namespace: "_placeholder" });
  });

  it("marks a file without resources, so that it is not taken for empty [KC-83]", () => {
    expect(generate({ "kustomization.yaml": "components: [c]\nbuildMetadata: [managedByLabel]" })).toEqual({
      components: ["c"],
      buildMetadata: ["originAnnotations"],
    });
  });

  it("reads the root file leniently [KC-84]", () => {
    expect(generate({ "kustomization.yaml": "Resources: [a]\nnameprefix: p-\nunknown: x\n" })).toEqual({
      resources: ["a"],
      namePrefix: "p-",
    });
  });

  it("lays the spec over the file [KC-22, KC-23, KC-24, KC-26, KC-28, KC-85]", () => {
    const file =
      "resources: [a]\nnamespace: old\nnamePrefix: old-\npatches: [{patch: one}]\ncomponents: [one]\nbuildMetadata: [managedByLabel]\n";
    const spec = {
      targetNamespace: "new",
      namePrefix: "new-",
      nameSuffix: "-s",
      patches: [{ patch: "two", target: { kind: "X" } }],
      components: ["two"],
      buildMetadata: ["originAnnotations" as const],
    };
    expect(generate({ "kustomization.yaml": file }, spec)).toEqual({
      resources: ["a"],
      namespace: "new",
      namePrefix: "new-",
      nameSuffix: "-s",
      patches: [{ patch: "one" }, { patch: "two", target: { kind: "X" } }],
      components: ["one", "two"],
      buildMetadata: ["originAnnotations"],
    });
  });

  it("drops components that do not exist only when told to [KC-27]", () => {
    const files = { "kustomization.yaml": "resources: [a]", "here/kustomization.yaml": "kind: Component" };
    expect(generate(files, { components: ["here", "gone"], ignoreMissingComponents: true })).toMatchObject({
      components: ["here"],
    });
    expect(generate(files, { components: ["here", "gone"] })).toMatchObject({ components: ["here", "gone"] });
  });

  it.each([
    "git::https://x",
    "GH:x",
    "ssh://x",
    "https://x",
    "http://x",
    "git@x",
    "github.com:x",
    "github.com/x",
    "/absolute",
    "file:///absolute",
  ])("refuses the component %s [KC-86]", (path) => {
    expect(() => generate({ "kustomization.yaml": "resources: [a]" }, { components: [path] })).toThrowError(
      `component path '${path}' must be local and relative`,
    );
  });

  it("merges images by name: tag and digest are one unit [KC-25, KC-66]", () => {
    const file =
      "resources: [a]\nimages:\n  - {name: one, newName: x, newTag: '1'}\n  - {name: two, digest: sha256:a}\n";
    const images = [
      { name: "one", digest: "sha256:b" },
      { name: "two", newTag: "2" },
      { name: "three", newName: "y" },
    ];
    expect(generate({ "kustomization.yaml": file }, { images })).toMatchObject({
      images: [
        { name: "one", newName: "x", digest: "sha256:b" },
        { name: "two", newTag: "2" },
        { name: "three", newName: "y" },
      ],
    });
    expect(
      generate({ "kustomization.yaml": file }, { images: [{ name: "one", newName: "z" }] }),
    ).toMatchObject({ images: [{ name: "one", newName: "z", newTag: "1" }, {}] });
  });
});
