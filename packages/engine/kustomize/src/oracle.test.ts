import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { directoryTree } from "@sluice/base/directory-tree";
import { isSluiceError } from "@sluice/base/errors";
import { hasOracle, oracleBinary } from "@sluice/testing/oracle";
import { printYaml } from "@sluice/yaml";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { build, printObjectSet } from "./index.ts";

/**
 * Generated trees, built here and by the real kubectl, which carries kustomize 5.7.1. What 5.8.1 does differently is
 * kept out of the trees: replacements inside texts that hold YAML or JSON, and expressions in the targets of
 * replacements (KE-117, KE-121).
 */
const names = ["web", "api", "db"] as const;
const name = fc.constantFrom(...names);
const kind = fc.constantFrom("Deployment", "StatefulSet", "Service", "ConfigMap", "Secret", "Widget");
const word = fc.constantFrom("a", "1", "true", "x y", "é", "null", "0644", "2020-01-01", "a: b", "- x");

type Json = unknown;
type Files = Record<string, string>;

const labels = fc.dictionary(fc.constantFrom("app", "tier", "l1"), word, { minKeys: 1, maxKeys: 2 });

function workload(kindName: string, objectName: string, replicas: number, image: string): Json {
  const template = {
    metadata: { labels: { app: objectName } },
    spec: {
      serviceAccountName: "sa",
      containers: [
        {
          name: "main",
          image,
          ports: [{ containerPort: 80 }, { containerPort: 81, protocol: "UDP" }],
          env: [
            { name: "A", value: "1" },
            { name: "B", valueFrom: { configMapKeyRef: { name: "gen", key: "k" } } },
          ],
        },
      ],
      volumes: [{ name: "v", secret: { secretName: "sec" } }],
    },
  };
  return {
    apiVersion: "apps/v1",
    kind: kindName,
    metadata: { name: objectName },
    spec: { replicas, selector: { matchLabels: { app: objectName } }, template },
  };
}

const resource: fc.Arbitrary<Json> = fc
  .record({
    kind,
    name,
    replicas: fc.nat(3),
    image: fc.constantFrom("nginx:1", "reg:5000/a/b@sha256:aa", "busybox"),
    word,
  })
  .map(({ kind: kindName, name: objectName, replicas, image, word: text }) => {
    const metadata = { name: objectName };
    switch (kindName) {
      case "Deployment":
      case "StatefulSet":
        return workload(kindName, objectName, replicas, image);
      case "Service":
        return {
          apiVersion: "v1",
          kind: "Service",
          metadata,
          spec: { selector: { app: objectName }, ports: [{ port: 80, targetPort: text }] },
        };
      case "ConfigMap":
        return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { k: text, multi: `one\n${text}\n` } };
      case "Secret":
        return { apiVersion: "v1", kind: "Secret", metadata, stringData: { k: text } };
      default:
        return {
          apiVersion: "example.com/v1",
          kind: "Widget",
          metadata,
          spec: { list: [text, replicas, null], secretName: "sec" },
        };
    }
  });

const strategic = fc
  .record({ name, value: word, removes: fc.boolean() })
  .map(({ name: objectName, value, removes }) => ({
    target: { kind: "Deployment|StatefulSet", name: objectName },
    patch: printYaml(
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "any", annotations: { patched: value } },
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: "main",
                  env: [removes ? { name: "A", $patch: "delete" } : { name: "A", value }],
                  ports: [{ containerPort: 80, name: "http" }],
                },
                { name: "side", image: "side:1" },
              ],
            },
          },
        },
      },
      { flavour: "v2" },
    ),
  }));

const operations = fc.record({ kind, value: word }).map(({ kind: kindName, value }) => ({
  target: { kind: kindName },
  patch: JSON.stringify([
    { op: "add", path: "/metadata/annotations", value: { json: value } },
    { op: "test", path: "/kind", value: kindName },
  ]),
}));

const replacement = name.map((objectName) => ({
  source: { kind: "Deployment", name: objectName, fieldPath: "spec.template.spec.containers.0.image" },
  targets: [{ select: { kind: "Widget" }, fieldPaths: ["spec.image"], options: { create: true } }],
}));

const layer = fc.record(
  {
    namePrefix: fc.constantFrom("p-", "team1-"),
    nameSuffix: fc.constantFrom("-s", "-v2"),
    namespace: fc.constantFrom("prod", "default"),
    commonLabels: labels,
    labels: fc.array(
      labels.chain((pairs) =>
        fc.constantFrom({ pairs }, { pairs, includeSelectors: true }, { pairs, includeTemplates: true }),
      ),
      { minLength: 1, maxLength: 2 },
    ),
    commonAnnotations: fc.dictionary(fc.constantFrom("owner", "note"), word, { minKeys: 1, maxKeys: 2 }),
    patches: fc.array(fc.oneof(strategic, operations), { minLength: 1, maxLength: 2 }),
    images: fc.constantFrom(
      [{ name: "nginx", newTag: "2" }],
      [{ name: "reg:5000/a/b", newName: "c" }],
      [{ name: "busybox", digest: "sha256:bb" }],
    ),
    replicas: name.map((objectName) => [{ name: objectName, count: 4 }]),
    replacements: replacement.map((one) => [one]),
  },
  { requiredKeys: [] },
);

const tree: fc.Arbitrary<Files> = fc
  .record({
    resources: fc.uniqueArray(resource, {
      minLength: 1,
      maxLength: 5,
      selector: (object) =>
        JSON.stringify([
          (object as { kind: string }).kind,
          (object as { metadata: { name: string } }).metadata.name,
        ]),
    }),
    layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
    components: fc.array(layer, { maxLength: 3 }),
    generated: fc.record({ hash: fc.boolean(), value: word }),
  })
  .map(({ resources, layers, components, generated }) => {
    const files: Files = {
      "base/all.yaml": resources.map((object) => printYaml(object, { flavour: "v2" })).join("---\n"),
      "base/kustomization.yaml": printYaml(
        {
          resources: ["all.yaml"],
          configMapGenerator: [{ name: "gen", literals: [`k=${generated.value}`] }],
          secretGenerator: [
            {
              name: "sec",
              literals: [`k=${generated.value}`],
              options: { disableNameSuffixHash: generated.hash },
            },
          ],
        },
        { flavour: "v2" },
      ),
    };
    components.forEach((component, level) => {
      const inner = level + 1 < components.length ? { components: [`../component-${level + 1}`] } : {};
      const header = { apiVersion: "kustomize.config.k8s.io/v1alpha1", kind: "Component" };
      files[`component-${level}/kustomization.yaml`] = printYaml(
        { ...header, ...inner, ...component },
        { flavour: "v2" },
      );
    });
    layers.forEach((one, level) => {
      const uses =
        level === layers.length - 1 && components.length > 0 ? { components: ["../component-0"] } : {};
      const below = level === 0 ? "../base" : `../layer-${level - 1}`;
      files[`layer-${level}/kustomization.yaml`] = printYaml(
        { resources: [below], ...uses, ...one },
        { flavour: "v2" },
      );
    });
    files["top"] = `layer-${layers.length - 1}`;
    return files;
  });

describe.skipIf(!hasOracle())("beside the real kubectl kustomize", () => {
  const scratch = mkdtempSync(join(tmpdir(), "sluice-oracle-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  let count = 0;

  it("prints the same for generated trees, and fails where it fails [KE-26][KE-71][KE-95]", async () => {
    const kubectl = oracleBinary("kubectl");
    await fc.assert(
      fc.asyncProperty(tree, async ({ top, ...files }) => {
        const root = join(scratch, String(count++));
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(root, path)), { recursive: true });
          writeFileSync(join(root, path), text as string);
        }
        const theirs = spawnSync(kubectl, ["kustomize", join(root, top as string)], {
          env: { HOME: scratch, PATH: "" },
        });
        let ours: string | undefined;
        try {
          ours = printObjectSet(await build(directoryTree(root), top as string));
        } catch (error) {
          if (!isSluiceError(error)) throw error;
          expect(theirs.status, error.message).not.toBe(0);
        }
        if (ours !== undefined) {
          expect(theirs.stderr.toString()).not.toContain("error:");
          expect(ours).toBe(theirs.stdout.toString());
        }
        rmSync(root, { recursive: true, force: true });
      }),
      { numRuns: Number(process.env["ORACLE_RUNS"] ?? 40) },
    );
  }, 120_000);
});
