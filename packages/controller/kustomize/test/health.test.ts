import { findCondition } from "@sluice/toolkit/conditions";
import { afterEach, describe, expect, it, vi } from "vitest";
import { configMap, type Harness, startController } from "./harness.ts";

let harness: Harness;
afterEach(() => harness.close());

/** A Job is what the test says it is: nobody runs it. */
const job = (name: string): string =>
  `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: ${name}\n  namespace: apps\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: main\n          image: example.com/main:1\n`;
const jobKey = (name: string) => ({ apiVersion: "batch/v1", kind: "Job", namespace: "apps", name });
const finish = (name: string, type: "Complete" | "Failed") =>
  harness.user.patch(
    jobKey(name),
    "merge",
    { status: { conditions: [{ type, status: "True", reason: "Test", message: "as told" }] } },
    { subresource: "status" },
  );

const healthy = async (name: string) =>
  findCondition((await harness.get(name)).status?.conditions, "Healthy");

async function pushJob(revision: string, value = "1"): Promise<void> {
  await harness.push(revision, { "a.yaml": configMap("a", `a: '${value}'`), "j.yaml": job("j") });
}

describe("kustomization health", () => {
  it("waits for all objects, tells that it does, and goes on as soon as they are healthy [KC-31, KC-59, KC-150, KC-152, KC-153]", async () => {
    harness = await startController();
    await pushJob("r1");
    await harness.create("apps", { wait: true });
    await vi.waitFor(async () => expect(await harness.user.find(jobKey("j"))).toBeDefined());
    await vi.waitFor(async () =>
      expect(findCondition((await harness.get("apps")).status?.conditions, "Reconciling")?.message).toBe(
        "Running health checks for revision r1 with a timeout of 59m30s",
      ),
    );
    expect(await healthy("apps")).toMatchObject({ status: "Unknown", reason: "Progressing" });
    await finish("j", "Complete");
    const { status } = await harness.ready("apps", "r1");
    expect(findCondition(status?.conditions, "Healthy")).toMatchObject({
      status: "True",
      reason: "Succeeded",
      message: expect.stringMatching(/^Health check passed in /),
    });
    expect(
      (await harness.events("apps")).some(({ message }) => message.startsWith("Health check passed in")),
    ).toBe(true);
  });

  it("fails early on a stalled object and names it; a new revision recovers [KC-151, KC-152]", async () => {
    harness = await startController();
    await pushJob("r1");
    await harness.create("apps", { wait: true });
    await vi.waitFor(async () => expect(await harness.user.find(jobKey("j"))).toBeDefined());
    await finish("j", "Failed");
    const { status } = await harness.failed(
      "apps",
      "HealthCheckFailed",
      /^health check failed after .*: failed early due to stalled resources: \[Job\/apps\/j status: 'Failed'\]$/,
    );
    expect(findCondition(status?.conditions, "Healthy")).toMatchObject({
      status: "False",
      reason: "HealthCheckFailed",
    });
    expect(status?.lastAppliedRevision).toBeUndefined();
    await harness.user.delete(jobKey("j"), { propagationPolicy: "Background" });
    await vi.waitFor(async () =>
      expect((await harness.user.find(jobKey("j")))?.["status"] ?? {}).not.toHaveProperty("conditions"),
    );
    await vi.waitFor(async () => expect(await harness.user.find(jobKey("j"))).toBeDefined());
    await finish("j", "Complete");
    await harness.ready("apps", "r1");
  });

  it("ends a wait for a newer revision, which is then applied [KC-154]", async () => {
    harness = await startController();
    await pushJob("r1");
    await harness.create("apps", { wait: true });
    await vi.waitFor(async () => expect(await harness.user.find(jobKey("j"))).toBeDefined());
    await vi.waitFor(async () => expect((await healthy("apps"))?.status).toBe("Unknown"));
    await pushJob("r2", "2");
    await vi.waitFor(async () =>
      expect((await harness.get("apps")).status?.lastAttemptedRevision).toBe("r2"),
    );
    await finish("j", "Complete");
    await harness.ready("apps", "r2");
    expect((await harness.events("apps")).map(({ message }) => message)).toContain(
      "ConfigMap/apps/a configured",
    );
  });

  it("checks only the named objects without wait [KC-32, KC-150]", async () => {
    harness = await startController();
    await pushJob("r1");
    await harness.create("apps", {
      healthChecks: [{ apiVersion: "batch/v1", kind: "Job", name: "j", namespace: "apps" }],
    });
    await vi.waitFor(async () =>
      expect(
        (await harness.get("apps")).status?.inventory?.entries ?? (await healthy("apps"))?.status,
      ).toBeDefined(),
    );
    await finish("j", "Complete");
    await harness.ready("apps", "r1");
    await harness.edit("apps", { healthChecks: null });
    await vi.waitFor(async () => expect(await healthy("apps")).toBeUndefined());
  });

  it("asks nothing of objects that have not changed since they were healthy", async () => {
    harness = await startController();
    await pushJob("r1");
    await harness.create("apps", { wait: true });
    await vi.waitFor(async () => expect(await harness.user.find(jobKey("j"))).toBeDefined());
    await finish("j", "Complete");
    await harness.ready("apps", "r1");
    await vi.waitFor(() => expect(harness.controller.stats().queued).toBe(0));
    harness.requests.length = 0;
    await pushJob("r2");
    await harness.ready("apps", "r2");
    expect(
      harness.requests.filter(({ path }) => path.includes("jobs") || path.includes("configmaps")),
    ).toEqual([]);
    await harness.user.patch(harness.key("apps"), "merge", {
      metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "t" } },
    });
    await vi.waitFor(async () =>
      expect((await harness.get("apps")).status?.lastHandledReconcileAt).toBe("t"),
    );
    expect(harness.requests.some(({ path }) => path.includes("jobs"))).toBe(true);
  });
});
