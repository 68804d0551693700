import type { KustomizationSpec } from "@sluice/api/kustomize";
import { afterEach, describe, expect, it } from "vitest";
import { configMap, configMapKey, type Files, type Harness, startController } from "./harness.ts";

let harness: Harness;
afterEach(() => harness.close());

const deployment = (selector: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: d
  namespace: apps
spec:
  selector:
    matchLabels: {app: ${selector}}
  template:
    metadata:
      labels: {app: ${selector}}
    spec:
      containers:
        - name: main
          image: example.com/main:1
`;

interface Case {
  name: string;
  files: Files;
  spec?: Partial<KustomizationSpec>;
  reason: string;
  message: RegExp;
}

const cases: Case[] = [
  { name: "broken YAML", files: { "a.yaml": "a: [" }, reason: "BuildFailed", message: /a\.yaml/ },
  {
    name: "a manifest without kind",
    files: { "a.yaml": "apiVersion: v1\nmetadata: {name: x}\n" },
    reason: "BuildFailed",
    message: /failed to decode Kubernetes YAML from a\.yaml: .*kind/,
  },
  {
    name: "an unknown field in a nested kustomization",
    files: {
      "kustomization.yaml": "resources: [base]\n",
      "base/kustomization.yaml": "resourcez: [a.yaml]\n",
    },
    reason: "BuildFailed",
    message: /^kustomize build failed: .*base.*unknown field "resourcez"/s,
  },
  {
    name: "a resource that does not exist",
    files: { "kustomization.yaml": "resources: [missing.yaml]\n" },
    reason: "BuildFailed",
    message: /^kustomize build failed: accumulating resources.*missing\.yaml/s,
  },
  {
    name: "a patch without target",
    files: {
      "kustomization.yaml":
        "resources: [a.yaml]\npatches:\n  - patch: |-\n      - op: remove\n        path: /data\n",
      "a.yaml": configMap("a"),
    },
    reason: "BuildFailed",
    message: /must specify a target for JSON patch/,
  },
  {
    name: "a patch for an object that is not there",
    files: { "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": configMap("a") },
    spec: { patches: [{ patch: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\ndata: {}\n" }] },
    reason: "BuildFailed",
    message: /no matches for Id ConfigMap\.v1\.\[noGrp\]\/other/,
  },
  {
    name: "a kind whose CRD is missing",
    files: { "a.yaml": "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t, namespace: apps}\n" },
    reason: "ReconciliationFailed",
    message: /^Thing\/apps\/t dry-run failed: no matches for kind "Thing"/,
  },
  {
    name: "a namespaced object without namespace",
    files: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n" },
    reason: "ReconciliationFailed",
    message: /^ConfigMap\/a .*namespace/,
  },
  {
    name: "an object in a namespace that does not exist",
    files: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: nowhere}\n" },
    reason: "ReconciliationFailed",
    message: /^ConfigMap\/nowhere\/a not found: namespaces "nowhere" not found/,
  },
  {
    name: "an immutable field",
    files: { "d.yaml": deployment("two"), "a.yaml": configMap("a") },
    reason: "ReconciliationFailed",
    message: /^Deployment\/apps\/d dry-run failed \(Invalid\): .*spec\.selector.*field is immutable/s,
  },
  {
    name: "a wrong type",
    files: {
      "a.yaml":
        "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: apps}\nspec:\n  ports: [{port: many}]\n",
    },
    reason: "ReconciliationFailed",
    message: /^Service\/apps\/s dry-run failed/,
  },
  {
    name: "a symbolic link out of the source",
    files: { "kustomization.yaml": "resources: [link.yaml]\n", "link.yaml": { link: "../../etc/passwd" } },
    reason: "BuildFailed",
    message: /link\.yaml/,
  },
  {
    name: "a resource path that leaves the source",
    files: { "kustomization.yaml": "resources: [../../../etc/hosts.yaml]\n" },
    reason: "BuildFailed",
    message: /etc\/hosts\.yaml/,
  },
  {
    name: "a remote base that cannot be had",
    files: { "kustomization.yaml": 'resources: ["https://example.com/base.yaml"]\n' },
    reason: "BuildFailed",
    message: /https:\/\/example\.com\/base\.yaml/,
  },
  {
    name: "a component that is not local",
    files: { "a.yaml": configMap("a") },
    spec: { components: ["https://example.com/c"] },
    reason: "BuildFailed",
    message: /component path 'https:\/\/example\.com\/c' must be local and relative/,
  },
  {
    name: "a component that does not exist",
    files: { "a.yaml": configMap("a") },
    spec: { components: ["./missing"] },
    reason: "BuildFailed",
    message: /missing/,
  },
  {
    name: "shell text that is no substitution",
    files: { "a.yaml": configMap("a", "a: ${x-y}") },
    spec: { postBuild: { substitute: { x: "1" } } },
    reason: "BuildFailed",
    message: /^post build failed for 'ConfigMap\/apps\/a': /,
  },
  {
    name: "an unset variable",
    files: { "a.yaml": configMap("a", "a: ${unset}") },
    spec: { postBuild: { substitute: { x: "1" } } },
    reason: "BuildFailed",
    message: /variable not set \(strict mode\): "unset"/,
  },
];

describe("kustomization bad input", () => {
  it.each(cases)(
    "$name: the reason and the place are told, the last good state stays, recovery is by itself [KC-65b, KC-86, KC-87, KC-101, KC-106, KC-110, KC-136]",
    async ({ files, spec, reason, message }) => {
      harness = await startController();
      const good = { "good.yaml": configMap("good"), "d.yaml": deployment("one") };
      await harness.push("good", good);
      await harness.create("apps");
      await harness.ready("apps", "good");
      if (spec !== undefined) await harness.edit("apps", spec);
      await harness.push("bad", files);
      const { status } = await harness.failed("apps", reason, message);
      expect(status?.lastAppliedRevision).toBe("good");
      expect(await harness.user.find(configMapKey("good"))).toBeDefined();
      expect(
        (await harness.events("apps")).some((event) => event.type === "Warning" && event.reason === reason),
      ).toBe(true);
      if (spec !== undefined)
        await harness.edit("apps", Object.fromEntries(Object.keys(spec).map((key) => [key, null])));
      await harness.push("good again", good);
      await harness.ready("apps", "good again");
    },
  );
});
