import type { JsonObject, KubeObject } from "@sluice/base/object";
import { afterEach, describe, expect, it } from "vitest";
import { type SimulatedCluster, simulatedCluster } from "./simulated-cluster.fixture.ts";

let cluster: SimulatedCluster;

afterEach(async () => {
  expect(cluster.errors).toEqual([]);
  await cluster.close();
});

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const replicaSets = "/apis/apps/v1/namespaces/default/replicasets";
const pods = "/api/v1/namespaces/default/pods";

function template(
  app: string,
  extra: { annotations?: JsonObject; spec?: JsonObject; image?: string } = {},
): JsonObject {
  return {
    metadata: {
      labels: { app },
      ...(extra.annotations === undefined ? {} : { annotations: extra.annotations }),
    },
    spec: {
      containers: [
        {
          name: "main",
          image: extra.image ?? `example.com/${app}:1`,
          ports: [{ name: "http", containerPort: 8080 }],
        },
      ],
      ...extra.spec,
    },
  };
}

function deployment(name: string, spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, annotations },
    spec: { replicas: 3, selector: { matchLabels: { app: name } }, template: template(name), ...spec },
  };
}

interface Status {
  [field: string]: unknown;
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
}

function statusOf(object: KubeObject): Status {
  return (object["status"] ?? {}) as Status;
}

function condition(object: KubeObject, type: string): string {
  const found = statusOf(object).conditions?.find((item) => item.type === type);
  return found === undefined ? "absent" : `${found.status}/${found.reason ?? ""}`;
}

function phases(items: KubeObject[]): string[] {
  return items.map((pod) => String(statusOf(pod)["phase"]));
}

describe("simulated Deployment", () => {
  it("becomes available when its Pods are, and says what kstatus asks for [KC-161]", async () => {
    cluster = await simulatedCluster();
    await cluster.create(deployment("web"));
    await cluster.advance(500);
    const young = await cluster.get(`${deployments}/web`);
    expect(condition(young, "Available")).toBe("False/MinimumReplicasUnavailable");
    expect(condition(young, "Progressing")).toBe("True/ReplicaSetUpdated");
    expect(statusOf(young)).toMatchObject({ observedGeneration: 1, replicas: 3, unavailableReplicas: 3 });
    await cluster.advance(1_000);
    const ready = await cluster.get(`${deployments}/web`);
    expect(statusOf(ready)).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
    });
    expect(statusOf(ready)).not.toHaveProperty("unavailableReplicas");
    expect(condition(ready, "Available")).toBe("True/MinimumReplicasAvailable");
    expect(condition(ready, "Progressing")).toBe("True/NewReplicaSetAvailable");
    expect(ready.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("1");
  });

  it("rolls out step by step within surge and unavailability, and keeps the old ReplicaSet for undo", async () => {
    cluster = await simulatedCluster();
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    await cluster.create(deployment("web", { strategy }));
    await cluster.advance(2_000);
    const first = await cluster.list(replicaSets);
    await cluster.patch(`${deployments}/web`, {
      spec: { template: template("web", { image: "example.com/web:2" }) },
    });
    const seen: number[] = [];
    for (let step = 0; step < 24; step++) {
      await cluster.advance(250);
      const active = (await cluster.list(pods)).filter((pod) => pod.metadata.deletionTimestamp === undefined);
      const ready = active.filter((pod) => condition(pod, "Ready").startsWith("True"));
      expect(ready.length).toBeGreaterThanOrEqual(3);
      seen.push(active.length);
    }
    expect(Math.max(...seen)).toBe(4);
    const sets = await cluster.list(replicaSets);
    expect(sets).toHaveLength(2);
    const done = await cluster.get(`${deployments}/web`);
    expect(condition(done, "Progressing")).toBe("True/NewReplicaSetAvailable");
    expect(done.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("2");

    await cluster.patch(`${deployments}/web`, { spec: { template: template("web") } });
    await cluster.advance(8_000);
    const undone = await cluster.list(replicaSets);
    expect(undone.map((set) => set.metadata.name).sort()).toEqual(
      sets.map((set) => set.metadata.name).sort(),
    );
    const revived = undone.find((set) => set.metadata.name === first[0]!.metadata.name)!;
    expect(revived.metadata.annotations).toMatchObject({
      "deployment.kubernetes.io/revision": "3",
      "deployment.kubernetes.io/revision-history": "1",
    });
    expect((revived["spec"] as JsonObject)["replicas"]).toBe(3);
  });

  it("reports an exceeded deadline when new Pods never come up [KC-161]", async () => {
    cluster = await simulatedCluster();
    const spec = {
      progressDeadlineSeconds: 10,
      template: template("web", { annotations: { "simulate.sluice.dev/failure": "image-pull" } }),
    };
    await cluster.create(deployment("web", spec));
    await cluster.advance(13_000, 1_000);
    const failed = await cluster.get(`${deployments}/web`);
    expect(condition(failed, "Progressing")).toBe("False/ProgressDeadlineExceeded");
    expect(statusOf(failed).conditions?.find(({ type }) => type === "Progressing")?.message).toMatch(
      /^ReplicaSet "web-\w+" has timed out progressing\.$/,
    );
    const [pod] = await cluster.list(pods);
    expect(statusOf(pod!)["containerStatuses"]).toMatchObject([
      { ready: false, state: { waiting: { reason: "ImagePullBackOff" } } },
    ]);
  });

  it("heals its Pods when the failure annotation goes from the Deployment", async () => {
    cluster = await simulatedCluster();
    await cluster.create(deployment("web", {}, { "simulate.sluice.dev/failure": "never-ready" }));
    await cluster.advance(3_000);
    expect(condition(await cluster.get(`${deployments}/web`), "Available")).toMatch(/^False/);
    const before = (await cluster.list(pods)).map((pod) => pod.metadata.uid);
    await cluster.patch(`${deployments}/web`, {
      metadata: { annotations: { "simulate.sluice.dev/failure": null } },
    });
    await cluster.advance(2_000);
    expect(condition(await cluster.get(`${deployments}/web`), "Available")).toMatch(/^True/);
    expect((await cluster.list(pods)).map((pod) => pod.metadata.uid)).toEqual(before);
  });

  it("does not roll out while paused, but scales", async () => {
    cluster = await simulatedCluster();
    await cluster.create(deployment("web"));
    await cluster.advance(2_000);
    await cluster.patch(`${deployments}/web`, {
      spec: { paused: true, replicas: 5, template: template("web", { image: "example.com/web:2" }) },
    });
    await cluster.advance(2_000);
    expect(await cluster.list(replicaSets)).toHaveLength(1);
    expect(await cluster.list(pods)).toHaveLength(5);
    expect(condition(await cluster.get(`${deployments}/web`), "Progressing")).toBe(
      "Unknown/DeploymentPaused",
    );
    await cluster.patch(`${deployments}/web`, { spec: { paused: false } });
    await cluster.advance(8_000);
    expect(await cluster.list(replicaSets)).toHaveLength(2);
    expect(condition(await cluster.get(`${deployments}/web`), "Progressing")).toBe(
      "True/NewReplicaSetAvailable",
    );
  });

  it("lets all old Pods go first with the strategy Recreate", async () => {
    cluster = await simulatedCluster();
    await cluster.create(deployment("web", { strategy: { type: "Recreate" } }));
    await cluster.advance(2_000);
    await cluster.patch(`${deployments}/web`, {
      spec: { template: template("web", { image: "example.com/web:2" }) },
    });
    for (let step = 0; step < 16; step++) {
      await cluster.advance(250);
      const hashes = new Set(
        (await cluster.list(pods)).map((pod) => pod.metadata.labels?.["pod-template-hash"]),
      );
      expect(hashes.size).toBeLessThanOrEqual(1);
    }
    expect(condition(await cluster.get(`${deployments}/web`), "Progressing")).toBe(
      "True/NewReplicaSetAvailable",
    );
  });

  it("replaces a deleted Pod", async () => {
    cluster = await simulatedCluster();
    await cluster.create(deployment("web"));
    await cluster.advance(2_000);
    const [victim] = await cluster.list(pods);
    await cluster.delete(`${pods}/${victim!.metadata.name}`);
    await cluster.advance(3_000);
    const left = await cluster.list(pods);
    expect(left).toHaveLength(3);
    expect(left.map((pod) => pod.metadata.uid)).not.toContain(victim!.metadata.uid);
    expect(phases(left)).toEqual(["Running", "Running", "Running"]);
  });

  it("writes nothing when nothing changes", async () => {
    cluster = await simulatedCluster();
    await cluster.create(deployment("web"));
    await cluster.advance(3_000);
    const before = await cluster.list(pods);
    const revision = (await cluster.get(`${deployments}/web`)).metadata.resourceVersion;
    await cluster.advance(60_000, 10_000);
    expect((await cluster.get(`${deployments}/web`)).metadata.resourceVersion).toBe(revision);
    expect(await cluster.list(pods)).toEqual(before);
  });

  it("writes nothing when the controllers start again over settled objects", async () => {
    cluster = await simulatedCluster();
    await cluster.create(
      deployment("web", {
        template: template("web", {
          spec: { volumes: [{ name: "d", persistentVolumeClaim: { claimName: "d" } }] },
        }),
      }),
    );
    await cluster.create({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "d" },
      spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } },
    });
    await cluster.advance(5_000);
    const all = async (): Promise<(string | undefined)[]> =>
      (
        await Promise.all(
          [pods, deployments, replicaSets, "/api/v1/nodes", "/api/v1/persistentvolumes"].map((path) =>
            cluster.list(path),
          ),
        )
      )
        .flat()
        .map((item) => item.metadata.resourceVersion);
    const before = await all();
    await cluster.restart();
    await cluster.advance(10_000, 2_000);
    expect(await all()).toEqual(before);
  });

  it("gives the same names in two runs", async () => {
    const names: string[][] = [];
    for (let run = 0; run < 2; run++) {
      cluster = await simulatedCluster();
      await cluster.create(deployment("web"));
      await cluster.advance(2_000);
      names.push((await cluster.list(pods)).map((pod) => pod.metadata.name ?? ""));
      if (run === 0) await cluster.close();
    }
    expect(names[0]).toEqual(names[1]);
  });
});

describe("simulated Pod", () => {
  it.each([
    ["crash-loop", "Running", { waiting: { reason: "CrashLoopBackOff" } }],
    ["never-ready", "Running", { running: { startedAt: "2026-03-01T12:00:01Z" } }],
    ["create-container-config", "Pending", { waiting: { reason: "CreateContainerConfigError" } }],
  ])("fails as %s asks [KC-166]", async (failure, phase, state) => {
    cluster = await simulatedCluster();
    await cluster.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "one", annotations: { "simulate.sluice.dev/failure": failure } },
      spec: { containers: [{ name: "main", image: "a" }] },
    });
    await cluster.advance(2_000);
    const pod = await cluster.get(`${pods}/one`);
    expect(statusOf(pod)["phase"]).toBe(phase);
    expect(condition(pod, "Ready")).toBe("False/ContainersNotReady");
    const [container] = statusOf(pod)["containerStatuses"] as JsonObject[];
    expect(Object.keys(container!["state"] as JsonObject)).toEqual(Object.keys(state));
    expect(container!["ready"]).toBe(false);
  });

  it("counts restarts in a crash loop with growing pauses", async () => {
    cluster = await simulatedCluster();
    await cluster.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "one", annotations: { "simulate.sluice.dev/failure": "crash-loop" } },
      spec: { containers: [{ name: "main", image: "a" }] },
    });
    const restarts = async (): Promise<unknown> =>
      (statusOf(await cluster.get(`${pods}/one`))["containerStatuses"] as JsonObject[])[0]!["restartCount"];
    await cluster.advance(1_000);
    expect(await restarts()).toBe(1);
    await cluster.advance(10_000, 5_000);
    expect(await restarts()).toBe(2);
    await cluster.advance(20_000, 5_000);
    expect(await restarts()).toBe(3);
  });

  it("waits as long as the delay annotation says", async () => {
    cluster = await simulatedCluster();
    await cluster.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "slow", annotations: { "simulate.sluice.dev/delay": "5s" } },
      spec: { containers: [{ name: "main", image: "a" }] },
    });
    await cluster.advance(4_500, 500);
    expect(statusOf(await cluster.get(`${pods}/slow`))["phase"]).toBe("Pending");
    await cluster.advance(1_000, 500);
    expect(statusOf(await cluster.get(`${pods}/slow`))["phase"]).toBe("Running");
  });

  it("stays unscheduled when asked to, and says why [KC-166]", async () => {
    cluster = await simulatedCluster();
    await cluster.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "homeless", annotations: { "simulate.sluice.dev/failure": "unschedulable" } },
      spec: { containers: [{ name: "main", image: "a" }] },
    });
    await cluster.advance(1_000);
    expect(condition(await cluster.get(`${pods}/homeless`), "PodScheduled")).toBe("False/Unschedulable");
  });
});

describe("simulated Job", () => {
  const job = (spec: JsonObject = {}, annotations: JsonObject = {}): JsonObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "migrate", annotations },
    spec: {
      template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "a" }] } },
      ...spec,
    },
  });
  const jobs = "/apis/batch/v1/namespaces/default/jobs/migrate";

  it("completes [KC-165]", async () => {
    cluster = await simulatedCluster();
    await cluster.create(job());
    await cluster.advance(500);
    expect(statusOf(await cluster.get(jobs))).toMatchObject({ active: 1 });
    await cluster.advance(2_000);
    const done = await cluster.get(jobs);
    expect(condition(done, "Complete")).toBe("True/CompletionsReached");
    expect(statusOf(done)).toMatchObject({ succeeded: 1, completionTime: expect.any(String) });
    expect(statusOf(done)).not.toHaveProperty("active");
  });

  it("fails at its back-off limit [KC-165]", async () => {
    cluster = await simulatedCluster();
    await cluster.create(job({ backoffLimit: 2 }, { "simulate.sluice.dev/failure": "exit" }));
    await cluster.advance(8_000);
    const failed = await cluster.get(jobs);
    expect(condition(failed, "Failed")).toBe("True/BackoffLimitExceeded");
    expect(condition(failed, "FailureTarget")).toBe("True/BackoffLimitExceeded");
    expect(statusOf(failed)["failed"]).toBe(3);
  });

  it("runs by index, side by side, and reports which are done", async () => {
    cluster = await simulatedCluster();
    await cluster.create(job({ completions: 5, parallelism: 2, completionMode: "Indexed" }));
    await cluster.advance(1_000);
    expect((await cluster.list(pods)).length).toBeLessThanOrEqual(4);
    await cluster.advance(6_000);
    expect(statusOf(await cluster.get(jobs))).toMatchObject({ succeeded: 5, completedIndexes: "0-4" });
  });

  it("goes when its time to live is over [KC-155]", async () => {
    cluster = await simulatedCluster();
    await cluster.create(job({ ttlSecondsAfterFinished: 5 }));
    await cluster.advance(3_000);
    expect(condition(await cluster.get(jobs), "Complete")).toMatch(/^True/);
    await cluster.advance(10_000, 1_000);
    await expect(cluster.get(jobs)).rejects.toThrow("404");
  });

  it("does nothing while suspended", async () => {
    cluster = await simulatedCluster();
    await cluster.create(job({ suspend: true }));
    await cluster.advance(2_000);
    expect(await cluster.list(pods)).toEqual([]);
    expect(condition(await cluster.get(jobs), "Suspended")).toBe("True/JobSuspended");
  });
});

describe("simulated CronJob", () => {
  it("starts a Job each time and keeps as many as its limits say", async () => {
    cluster = await simulatedCluster();
    await cluster.create({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "tick" },
      spec: {
        schedule: "*/5 * * * *",
        successfulJobsHistoryLimit: 2,
        jobTemplate: {
          spec: {
            template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "a" }] } },
          },
        },
      },
    });
    await cluster.advance(16 * 60_000, 20_000);
    const jobs = await cluster.list("/apis/batch/v1/namespaces/default/jobs");
    expect(jobs).toHaveLength(2);
    const cron = await cluster.get("/apis/batch/v1/namespaces/default/cronjobs/tick");
    expect(statusOf(cron)).toMatchObject({ lastScheduleTime: "2026-03-01T12:15:00Z" });
  });
});

describe("simulated StatefulSet", () => {
  const set = "/apis/apps/v1/namespaces/default/statefulsets/db";
  const statefulSet = (spec: JsonObject = {}): JsonObject => ({
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "db" },
    spec: {
      replicas: 3,
      serviceName: "db",
      selector: { matchLabels: { app: "db" } },
      template: template("db"),
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
      ...spec,
    },
  });

  it("starts its Pods one after the other, each with its claim [KC-162]", async () => {
    cluster = await simulatedCluster();
    await cluster.create(statefulSet());
    await cluster.advance(500);
    expect((await cluster.list(pods)).map((pod) => pod.metadata.name)).toEqual(["db-0"]);
    await cluster.advance(5_000);
    expect((await cluster.list(pods)).map((pod) => pod.metadata.name)).toEqual(["db-0", "db-1", "db-2"]);
    const status = statusOf(await cluster.get(set));
    expect(status).toMatchObject({ replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3 });
    expect(status["currentRevision"]).toBe(status["updateRevision"]);
    const claims = await cluster.list("/api/v1/namespaces/default/persistentvolumeclaims");
    expect(claims.map((claim) => claim.metadata.name)).toEqual(["data-db-0", "data-db-1", "data-db-2"]);
    expect(claims.map((claim) => statusOf(claim)["phase"])).toEqual(["Bound", "Bound", "Bound"]);
  });

  it("updates from the last Pod down to the partition", async () => {
    cluster = await simulatedCluster();
    await cluster.create(
      statefulSet({ updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } }),
    );
    await cluster.advance(6_000);
    await cluster.patch(set, { spec: { template: template("db", { image: "example.com/db:2" }) } });
    await cluster.advance(12_000);
    const images = (await cluster.list(pods)).map(
      (pod) => (pod["spec"] as { containers: JsonObject[] }).containers[0]!["image"],
    );
    expect(images).toEqual(["example.com/db:1", "example.com/db:2", "example.com/db:2"]);
    expect(statusOf(await cluster.get(set))).toMatchObject({ updatedReplicas: 2, currentReplicas: 1 });
    await cluster.patch(set, { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
    await cluster.advance(6_000);
    const status = statusOf(await cluster.get(set));
    expect(status).toMatchObject({ updatedReplicas: 3 });
    expect(status["currentRevision"]).toBe(status["updateRevision"]);
  });

  it("scales down from the end and leaves the claims", async () => {
    cluster = await simulatedCluster();
    await cluster.create(statefulSet());
    await cluster.advance(6_000);
    await cluster.patch(set, { spec: { replicas: 1 } });
    await cluster.advance(6_000);
    expect((await cluster.list(pods)).map((pod) => pod.metadata.name)).toEqual(["db-0"]);
    expect(await cluster.list("/api/v1/namespaces/default/persistentvolumeclaims")).toHaveLength(3);
  });
});

describe("simulated DaemonSet", () => {
  it("runs on every node and updates [KC-164]", async () => {
    cluster = await simulatedCluster({ nodeNames: ["one", "two"] });
    const path = "/apis/apps/v1/namespaces/default/daemonsets/agent";
    await cluster.create({
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "agent" },
      spec: { selector: { matchLabels: { app: "agent" } }, template: template("agent") },
    });
    await cluster.advance(2_000);
    expect(statusOf(await cluster.get(path))).toMatchObject({
      observedGeneration: 1,
      desiredNumberScheduled: 2,
      currentNumberScheduled: 2,
      numberReady: 2,
      numberAvailable: 2,
      updatedNumberScheduled: 2,
    });
    await cluster.patch(path, { spec: { template: template("agent", { image: "example.com/agent:2" }) } });
    await cluster.advance(8_000);
    expect(statusOf(await cluster.get(path))).toMatchObject({
      observedGeneration: 2,
      updatedNumberScheduled: 2,
      numberAvailable: 2,
    });
    const images = (await cluster.list(pods)).map(
      (pod) => (pod["spec"] as { containers: JsonObject[] }).containers[0]!["image"],
    );
    expect(images).toEqual(["example.com/agent:2", "example.com/agent:2"]);
  });
});

describe("simulated network and storage", () => {
  it("gives Services endpoints of ready Pods only, and balancers an address [KC-168]", async () => {
    cluster = await simulatedCluster();
    await cluster.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] },
    });
    await cluster.create(deployment("web", { replicas: 2 }));
    await cluster.advance(500);
    const slices =
      "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name=web";
    const ready = async (): Promise<number> =>
      (await cluster.list(slices))
        .flatMap((slice) => (slice["endpoints"] ?? []) as JsonObject[])
        .filter((endpoint) => (endpoint["conditions"] as JsonObject)["ready"] === true).length;
    expect(await ready()).toBe(0);
    await cluster.advance(1_500);
    expect(await ready()).toBe(2);
    expect((await cluster.list(slices))[0]!["ports"]).toEqual([{ name: "", port: 8080, protocol: "TCP" }]);
    const service = await cluster.get("/api/v1/namespaces/default/services/web");
    expect((service["spec"] as JsonObject)["clusterIP"]).toMatch(/^10\./);
    expect(statusOf(service)["loadBalancer"]).toMatchObject({
      ingress: [{ ip: expect.stringMatching(/^198\.1[89]\./) }],
    });
    const endpoints = await cluster.get("/api/v1/namespaces/default/endpoints/web");
    expect((endpoints["subsets"] as { addresses: unknown[] }[])[0]!.addresses).toHaveLength(2);
    await cluster.delete("/api/v1/namespaces/default/services/web");
    await cluster.settle();
    await expect(cluster.get("/api/v1/namespaces/default/endpoints/web")).rejects.toThrow("404");
  });

  it("binds claims of any named class, and leaves those that want none [KC-167]", async () => {
    cluster = await simulatedCluster();
    const claim = (name: string, spec: JsonObject): JsonObject => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } }, ...spec },
    });
    await cluster.create(claim("default-class", {}));
    await cluster.create(claim("unknown-class", { storageClassName: "longhorn" }));
    await cluster.create(claim("no-class", { storageClassName: "" }));
    await cluster.advance(1_000);
    const claims = await cluster.list("/api/v1/namespaces/default/persistentvolumeclaims");
    expect(Object.fromEntries(claims.map((item) => [item.metadata.name, statusOf(item)["phase"]]))).toEqual({
      "default-class": "Bound",
      "no-class": "Pending",
      "unknown-class": "Bound",
    });
    await cluster.delete("/api/v1/namespaces/default/persistentvolumeclaims/default-class");
    await cluster.advance(1_000);
    expect(await cluster.list("/api/v1/persistentvolumes")).toHaveLength(1);
  });

  it("gives every namespace a default ServiceAccount and the root certificate", async () => {
    cluster = await simulatedCluster({ rootCertificate: "PEM" });
    await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "apps" } });
    await cluster.settle();
    await cluster.get("/api/v1/namespaces/apps/serviceaccounts/default");
    expect(await cluster.get("/api/v1/namespaces/apps/configmaps/kube-root-ca.crt")).toMatchObject({
      data: { "ca.crt": "PEM" },
    });
  });

  it("reports disruption budgets, ingress addresses and autoscaler bounds", async () => {
    cluster = await simulatedCluster();
    await cluster.create(deployment("web", { replicas: 1 }));
    await cluster.create({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web" },
      spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
    });
    await cluster.create({
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "web" },
      spec: {
        minReplicas: 2,
        maxReplicas: 4,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      },
    });
    await cluster.create({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web" },
      spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
    });
    await cluster.advance(4_000);
    expect(statusOf(await cluster.get(`${deployments}/web`))["availableReplicas"]).toBe(2);
    expect(
      statusOf(await cluster.get("/apis/policy/v1/namespaces/default/poddisruptionbudgets/web")),
    ).toMatchObject({
      currentHealthy: 2,
      desiredHealthy: 1,
      disruptionsAllowed: 1,
      expectedPods: 2,
    });
    const autoscaler = await cluster.get(
      "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/web",
    );
    expect(condition(autoscaler, "AbleToScale")).toMatch(/^True/);
    expect(statusOf(autoscaler)).toMatchObject({ currentReplicas: 2, desiredReplicas: 2 });
    const ingress = await cluster.get("/apis/networking.k8s.io/v1/namespaces/default/ingresses/web");
    expect(statusOf(ingress)["loadBalancer"]).toMatchObject({ ingress: [{ ip: expect.any(String) }] });
  });
});
