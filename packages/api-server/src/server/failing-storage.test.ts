import { describe, expect, it } from "vitest";
import type { StorageBackend } from "../storage/index.ts";
import { createApiServer } from "./index.ts";

/** A backend that can be made to fail, and that counts what it is asked to write. */
function fragileBackend() {
  const state = { fails: false, attempts: 0 };
  const backend: StorageBackend = {
    load() {},
    revision: () => 0,
    commit() {
      state.attempts++;
      return state.fails ? Promise.reject(new Error("no space left on device")) : Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return { state, backend };
}

const post = (path: string, body: unknown) =>
  new Request(`http://api${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gadgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "gadgets", kind: "Gadget" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe("a server whose storage fails", () => {
  it.each<[string, string, unknown]>([
    ["a definition is established", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition],
    [
      "a role is aggregated",
      "/apis/rbac.authorization.k8s.io/v1/clusterroles",
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "more", labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } },
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }],
      },
    ],
    [
      "a deployment is rolled out",
      "/apis/apps/v1/namespaces/default/deployments",
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: {
          selector: { matchLabels: { app: "web" } },
          template: {
            metadata: { labels: { app: "web" } },
            spec: { containers: [{ name: "web", image: "web" }] },
          },
        },
      },
    ],
  ])("while %s says so and goes on answering", async (_what, path, body) => {
    const { state, backend } = fragileBackend();
    const server = await createApiServer({ storage: backend });
    await server.idle();
    expect((await server.fetch(post(path, body))).status).toBe(201);
    state.fails = true;
    await turns(50);
    const attempts = state.attempts;
    const refused = await server.fetch(
      post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } }),
    );
    expect(refused.status).toBe(500);
    expect(await refused.text()).toContain("no space left on device");
    await turns(200);
    // Nobody tries again and again what cannot succeed.
    expect(state.attempts - attempts).toBeLessThan(3);
    expect((await server.fetch(new Request("http://api/api/v1/namespaces"))).status).toBe(200);
    expect((await server.fetch(new Request("http://api/readyz"))).status).toBe(500);
    await server.close();
  });

  it("while a namespace goes does not spin", async () => {
    const { state, backend } = fragileBackend();
    const server = await createApiServer({ storage: backend, workloads: false });
    await server.fetch(
      post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } }),
    );
    await server.fetch(new Request("http://api/api/v1/namespaces/n", { method: "DELETE" }));
    state.fails = true;
    await turns(300);
    expect(state.attempts).toBeLessThan(1000);
    expect((await server.fetch(new Request("http://api/api/v1/namespaces"))).status).toBe(200);
    await server.close();
  });

  it("at the start says why it does not start", async () => {
    const { state, backend } = fragileBackend();
    state.fails = true;
    await expect(createApiServer({ storage: backend })).rejects.toThrow("no space left on device");
  });
});
