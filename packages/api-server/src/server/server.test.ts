import { createServer, type Server } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiServer, createApiServer } from "./index.ts";

let server: ApiServer;

beforeEach(async () => {
  server = await createApiServer({ workloads: false });
});
afterEach(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every kind.
type Body = any;

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  target: { fetch(request: Request): Promise<Response> } = server,
): Promise<{ status: number; body: Body; headers: Headers }> {
  const response = await target.fetch(
    new Request(`http://api${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      } as Record<string, string>,
      ...(body === undefined
        ? {}
        : {
            body:
              typeof body === "string" || body instanceof Uint8Array
                ? (body as BodyInit)
                : JSON.stringify(body),
          }),
    }),
  );
  const text = await response.text();
  let parsed: Body = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Some answers are plain text.
  }
  return { status: response.status, body: parsed, headers: response.headers };
}

async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await check()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("it never came true");
}

const maps = "/api/v1/namespaces/default/configmaps";
const configMap = (name: string, extra: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...extra },
});

describe("garbage collection", () => {
  async function family(): Promise<{ owner: Body }> {
    const owner = (await call("POST", maps, configMap("owner"))).body;
    const reference = {
      apiVersion: "v1",
      kind: "ConfigMap",
      name: "owner",
      uid: owner.metadata.uid,
      blockOwnerDeletion: true,
    };
    for (const name of ["child-1", "child-2"]) {
      await call("POST", maps, configMap(name, { ownerReferences: [reference] }));
    }
    return { owner };
  }
  const exists = async (name: string) => (await call("GET", `${maps}/${name}`)).status === 200;

  it("deletes dependents after their owner", async () => {
    await family();
    await call("DELETE", `${maps}/owner`);
    await eventually(async () => !(await exists("child-1")) && !(await exists("child-2")));
  });

  it("orphans dependents when asked to", async () => {
    await family();
    await call("DELETE", `${maps}/owner?propagationPolicy=Orphan`);
    await eventually(async () => !(await exists("owner")));
    const child = (await call("GET", `${maps}/child-1`)).body;
    expect(child.metadata.ownerReferences).toBeUndefined();
  });

  it("keeps the owner until its dependents are gone in the foreground", async () => {
    await family();
    await call(
      "PATCH",
      `${maps}/child-1`,
      { metadata: { finalizers: ["example.com/hold"] } },
      { "content-type": "application/merge-patch+json" },
    );
    await call("DELETE", `${maps}/owner?propagationPolicy=Foreground`);
    await eventually(async () => !(await exists("child-2")));
    expect((await call("GET", `${maps}/owner`)).body.metadata.finalizers).toEqual(["foregroundDeletion"]);
    await call(
      "PATCH",
      `${maps}/child-1`,
      { metadata: { finalizers: null } },
      { "content-type": "application/merge-patch+json" },
    );
    await eventually(async () => !(await exists("owner")));
  });

  it("deletes an object whose owner never existed", async () => {
    await call(
      "POST",
      maps,
      configMap("lost", {
        ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "x", uid: "none" }],
      }),
    );
    await eventually(async () => !(await exists("lost")));
  });
});

describe("namespaces", () => {
  it("are emptied before they go, and take nothing new meanwhile", async () => {
    await call("POST", "/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "brief" },
    });
    await call(
      "POST",
      "/api/v1/namespaces/brief/configmaps",
      configMap("held", { finalizers: ["example.com/hold"] }),
    );
    await call("POST", "/api/v1/namespaces/brief/secrets", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "s" },
    });
    const deleted = await call("DELETE", "/api/v1/namespaces/brief");
    expect(deleted.body.status.phase).toBe("Terminating");
    const refused = await call("POST", "/api/v1/namespaces/brief/configmaps", configMap("new"));
    expect(refused.status).toBe(403);
    expect(refused.body.details.causes[0].reason).toBe("NamespaceTerminating");
    await eventually(async () => {
      const { body } = await call("GET", "/api/v1/namespaces/brief");
      return (
        body.status?.conditions?.some(
          (item: Body) => item.type === "NamespaceFinalizersRemaining" && item.status === "True",
        ) === true
      );
    });
    await call(
      "PATCH",
      "/api/v1/namespaces/brief/configmaps/held",
      { metadata: { finalizers: null } },
      { "content-type": "application/merge-patch+json" },
    );
    await eventually(async () => (await call("GET", "/api/v1/namespaces/brief")).status === 404);
  });

  it("default and kube-system cannot be deleted", async () => {
    expect((await call("DELETE", "/api/v1/namespaces/default")).status).toBe(403);
  });
});

describe("watches after compaction", () => {
  it("answer 410 for what is no longer known", async () => {
    const first = (await call("POST", maps, configMap("a"))).body.metadata.resourceVersion;
    await call("POST", maps, configMap("b"));
    server.compact();
    const { status, body } = await call("GET", `${maps}?watch=true&resourceVersion=${first}`);
    expect(status).toBe(410);
    expect(body.reason).toBe("Expired");
  });
});

describe("custom resources that go", () => {
  it("end the watches on them", async () => {
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "brief.example.com" },
      spec: {
        group: "example.com",
        scope: "Cluster",
        names: { plural: "brief", kind: "Brief" },
        conversion: {
          strategy: "Webhook",
          webhook: {
            conversionReviewVersions: ["v1"],
            clientConfig: { service: { namespace: "a", name: "b" } },
          },
        },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    };
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const made = await call("POST", path, crd);
    expect(made.status).toBe(201);
    expect(made.headers.get("warning")).toContain("is not called");
    const watch = await server.fetch(new Request("http://api/apis/example.com/v1/brief?watch=true"));
    expect(watch.status).toBe(200);
    await call("DELETE", `${path}/brief.example.com`);
    expect(await watch.text()).toBe("");
  });
});

describe("admission webhooks", () => {
  let hook: Server;
  let url: string;
  let answer: (review: Body) => object;

  beforeAll(async () => {
    hook = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const review = JSON.parse(Buffer.concat(chunks).toString());
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ ...review, response: { uid: review.request.uid, ...answer(review) } }));
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => hook.close(resolve)));

  const register = (kind: string, clientConfig: object, failurePolicy = "Fail") =>
    call("POST", `/apis/admissionregistration.k8s.io/v1/${kind.toLowerCase()}s`, {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind,
      metadata: { name: "hook" },
      webhooks: [
        {
          name: "hook.example.com",
          clientConfig,
          failurePolicy,
          sideEffects: "None",
          timeoutSeconds: 1,
          admissionReviewVersions: ["v1"],
          rules: [
            { operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] },
          ],
        },
      ],
    });

  it("change objects", async () => {
    answer = () => ({
      allowed: true,
      patchType: "JSONPatch",
      patch: Buffer.from(
        JSON.stringify([{ op: "add", path: "/metadata/labels", value: { added: "yes" } }]),
      ).toString("base64"),
      warnings: ["careful"],
    });
    expect((await register("MutatingWebhookConfiguration", { url })).status).toBe(201);
    const { body, headers } = await call("POST", maps, configMap("changed"));
    expect(body.metadata.labels).toEqual({ added: "yes" });
    expect(headers.get("warning")).toBe('299 - "careful"');
  });

  it("refuse objects", async () => {
    answer = () => ({ allowed: false, status: { message: "not today", code: 403 } });
    await register("ValidatingWebhookConfiguration", { url });
    const { status, body } = await call("POST", maps, configMap("refused"));
    expect(status).toBe(403);
    expect(body.message).toBe('admission webhook "hook.example.com" denied the request: not today');
  });

  it("that cannot be reached fail or are ignored as they say", async () => {
    await register("ValidatingWebhookConfiguration", { url: "http://127.0.0.1:1/" });
    const { status, body } = await call("POST", maps, configMap("x"));
    expect(status).toBe(500);
    expect(body.message).toContain('failed calling webhook "hook.example.com"');
  });

  it("that name a service are skipped with a warning", async () => {
    await register("ValidatingWebhookConfiguration", {
      service: { namespace: "kyverno", name: "kyverno-svc" },
    });
    const { status, headers } = await call("POST", maps, configMap("x"));
    expect(status).toBe(201);
    expect(headers.get("warning")).toContain("kyverno/kyverno-svc is simulated");
  });
});

describe("hostile requests", () => {
  it.each<[string, () => Promise<{ status: number }>, number]>([
    ["a body over the limit", () => call("POST", maps, "x".repeat(4 * 1024 * 1024)), 413],
    ["JSON that is nested 100,000 deep", () => call("POST", maps, `${"[".repeat(100_000)}`), 400],
    ["JSON that is cut off", () => call("POST", maps, '{"apiVersion":'), 400],
    ["invalid UTF-8", () => call("POST", maps, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])), 400],
    ["a list for an object", () => call("POST", maps, "[]"), 400],
    [
      "a bomb of YAML aliases",
      () =>
        call(
          "POST",
          maps,
          `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
            .split("")
            .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${"abcdefghi"[index]}`).join(",")}]`)
            .join("\n")}\n`,
          { "content-type": "application/yaml" },
        ),
      400,
    ],
    ["a name with a slash", () => call("GET", `${maps}/a%2Fb`), 404],
    [
      "a name that leaves its namespace",
      () => call("GET", "/api/v1/namespaces/default/configmaps/%2e%2e%2fsecrets"),
      404,
    ],
    ["a broken escape in the path", () => call("GET", "/api/v1/namespaces/%zz/configmaps"), 400],
    ["a broken selector", () => call("GET", `${maps}?labelSelector=a%20b%20c`), 400],
    ["a broken resourceVersion", () => call("GET", `${maps}?resourceVersion=abc`), 400],
    ["a forged continue token", () => call("GET", `${maps}?continue=abc`), 400],
    [
      "truncated protobuf",
      () =>
        call("POST", maps, new Uint8Array([0x6b, 0x38, 0x73, 0x00, 0x0a, 0xff, 0x01]), {
          "content-type": "application/vnd.kubernetes.protobuf",
        }),
      400,
    ],
    [
      "CBOR",
      () => call("POST", maps, new Uint8Array([0xd9, 0xd9, 0xf7]), { "content-type": "application/cbor" }),
      415,
    ],
    ["an unknown method", () => call("LINK", maps), 405],
  ])("answers %s with a clear error", async (_what, send, status) => {
    expect((await send()).status).toBe(status);
    expect((await call("GET", "/readyz")).status).toBe(200);
  });

  it("keeps __proto__ an ordinary key, and out of prototypes", async () => {
    const text =
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"p"},"data":{"__proto__":"a","constructor":"b"}}';
    expect((await call("POST", maps, text)).status).toBe(201);
    const { body } = await call("GET", `${maps}/p`);
    expect(JSON.stringify(body.data)).toBe('{"__proto__":"a","constructor":"b"}');
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
    const merged = await call("PATCH", `${maps}/p`, '{"data":{"__proto__":"c"}}', {
      "content-type": "application/merge-patch+json",
    });
    expect(JSON.stringify(merged.body.data)).toContain('"__proto__":"c"');
  });
});

describe("over the network", () => {
  it("needs credentials for all but health, over HTTP/1.1 and HTTP/2", async () => {
    const { url } = await server.listen();
    const kubeconfig = server.kubeconfig({ server: url });
    const field = (name: string) =>
      Buffer.from(new RegExp(`${name}: (\\S+)`).exec(kubeconfig)![1]!, "base64").toString();
    const ca = field("certificate-authority-data");
    const credentials = { cert: field("client-certificate-data"), key: field("client-key-data") };
    const get = (path: string, withCredentials: boolean): Promise<number> =>
      new Promise((resolve, reject) => {
        const request = httpsRequest(
          `${url}${path}`,
          { ca, ...(withCredentials ? credentials : {}), agent: false },
          (response) => {
            response.resume();
            resolve(response.statusCode!);
          },
        );
        request.on("error", reject);
        request.end();
      });
    expect(await get("/readyz", false)).toBe(200);
    expect(await get("/api/v1/namespaces", false)).toBe(401);
    expect(await get("/api/v1/namespaces", true)).toBe(200);

    const session = connectHttp2(url, { ca, ...credentials });
    const status = await new Promise((resolve, reject) => {
      const stream = session.request({ ":path": "/api/v1/namespaces" });
      stream.on("response", (headers) => resolve(headers[":status"]));
      stream.on("error", reject);
      stream.resume();
    });
    expect(status).toBe(200);
    session.close();
  });

  it("takes the tokens of service accounts until the account is gone", async () => {
    const { url } = await server.listen({ tls: false });
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    await call("POST", accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot" } });
    const { body } = await call("POST", `${accounts}/robot/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {},
    });
    const whoami = () =>
      fetch(`${url}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
        method: "POST",
        headers: { authorization: `Bearer ${body.status.token}`, "content-type": "application/json" },
        body: JSON.stringify({ apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" }),
      });
    const known = (await (await whoami()).json()) as Body;
    expect(known.status.userInfo).toMatchObject({
      username: "system:serviceaccount:default:robot",
      groups: ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
    });
    await call("DELETE", `${accounts}/robot`);
    expect((await whoami()).status).toBe(401);
  });

  it("answers 429 with Retry-After while too many requests run", async () => {
    const busy = await createApiServer({ workloads: false, maxRequestsInFlight: 0 });
    const { url } = await busy.listen({ tls: false });
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("1");
    await busy.close();
  });
});

describe("authorization", () => {
  const as = (user: string) => ({ "impersonate-user": user });
  const rbac = "/apis/rbac.authorization.k8s.io/v1";

  it("follows roles, aggregated ones too", async () => {
    expect((await call("GET", maps, undefined, as("ann"))).status).toBe(403);
    await call("POST", `${rbac}/namespaces/default/rolebindings`, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "ann" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
    });
    expect((await call("GET", maps, undefined, as("ann"))).status).toBe(200);
    expect((await call("GET", "/api/v1/namespaces/default/secrets", undefined, as("ann"))).status).toBe(403);
    expect(
      (await call("GET", "/api/v1/namespaces/kube-system/configmaps", undefined, as("ann"))).status,
    ).toBe(403);
    await call("POST", `${rbac}/clusterroles`, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "more", labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } },
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }],
    });
    await eventually(
      async () =>
        (await call("GET", "/api/v1/namespaces/default/secrets", undefined, as("ann"))).status === 200,
    );
  });

  it("lets nobody grant what he does not have", async () => {
    await call("POST", `${rbac}/clusterrolebindings`, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "bob" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "bob" }],
    });
    const role = (resources: string[]) => ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { generateName: "r-" },
      rules: [{ apiGroups: [""], resources, verbs: ["get"] }],
    });
    const path = `${rbac}/namespaces/default/roles`;
    expect((await call("POST", path, role(["configmaps"]), as("bob"))).status).toBe(201);
    const refused = await call("POST", path, role(["nodes"]), as("bob"));
    expect(refused.status).toBe(403);
    expect(refused.body.message).toContain("is attempting to grant RBAC permissions not currently held");
  });

  it("allows impersonation only to those who may", async () => {
    const { status, body } = await server
      .fetch(
        new Request(`http://api${maps}`, {
          headers: { ...as("ann"), "impersonate-group": "system:masters" },
        }),
      )
      .then(async (response) => ({ status: response.status, body: (await response.json()) as Body }));
    expect(status).toBe(200);
    expect(body.kind).toBe("ConfigMapList");
  });
});

describe("protobuf", () => {
  it("is read, since typed clients send it unasked", async () => {
    const text = (field: number, value: string) =>
      Buffer.concat([Buffer.from([(field << 3) | 2, Buffer.byteLength(value)]), Buffer.from(value)]);
    const message = (field: number, ...parts: Buffer[]) => {
      const body = Buffer.concat(parts);
      return Buffer.concat([Buffer.from([(field << 3) | 2, body.length]), body]);
    };
    const object = Buffer.concat([
      message(1, text(1, "proto"), text(3, "")),
      message(2, text(1, "key"), text(2, "value")),
    ]);
    const body = Buffer.concat([
      Buffer.from([0x6b, 0x38, 0x73, 0x00]),
      message(1, text(1, "v1"), text(2, "ConfigMap")),
      message(2, object),
    ]);
    const { status, body: made } = await call("POST", maps, new Uint8Array(body), {
      "content-type": "application/vnd.kubernetes.protobuf",
    });
    expect(status).toBe(201);
    expect(made).toMatchObject({ kind: "ConfigMap", metadata: { name: "proto" }, data: { key: "value" } });
    const answered = await call("GET", `${maps}/proto`, undefined, {
      accept: "application/vnd.kubernetes.protobuf",
    });
    expect(answered.status).toBe(406);
  });
});

describe("discovery", () => {
  it("is aggregated on request, and lists custom groups", async () => {
    const { body, headers } = await call("GET", "/apis", undefined, {
      accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
    });
    expect(headers.get("content-type")).toContain("as=APIGroupDiscoveryList");
    const apps = body.items.find((item: Body) => item.metadata.name === "apps");
    const deployments = apps.versions[0].resources.find((item: Body) => item.resource === "deployments");
    expect(deployments).toMatchObject({ scope: "Namespaced", shortNames: ["deploy"], categories: ["all"] });
    expect(deployments.subresources.map((item: Body) => item.subresource)).toEqual(["scale", "status"]);
  });
});
