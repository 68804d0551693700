import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { hasOracle, oracleBinary } from "@sluice/testing/oracle";
import { afterAll, describe, expect, it } from "vitest";
import { root, runCli } from "../cli-process.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-charts-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const chart = join(scratch, "web");
mkdirSync(join(chart, "templates/tests"), { recursive: true });
mkdirSync(join(chart, "crds"));
writeFileSync(
  join(chart, "Chart.yaml"),
  "apiVersion: v2\nname: web\ndescription: A chart\nversion: 1.2.3\nappVersion: '4'\n",
);
writeFileSync(join(chart, "values.yaml"), "# How many\nreplicas: 1\nimage: {tag: ''}\nlist: [1, 2]\n");
writeFileSync(join(chart, "README.md"), "# web\n");
writeFileSync(
  join(chart, "crds/thing.yaml"),
  "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\n",
);
writeFileSync(
  join(chart, "templates/config.yaml"),
  `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-web
  namespace: {{ .Release.Namespace }}
data:
  replicas: {{ .Values.replicas | quote }}
  tag: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
  list: {{ .Values.list | toJson | quote }}
  note: {{ .Values.note | default "none" | quote }}
  kube: {{ .Capabilities.KubeVersion.Version }}
  has: {{ .Capabilities.APIVersions.Has "example.com/v1" | quote }}
  upgrade: {{ .Release.IsUpgrade | quote }}
`,
);
const hook = (name: string, event: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  annotations:\n    helm.sh/hook: ${event}\n`;
writeFileSync(join(chart, "templates/hook.yaml"), hook("before", "pre-install"));
writeFileSync(join(chart, "templates/tests/test.yaml"), hook("check", "test"));
writeFileSync(join(scratch, "values.yaml"), "replicas: 3\nimage:\n  tag: v5\n");
writeFileSync(join(scratch, "note.txt"), "from a file");

describe.skipIf(!hasOracle)("sluice helm, beside helm", () => {
  const helm = async (...args: string[]): Promise<string> =>
    (
      await promisify(execFile)(await oracleBinary("helm"), args, {
        maxBuffer: 1 << 26,
        env: { ...process.env, HOME: scratch, KUBECONFIG: join(scratch, "none") },
      })
    ).stdout;
  const sluice = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(["helm", ...args]);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };

  it.each<[string, ...string[]]>([
    ["nothing more"],
    ["a values file", "-f", join(scratch, "values.yaml")],
    [
      "--set over a file",
      "-f",
      join(scratch, "values.yaml"),
      "--set",
      "replicas=7,image.tag=v9",
      "--set",
      "list={a,b}",
    ],
    [
      "--set-string, --set-json, --set-file",
      "--set-string",
      "replicas=08",
      "--set-json",
      'list=[{"a":1}]',
      "--set-file",
      `note=${join(scratch, "note.txt")}`,
    ],
    ["a namespace", "--namespace", "apps"],
    ["CRDs, and no tests", "--include-crds", "--skip-tests"],
    ["no hooks", "--no-hooks"],
    [
      "capabilities",
      "--kube-version",
      "1.30.1",
      "--api-versions",
      "example.com/v1,example.com/v2",
      "--is-upgrade",
    ],
    ["one template", "--show-only", "templates/config.yaml"],
  ])("prints the same with %s", async (_name, ...flags) => {
    expect(await sluice("template", "demo", chart, ...flags)).toBe(
      await helm("template", "demo", chart, ...flags),
    );
  });

  it("names the release by a template, or by default", async () => {
    const template = ["--name-template", '{{ "ABC" | lower }}-{{ 1 }}'];
    expect(await sluice("template", chart, ...template)).toBe(await helm("template", chart, ...template));
    expect(await sluice("template", chart)).toBe(await helm("template", chart));
  });

  it("writes files as helm does", async () => {
    const [ours, theirs] = [join(scratch, "ours"), join(scratch, "theirs")];
    await sluice("template", "demo", chart, "--output-dir", ours, "--release-name");
    await helm("template", "demo", chart, "--output-dir", theirs, "--release-name");
    const files = (directory: string) =>
      readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(directory.length))
        .sort();
    expect(files(ours)).toEqual(files(theirs));
    for (const file of files(ours))
      expect(readFileSync(join(ours, file), "utf8")).toBe(readFileSync(join(theirs, file), "utf8"));
  });

  it.each(["all", "chart", "values", "readme", "crds"])("shows %s of a chart as helm does", async (part) => {
    expect(await sluice("show", part, chart)).toBe(await helm("show", part, chart));
  });

  it("lints as helm does, and packs what helm reads", async () => {
    expect(await sluice("lint", chart)).toBe(await helm("lint", chart));
    expect(await sluice("package", chart, "-d", scratch, "--version", "2.0.0")).toBe(
      `Successfully packaged chart and saved it to: ${join(scratch, "web-2.0.0.tgz")}\n`,
    );
    expect(await helm("show", "chart", join(scratch, "web-2.0.0.tgz"))).toContain("version: 2.0.0");
    expect(await sluice("template", "demo", join(scratch, "web-2.0.0.tgz"))).toBe(
      await helm("template", "demo", join(scratch, "web-2.0.0.tgz")),
    );
  });
});

describe("sluice helm", () => {
  it.each([
    [["template", "demo", chart, "--validate"], "--validate needs a cluster"],
    [["template", "demo", "./nowhere"], 'path "./nowhere" not found'],
    [["template", "demo", "oci://example.com/chart"], "charts are read from this machine only"],
    [["template", "Not_A_Name", chart], "invalid release name"],
    [["template", "demo", chart, "--set", "a[x]=1"], "failed parsing --set data"],
    [["template", "demo", chart, "-f", "./nowhere.yaml"], "cannot read values file ./nowhere.yaml"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await runCli(["helm", ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

describe("sluice kustomize build", () => {
  it("renders helmCharts when told to, from charts that are there [KE-131]", async () => {
    const directory = join(scratch, "kustomize");
    mkdirSync(directory);
    writeFileSync(join(directory, "values.yaml"), "replicas: 5\nnote: file\n");
    writeFileSync(
      join(directory, "kustomization.yaml"),
      "helmGlobals: {chartHome: ../}\nhelmCharts:\n  - name: web\n    releaseName: demo\n    namespace: apps\n    valuesFile: values.yaml\n    valuesInline: {note: inline}\n    skipTests: true\n",
    );
    expect(await runCli(["kustomize", "build", directory])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("must specify --enable-helm"),
    });
    const { stdout, stderr, code } = await runCli([
      "kustomize",
      "build",
      directory,
      "--enable-helm",
      "--load-restrictor",
      "LoadRestrictionsNone",
    ]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain('replicas: "5"');
    expect(stdout).toContain("note: inline");
    expect(stdout).toContain("namespace: apps");
    expect(stdout).not.toContain("name: check");
  });

  it.skipIf(!existsSync(join(root, "../shared/corpus/repos")))("prints to files, one an object", async () => {
    const output = join(scratch, "objects");
    mkdirSync(output);
    expect(
      (await runCli(["kustomize", "build", join(root, "examples/demo/apps/docs"), "-o", output])).code,
    ).toBe(0);
    expect(readdirSync(output)).toContain("apps_v1_deployment_app-docs.yaml");
  });
});
