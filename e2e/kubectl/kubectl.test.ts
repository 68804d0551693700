import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApiServer, createApiServer } from "@sluice/api-server";
import { hasOracle, type OracleVersion, oracleBinary, runOracle } from "@sluice/testing/oracle";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const manifest = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: "1"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.25"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: gadgets, kind: Gadget, shortNames: [gd]}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            description: What is wanted.
            properties: {size: {type: integer, description: How big.}}
`;
const gadget = "apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {size: 3}\n";

describe.each<OracleVersion>(["35", "34"])("kubectl 1.%s", (version) => {
  describe.skipIf(!hasOracle(version))("on the embedded API", () => {
    let server: ApiServer;
    let home: string;
    let kubeconfig: string;

    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), "sluice-kubectl-"));
      // Not every machine has diff; git is there wherever these tests run.
      writeFileSync(join(home, "differ"), '#!/bin/sh\nexec git diff --no-index "$@"\n', { mode: 0o755 });
      kubeconfig = join(home, "kubeconfig");
      server = await createApiServer({ workloads: { podStartMs: 10, jobRunMs: 10, podStopMs: 10 } });
      const { url } = await server.listen();
      writeFileSync(kubeconfig, server.kubeconfig({ server: url }));
      expect((await kubectl("create namespace work")).code).toBe(0);
      expect((await kubectl("config set-context --current --namespace=work")).code).toBe(0);
      const applied = await kubectl("apply -f -", manifest);
      expect(applied.stderr).toBe("");
    });
    afterAll(async () => {
      await server.close();
      rmSync(home, { recursive: true, force: true });
    });

    function kubectl(command: string, stdin?: string) {
      const args = command.match(/'[^']*'|\S+/g)!.map((part) => part.replaceAll("'", ""));
      return runOracle(oracleBinary("kubectl", version), args, {
        kubeconfig,
        home,
        ...(stdin === undefined ? {} : { stdin }),
        env: { KUBE_EDITOR: `sed -i 's/"1"/"7"/'`, KUBECTL_EXTERNAL_DIFF: join(home, "differ") },
      });
    }

    it("waits for a roll-out", async () => {
      expect((await kubectl("rollout status deployment/web --timeout=10s")).stdout).toContain(
        "successfully rolled out",
      );
    });

    it.each([
      ["get configmap settings", /settings\s+1\s+/],
      ["get deployments", /NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\nweb\s+2\/2/],
      ["get deployments -o wide", /CONTAINERS\s+IMAGES\s+SELECTOR/],
      ["get pods -l app=web -o name", /pod\/web-/],
      ["get all", /service\/web\s+ClusterIP\s+10\./],
      ["get deployment web -o yaml", /kind: Deployment/],
      ["get deployment web -o jsonpath={.status.readyReplicas}", /^2$/],
      ["get deployment web -o custom-columns=R:.spec.replicas", /R\n2/],
      ["get namespaces", /work\s+Active/],
      ["describe deployment web", /Replicas:\s+2 desired \| 2 updated \| 2 total \| 2 available/],
      ["describe service web", /Endpoints:\s+10\./],
      ["describe node sluice", /Roles:/],
      ["explain deployment.spec.replicas", /FIELD: replicas <integer>/],
      ["explain gadget.spec.size", /How big\./],
      ["api-resources --api-group=apps", /deployments\s+deploy\s+apps\/v1\s+true\s+Deployment/],
      ["api-versions", /example\.com\/v1/],
      ["auth can-i create pods", /yes/],
      ["auth can-i list secrets --as=nobody", /no/],
      ["auth whoami", /kubernetes-admin/],
      ["rollout history deployment/web", /1\s+<none>/],
      ["version", /Server Version: v1\.35/],
      ["create token default", /^ey/],
      ["wait --for=condition=Available deployment/web --timeout=5s", /condition met/],
      ["get --raw /readyz", /ok/],
      ["events", /ScalingReplicaSet/],
      ["logs deployment/web", /container web of pod web-\S+ is simulated: nothing runs in it/],
      ["cluster-info", /running at/],
    ])("%s", async (command, expected) => {
      const { stdout, stderr } = await kubectl(command);
      expect(stdout + stderr).toMatch(expected);
    });

    it("applies custom resources client-side and server-side, with conflicts", async () => {
      expect((await kubectl("apply -f -", gadget)).stdout).toContain("gadget.example.com/g created");
      expect((await kubectl("apply -f -", gadget)).stdout).toContain("unchanged");
      expect((await kubectl("apply -f -", gadget.replace("3", "4"))).stdout).toContain("configured");
      const conflict = await kubectl(
        "apply --server-side --field-manager=other -f -",
        gadget.replace("3", "5"),
      );
      expect(conflict.code).toBe(1);
      expect(conflict.stderr).toContain(
        'conflict with "kubectl-client-side-apply" using example.com/v1: .spec.size',
      );
      const forced = await kubectl(
        "apply --server-side --force-conflicts --field-manager=other -f -",
        gadget.replace("3", "5"),
      );
      expect(forced.stdout).toContain("serverside-applied");
      expect((await kubectl("get gd")).stdout).toMatch(/NAME\s+SIZE\ng\s+5/);
    });

    it("refuses unknown fields", async () => {
      const { code, stderr } = await kubectl("apply -f -", gadget.replace("size", "sise"));
      expect(code).toBe(1);
      expect(stderr).toContain('unknown field "spec.sise"');
    });

    it("shows a difference", async () => {
      const { code, stdout } = await kubectl("diff -f -", manifest.replace('a: "1"', 'a: "2"'));
      expect(code).toBe(1);
      expect(stdout).toContain('+  a: "2"');
    });

    it("edits by script", async () => {
      await kubectl("create configmap edited --from-literal=a=1");
      expect((await kubectl("edit configmap edited")).code).toBe(0);
      expect((await kubectl("get configmap edited -o jsonpath={.data.a}")).stdout).toBe("7");
    });

    it("patches, labels, annotates, scales, rolls back", async () => {
      expect((await kubectl("label configmap settings x=y")).code).toBe(0);
      expect((await kubectl("annotate configmap settings x=y")).code).toBe(0);
      expect((await kubectl(`patch configmap settings -p '{"data":{"b":"2"}}'`)).stdout).toContain("patched");
      expect((await kubectl("scale deployment/web --replicas=3")).stdout).toContain("scaled");
      expect((await kubectl("set image deployment/web web=nginx:1.26")).code).toBe(0);
      expect((await kubectl("rollout status deployment/web --timeout=10s")).code).toBe(0);
      expect((await kubectl("rollout undo deployment/web")).stdout).toContain("rolled back");
      expect((await kubectl("rollout status deployment/web --timeout=10s")).code).toBe(0);
      expect(
        (await kubectl("get deployment web -o jsonpath={.spec.template.spec.containers[0].image}")).stdout,
      ).toBe("nginx:1.25");
    });

    it("prunes what is no longer applied", async () => {
      const labelled = (name: string) =>
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: p}}\n`;
      await kubectl("apply --prune -l set=p -f -", `${labelled("p1")}---\n${labelled("p2")}`);
      const { stdout } = await kubectl("apply --prune -l set=p -f -", labelled("p1"));
      expect(stdout).toContain("configmap/p2 pruned");
    });

    it("deletes with dependents or without", async () => {
      await kubectl("create deployment orphaned --image=x");
      await kubectl("rollout status deployment/orphaned --timeout=10s");
      expect((await kubectl("delete deployment orphaned --cascade=orphan")).code).toBe(0);
      expect((await kubectl("get replicasets -l app=orphaned -o name")).stdout).toContain("replicaset");
      expect((await kubectl("delete replicasets -l app=orphaned --cascade=foreground")).code).toBe(0);
      expect((await kubectl("get pods -l app=orphaned -o name")).stdout).toBe("");
    });

    it("runs a job to its end", async () => {
      await kubectl("create job once --image=x");
      expect((await kubectl("wait --for=condition=complete job/once --timeout=10s")).stdout).toContain(
        "condition met",
      );
    });

    it("watches", async () => {
      // One after the other, so that some come while the watch is open, whenever that is.
      const createMany = async () => {
        for (let index = 0; index < 12; index++) await kubectl(`create configmap seen-${index}`);
      };
      const [watched] = await Promise.all([
        kubectl("get configmaps --watch-only --request-timeout=2s -o name"),
        createMany(),
      ]);
      expect(watched.stdout).toContain("configmap/seen");
    });

    it("grants what a role allows, and no more", async () => {
      await kubectl("create role reader --verb=get,list --resource=configmaps");
      await kubectl("create rolebinding readers --role=reader --user=ann");
      expect((await kubectl("get configmaps --as=ann")).code).toBe(0);
      const refused = await kubectl("get secrets --as=ann");
      expect(refused.stderr).toContain(
        'secrets is forbidden: User "ann" cannot list resource "secrets" in API group "" in the namespace "work"',
      );
    });
  });
});

describe.skipIf(!hasOracle())("helm 4 on the embedded API", () => {
  it("installs, upgrades, tests, rolls back and uninstalls a chart", async () => {
    const home = mkdtempSync(join(tmpdir(), "sluice-helm-"));
    const kubeconfig = join(home, "kubeconfig");
    const server = await createApiServer({ workloads: { podStartMs: 10, jobRunMs: 10 } });
    try {
      const { url } = await server.listen();
      writeFileSync(kubeconfig, server.kubeconfig({ server: url }));
      const helm = (command: string) =>
        runOracle(oracleBinary("helm"), command.split(" "), { kubeconfig, home });
      const chart = join(home, "chart");
      expect((await helm(`create ${chart}`)).code).toBe(0);
      const installed = await helm(`install rel ${chart} --create-namespace -n apps --wait --timeout 20s`);
      expect(installed.stderr).not.toContain("Error");
      expect(
        (await helm(`upgrade rel ${chart} -n apps --set replicaCount=2 --wait --timeout 20s`)).code,
      ).toBe(0);
      expect((await helm("history rel -n apps")).stdout).toMatch(/2\s.*deployed.*Upgrade complete/);
      expect((await helm("test rel -n apps --timeout 20s")).stdout).toContain("Succeeded");
      expect((await helm("rollback rel 1 -n apps --wait --timeout 20s")).stdout).toContain(
        "Rollback was a success",
      );
      expect((await helm("uninstall rel -n apps")).stdout).toContain("uninstalled");
    } finally {
      await server.close();
      rmSync(home, { recursive: true, force: true });
    }
  });
});
