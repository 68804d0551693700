import type { JsonObject, KubeObject } from "@sluice/base/object";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  builtinGroupOrder,
  builtinResources,
  canonicalQuantity,
  findSchema,
  parseCron,
  parseQuantity,
  printQuantity,
  resolveBuiltinRef,
  ServiceAddresses,
  typeNamesOf,
} from "./index.ts";

const resources = builtinResources();

function definitionOf(apiVersion: string, kind: string) {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const found = resources.find(
    (item) => item.group === group && item.version === version && item.kind === kind,
  );
  if (found === undefined) throw new Error(`${apiVersion} ${kind} is not served`);
  return found;
}

function object(apiVersion: string, kind: string, rest: JsonObject = {}): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: { name: "x", namespace: "default" },
    ...structuredClone(rest),
  } as KubeObject;
}

function defaulted(apiVersion: string, kind: string, rest: JsonObject): KubeObject {
  const made = object(apiVersion, kind, rest);
  definitionOf(apiVersion, kind).applyDefaults!(made);
  return made;
}

/** What the server says about a new object: `field: message`. */
function problemsOf(apiVersion: string, kind: string, rest: JsonObject, before?: JsonObject): string[] {
  const definition = definitionOf(apiVersion, kind);
  const made = defaulted(apiVersion, kind, rest);
  made.metadata.uid = "1";
  let old: KubeObject | undefined;
  if (before !== undefined) {
    old = defaulted(apiVersion, kind, before);
    old.metadata.uid = "1";
    definition.prepare?.(old, undefined);
  }
  definition.prepare?.(made, old);
  return definition.validate!(made, old).map((problem) => `${problem.field}: ${problem.message}`);
}

const container: JsonObject = { name: "main", image: "example.com/web:1" };
const podTemplate: JsonObject = { metadata: { labels: { app: "web" } }, spec: { containers: [container] } };
const deploymentSpec: JsonObject = { selector: { matchLabels: { app: "web" } }, template: podTemplate };

describe("the table of built-in resources", () => {
  it("has every group that discovery orders", () => {
    expect(new Set(resources.map((item) => item.group))).toEqual(new Set(builtinGroupOrder));
  });

  it.each([
    ["v1", "Pod", "pods", "po", true, true],
    ["v1", "ConfigMap", "configmaps", "cm", true, false],
    ["v1", "Namespace", "namespaces", "ns", false, true],
    ["v1", "Endpoints", "endpoints", "ep", true, false],
    ["apps/v1", "Deployment", "deployments", "deploy", true, true],
    ["batch/v1", "CronJob", "cronjobs", "cj", true, true],
    ["networking.k8s.io/v1", "Ingress", "ingresses", "ing", true, true],
    ["networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", "netpol", true, false],
    ["storage.k8s.io/v1", "StorageClass", "storageclasses", "sc", false, false],
    ["apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", "crd", false, true],
  ])("serves %s %s as %s", (apiVersion, kind, plural, shortName, isNamespaced, hasStatus) => {
    const definition = definitionOf(apiVersion, kind);
    expect(definition).toMatchObject({ plural, isNamespaced, hasStatus, singular: kind.toLowerCase() });
    expect(definition.shortNames).toContain(shortName);
  });

  it("knows which kinds scale and what else hangs off them", () => {
    const scaling = resources.filter((item) => item.scale !== undefined).map((item) => item.kind);
    expect(scaling.sort()).toEqual(["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"]);
    const pod = definitionOf("v1", "Pod").subresources?.map((item) => item.name);
    expect(pod).toEqual(expect.arrayContaining(["log", "exec", "eviction", "binding", "portforward"]));
    expect(definitionOf("v1", "ServiceAccount").subresources).toContainEqual({
      name: "token",
      group: "authentication.k8s.io",
      version: "v1",
      kind: "TokenRequest",
      verbs: ["create"],
    });
    expect(definitionOf("v1", "Namespace").verbs).not.toContain("deletecollection");
  });

  it("resolves every reference in every schema", () => {
    const seen = new Set<string>();
    const open = resources.flatMap((item) => typeNamesOf(item.group, item.version));
    while (open.length > 0) {
      const name = open.pop()!;
      if (seen.has(name)) continue;
      seen.add(name);
      const schema = findSchema(name);
      expect(schema, name).toBeDefined();
      JSON.stringify(schema, (key, value: unknown) => {
        if (key === "$ref" && typeof value === "string") {
          expect(resolveBuiltinRef(value), value).toBeDefined();
          open.push(value.slice(value.lastIndexOf("/") + 1));
        }
        return value;
      });
    }
    expect(seen.size).toBeGreaterThan(500);
  });

  it("states how lists merge", () => {
    const service = findSchema("io.k8s.api.core.v1.ServiceSpec")!.properties!;
    expect(service["ports"]).toMatchObject({
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["port", "protocol"],
      "x-kubernetes-patch-strategy": "merge",
      "x-kubernetes-patch-merge-key": "port",
    });
    expect(findSchema("io.k8s.api.core.v1.Container")!.properties!["args"]).toMatchObject({
      "x-kubernetes-list-type": "atomic",
    });
    expect(findSchema("io.k8s.api.apps.v1.DeploymentSpec")!.required).toEqual(["selector", "template"]);
    expect(findSchema("io.k8s.api.apps.v1.DeploymentList")!["x-kubernetes-group-version-kind"]).toEqual([
      { group: "apps", version: "v1", kind: "DeploymentList" },
    ]);
  });

  it("starts without building a schema", () => {
    const start = performance.now();
    builtinResources();
    expect(performance.now() - start).toBeLessThan(250);
  });
});

describe("defaults of built-in kinds", () => {
  it("fills in a Deployment as the server does", () => {
    expect(defaulted("apps/v1", "Deployment", { spec: deploymentSpec })).toMatchObject({
      spec: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
        template: {
          spec: {
            containers: [
              {
                imagePullPolicy: "IfNotPresent",
                resources: {},
                terminationMessagePath: "/dev/termination-log",
                terminationMessagePolicy: "File",
              },
            ],
            dnsPolicy: "ClusterFirst",
            restartPolicy: "Always",
            schedulerName: "default-scheduler",
            securityContext: {},
            terminationGracePeriodSeconds: 30,
          },
        },
      },
      status: {},
    });
  });

  it.each([
    ["web", "Always"],
    ["web:latest", "Always"],
    ["registry:5000/web", "Always"],
    ["registry:5000/web:1.2", "IfNotPresent"],
    ["web@sha256:0000000000000000000000000000000000000000000000000000000000000000", "IfNotPresent"],
    ["UPPER CASE", "IfNotPresent"],
  ])("pulls %s %s", (image, policy) => {
    const pod = defaulted("v1", "Pod", { spec: { containers: [{ name: "a", image }] } });
    expect((pod["spec"] as { containers: JsonObject[] }).containers[0]!["imagePullPolicy"]).toBe(policy);
  });

  it("fills in a Service, its ports and policies", () => {
    expect(
      defaulted("v1", "Service", { spec: { type: "LoadBalancer", ports: [{ port: 80 }] } })["spec"],
    ).toEqual({
      type: "LoadBalancer",
      ports: [{ port: 80, protocol: "TCP", targetPort: 80 }],
      sessionAffinity: "None",
      externalTrafficPolicy: "Cluster",
      internalTrafficPolicy: "Cluster",
      allocateLoadBalancerNodePorts: true,
    });
  });

  it("drops what says nothing and writes what Go always writes", () => {
    const pod = defaulted("v1", "Pod", {
      spec: {
        hostNetwork: false,
        nodeSelector: {},
        volumes: null,
        containers: [{ name: "a", image: "b", args: [], env: [{ name: "A", value: "" }] }],
      },
    });
    const spec = pod["spec"] as JsonObject & { containers: JsonObject[] };
    for (const name of ["hostNetwork", "nodeSelector", "volumes"]) expect(spec).not.toHaveProperty(name);
    expect(spec.containers[0]).not.toHaveProperty("args");
    expect(spec.containers[0]!["env"]).toEqual([{ name: "A" }]);
    expect(spec.containers[0]!["resources"]).toEqual({});
    expect(defaulted("rbac.authorization.k8s.io/v1", "Role", {})["rules"]).toBeNull();
  });

  it("keeps user keys such as __proto__ ordinary", () => {
    const config = JSON.parse('{"data":{"__proto__":"a","constructor":"b"}}') as JsonObject;
    const made = defaulted("v1", "ConfigMap", config);
    expect(Object.keys(made["data"] as JsonObject).sort()).toEqual(["__proto__", "constructor"]);
    expect(({} as JsonObject)["a"]).toBeUndefined();
  });

  it("is the same when applied twice", () => {
    for (const [apiVersion, kind, rest] of [
      ["apps/v1", "Deployment", { spec: deploymentSpec }],
      ["v1", "Service", { spec: { type: "NodePort", ports: [{ port: 80 }] } }],
      [
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        { spec: { maxReplicas: 3, behavior: { scaleDown: {} } } },
      ],
      [
        "batch/v1",
        "CronJob",
        { spec: { schedule: "* * * * *", jobTemplate: { spec: { template: podTemplate } } } },
      ],
    ] as [string, string, JsonObject][]) {
      const once = defaulted(apiVersion, kind, rest);
      const twice = structuredClone(once);
      definitionOf(apiVersion, kind).applyDefaults!(twice);
      expect(twice).toEqual(once);
    }
  });
});

describe("quantities", () => {
  it.each([
    ["1000m", "1"],
    ["0.5", "500m"],
    ["1.5Gi", "1536Mi"],
    ["1024Mi", "1Gi"],
    ["1e3", "1e3"],
    ["100000", "100k"],
    ["0.1Mi", "104857600m"],
    ["-2", "-2"],
    ["1Ei", "1Ei"],
  ])("keeps %s as %s", (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(["", "abc", "1.2.3", "1 Gi", "5GB", "--1", "."])("refuses %j", (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it("cannot decode an object with a malformed one", () => {
    const claim = (storage: string): JsonObject => ({ spec: { resources: { requests: { storage } } } });
    expect(() => defaulted("v1", "PersistentVolumeClaim", claim("5GB"))).toThrow(
      `PersistentVolumeClaim in version "v1" cannot be handled as a PersistentVolumeClaim: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    );
    expect(() => defaulted("v1", "PersistentVolumeClaim", claim("5K"))).toThrow(
      "unable to parse quantity's suffix",
    );
  });

  it("reads back what it prints", () => {
    const nano = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
    const format = fc.constantFrom("decimal" as const, "binary" as const, "exponent" as const);
    fc.assert(
      fc.property(nano, format, (amount, style) => {
        expect(parseQuantity(printQuantity({ nano: amount, format: style }))?.nano).toBe(amount);
      }),
    );
  });
});

describe("preparation of built-in kinds", () => {
  it("allocates addresses that no other Service has, and the same ones again", () => {
    const addresses = new ServiceAddresses();
    const first = addresses.allocateIp("default/a");
    expect(addresses.allocateIp("default/a")).toBe(first);
    expect(addresses.allocateIp("default/b")).not.toBe(first);
    expect(addresses.claimIp(first, "default/c")).toBe(false);
    addresses.release(object("v1", "Service", {}));
    const seen = new Set(
      Array.from({ length: 2_000 }, (_, index) => addresses.allocateIp(`default/${index}`)),
    );
    expect(seen.size).toBe(2_000);
  });

  it("keeps a Service's addresses when an update leaves them out", () => {
    const definition = definitionOf("v1", "Service");
    const old = defaulted("v1", "Service", { spec: { type: "NodePort", ports: [{ port: 80 }] } });
    definition.prepare!(old, undefined);
    const update = defaulted("v1", "Service", { spec: { type: "NodePort", ports: [{ port: 80 }] } });
    definition.prepare!(update, old);
    expect(update["spec"]).toEqual(old["spec"]);
    expect(definition.validate!(update, old)).toEqual([]);
  });

  it("merges stringData of a Secret into its data", () => {
    const secret = defaulted("v1", "Secret", { data: { a: "YQ==" }, stringData: { b: "ü", a: "c" } });
    definitionOf("v1", "Secret").prepare!(secret, undefined);
    expect(secret["data"]).toEqual({ a: "Yw==", b: "w7w=" });
    expect(secret).not.toHaveProperty("stringData");
    expect(secret["type"]).toBe("Opaque");
  });

  it("gives a Job its selector from its uid", () => {
    const job = defaulted("batch/v1", "Job", { spec: { template: podTemplate } });
    job.metadata.uid = "u-1";
    definitionOf("batch/v1", "Job").prepare!(job, undefined);
    expect(job["spec"]).toMatchObject({
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": "u-1" } },
      template: {
        metadata: { labels: { "job-name": "x", "batch.kubernetes.io/controller-uid": "u-1", app: "web" } },
      },
    });
  });

  it("gives new objects the status that the server begins with", () => {
    const pod = defaulted("v1", "Pod", { spec: { containers: [container] }, status: { phase: "Running" } });
    definitionOf("v1", "Pod").prepare!(pod, undefined);
    expect(pod["status"]).toEqual({ phase: "Pending", qosClass: "BestEffort" });
    const daemonSet = defaulted("apps/v1", "DaemonSet", { spec: deploymentSpec, status: { numberReady: 3 } });
    definitionOf("apps/v1", "DaemonSet").prepare!(daemonSet, undefined);
    expect(daemonSet["status"]).toEqual({
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
    });
  });
});

describe("validation of built-in kinds", () => {
  it.each<[string, string, string, JsonObject, string[]]>([
    [
      "a Deployment whose selector misses its labels",
      "apps/v1",
      "Deployment",
      { spec: { ...deploymentSpec, selector: { matchLabels: { app: "api" } } } },
      [
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      ],
    ],
    [
      "a Deployment without a selector",
      "apps/v1",
      "Deployment",
      { spec: { template: podTemplate } },
      [
        "spec.selector: Required value",
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      ],
    ],
    ["a Pod without containers", "v1", "Pod", { spec: {} }, ["spec.containers: Required value"]],
    [
      "a mount of a volume that is not there",
      "v1",
      "Pod",
      {
        spec: {
          automountServiceAccountToken: false,
          containers: [{ ...container, volumeMounts: [{ name: "data", mountPath: "/data" }] }],
        },
      },
      ['spec.containers[0].volumeMounts[0].name: Not found: "data"'],
    ],
    [
      "a request above its limit",
      "v1",
      "Pod",
      {
        spec: {
          containers: [{ ...container, resources: { requests: { cpu: "2" }, limits: { cpu: "500m" } } }],
        },
      },
      [
        'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 500m',
      ],
    ],
    [
      "a Service port out of range",
      "v1",
      "Service",
      { spec: { ports: [{ port: 70_000, targetPort: 80 }] } },
      ["spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive"],
    ],
    ["a Service without ports", "v1", "Service", { spec: {} }, ["spec.ports: Required value"]],
    [
      "an Ingress path without a type",
      "networking.k8s.io/v1",
      "Ingress",
      {
        spec: {
          rules: [
            { http: { paths: [{ path: "/", backend: { service: { name: "web", port: { number: 80 } } } }] } },
          ],
        },
      },
      ["spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"],
    ],
    [
      "a claim without a size",
      "v1",
      "PersistentVolumeClaim",
      { spec: { accessModes: ["ReadWriteOnce"] } },
      ["spec.resources[storage]: Required value"],
    ],
    [
      "a Job that restarts for ever",
      "batch/v1",
      "Job",
      { spec: { template: podTemplate } },
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      "a schedule that cannot be read",
      "batch/v1",
      "CronJob",
      {
        spec: {
          schedule: "every day",
          jobTemplate: { spec: { template: { spec: { restartPolicy: "Never", containers: [container] } } } },
        },
      },
      ['spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2: [every day]'],
    ],
    [
      "a TLS Secret without its key",
      "v1",
      "Secret",
      { type: "kubernetes.io/tls", data: { "tls.crt": "" } },
      ["data[tls.key]: Required value"],
    ],
    [
      "a rule without verbs",
      "rbac.authorization.k8s.io/v1",
      "Role",
      { rules: [{ apiGroups: [""], resources: ["pods"] }] },
      ["rules[0].verbs: Required value: verbs must contain at least one value"],
    ],
  ])("refuses %s", (_name, apiVersion, kind, rest, expected) => {
    expect(problemsOf(apiVersion, kind, rest)).toEqual(expected);
  });

  it.each<[string, string, string, JsonObject, JsonObject, string]>([
    [
      "the selector of a Deployment",
      "apps/v1",
      "Deployment",
      { spec: deploymentSpec },
      {
        spec: {
          selector: { matchLabels: { app: "api" } },
          template: { ...podTemplate, metadata: { labels: { app: "api" } } },
        },
      },
      'spec.selector: Invalid value: {"matchLabels":{"app":"api"}}: field is immutable',
    ],
    [
      "the cluster IP of a Service",
      "v1",
      "Service",
      { spec: { clusterIP: "10.96.3.3", clusterIPs: ["10.96.3.3"], ports: [{ port: 80 }] } },
      { spec: { clusterIP: "10.96.3.4", clusterIPs: ["10.96.3.4"], ports: [{ port: 80 }] } },
      'spec.clusterIPs[0]: Invalid value: ["10.96.3.4"]: may not change once set',
    ],
    [
      "the access modes of a claim",
      "v1",
      "PersistentVolumeClaim",
      { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } },
      { spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } } },
      "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
    ],
    [
      "an immutable ConfigMap",
      "v1",
      "ConfigMap",
      { immutable: true, data: { a: "1" } },
      { immutable: true, data: { a: "2" } },
      "data: Forbidden: field is immutable when `immutable` is set",
    ],
    [
      "the type of a Secret",
      "v1",
      "Secret",
      {},
      { type: "example.com/x" },
      'type: Invalid value: "example.com/x": field is immutable',
    ],
    [
      "the role of a binding",
      "rbac.authorization.k8s.io/v1",
      "RoleBinding",
      { roleRef: { kind: "Role", name: "a" } },
      { roleRef: { kind: "Role", name: "b" } },
      'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
    ],
    [
      "the service name of a StatefulSet",
      "apps/v1",
      "StatefulSet",
      { spec: { ...deploymentSpec, serviceName: "a" } },
      { spec: { ...deploymentSpec, serviceName: "b" } },
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
  ])("does not let %s change", (_name, apiVersion, kind, before, after, expected) => {
    expect(problemsOf(apiVersion, kind, before, before)).toEqual([]);
    expect(problemsOf(apiVersion, kind, after, before)).toEqual([expected]);
  });

  it("takes names of inherited properties for what they are", () => {
    expect(problemsOf("v1", "Secret", { type: "constructor" })).toEqual([]);
    expect(parseCron("constructor")).toBeUndefined();
    const metrics = [{ type: "toString" }];
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "constructor", name: "web" };
    expect(
      problemsOf("autoscaling/v2", "HorizontalPodAutoscaler", {
        spec: { maxReplicas: 2, metrics, scaleTargetRef },
      }),
    ).toEqual([
      'spec.metrics[0].type: Unsupported value: "toString": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
    ]);
  });

  it("does not fall over anything that has the right types", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...resources),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (definition, rest) => {
          const made = {
            ...rest,
            apiVersion: "v1",
            kind: definition.kind,
            metadata: { name: "x" },
          } as unknown as KubeObject;
          definition.applyDefaults!(made);
          definition.prepare!(made, undefined);
          expect(Array.isArray(definition.validate!(made, undefined))).toBe(true);
          for (const column of definition.printerColumns) column.cell(made, new Date(0));
        },
      ),
    );
  });
});

describe("views of the same objects in two versions", () => {
  it("turns an autoscaler of v1 into v2 and back", () => {
    const definition = definitionOf("autoscaling/v1", "HorizontalPodAutoscaler");
    const v1 = defaulted("autoscaling/v1", "HorizontalPodAutoscaler", {
      spec: {
        maxReplicas: 5,
        targetCPUUtilizationPercentage: 70,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      },
    });
    const stored = definition.toStorage!(structuredClone(v1));
    expect(stored).toMatchObject({
      apiVersion: "autoscaling/v2",
      spec: {
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
          },
        ],
      },
    });
    expect(definition.fromStorage!(stored)).toEqual(v1);
  });

  it("keeps what v1 has no fields for in annotations", () => {
    const definition = definitionOf("autoscaling/v1", "HorizontalPodAutoscaler");
    const stored = defaulted("autoscaling/v2", "HorizontalPodAutoscaler", {
      spec: {
        maxReplicas: 5,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        metrics: [
          {
            type: "Pods",
            pods: { metric: { name: "rps" }, target: { type: "AverageValue", averageValue: "10" } },
          },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
      },
    });
    const v1 = definition.fromStorage!(structuredClone(stored));
    expect(Object.keys(v1.metadata.annotations ?? {}).sort()).toEqual([
      "autoscaling.alpha.kubernetes.io/behavior",
      "autoscaling.alpha.kubernetes.io/metrics",
    ]);
    expect(definition.toStorage!(v1)).toEqual(stored);
  });

  it("turns events of both groups into each other", () => {
    const definition = definitionOf("events.k8s.io/v1", "Event");
    expect(definition.storageGroup).toBe("");
    const event = defaulted("events.k8s.io/v1", "Event", {
      regarding: { kind: "Pod", name: "a" },
      note: "hello",
      reason: "Test",
      reportingController: "c",
      eventTime: "2026-01-01T00:00:00.000000Z",
    });
    const stored = definition.toStorage!(structuredClone(event));
    expect(stored).toMatchObject({
      apiVersion: "v1",
      involvedObject: { name: "a" },
      message: "hello",
      reportingComponent: "c",
    });
    expect(definition.fromStorage!(stored)).toMatchObject({
      note: "hello",
      regarding: { name: "a" },
      reportingController: "c",
    });
  });
});

describe("printer columns", () => {
  const now = new Date("2026-01-01T01:00:00Z");
  const row = (apiVersion: string, kind: string, rest: JsonObject): Record<string, unknown> => {
    const made = object(apiVersion, kind, rest);
    made.metadata.creationTimestamp = "2026-01-01T00:00:00Z";
    return Object.fromEntries(
      definitionOf(apiVersion, kind).printerColumns.map((column) => [column.name, column.cell(made, now)]),
    );
  };

  it("shows a Pod as kubectl does", () => {
    const pod: JsonObject = {
      spec: { nodeName: "n", containers: [container] },
      status: {
        phase: "Running",
        podIP: "10.0.0.1",
        containerStatuses: [
          {
            name: "main",
            restartCount: 2,
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: { exitCode: 1, finishedAt: "2026-01-01T00:55:00Z" } },
          },
        ],
      },
    };
    expect(row("v1", "Pod", pod)).toEqual({
      Name: "x",
      Ready: "0/1",
      Status: "CrashLoopBackOff",
      Restarts: "2 (5m ago)",
      Age: "60m",
      IP: "10.0.0.1",
      Node: "n",
      "Nominated Node": "<none>",
      "Readiness Gates": "<none>",
    });
  });

  it("shows Services, Deployments and Jobs as kubectl does", () => {
    expect(
      row("v1", "Service", {
        spec: {
          type: "LoadBalancer",
          clusterIPs: ["10.96.0.9"],
          ports: [{ port: 80, nodePort: 30_080, protocol: "TCP" }],
          selector: { app: "web" },
        },
      }),
    ).toMatchObject({
      "Cluster-IP": "10.96.0.9",
      "External-IP": "<pending>",
      "Port(s)": "80:30080/TCP",
      Selector: "app=web",
    });
    expect(
      row("apps/v1", "Deployment", {
        spec: { ...deploymentSpec, replicas: 3 },
        status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
      }),
    ).toMatchObject({
      Ready: "2/3",
      "Up-to-date": 3,
      Available: 2,
      Images: "example.com/web:1",
      Selector: "app=web",
    });
    expect(
      row("batch/v1", "Job", {
        spec: { completions: 1, template: podTemplate },
        status: {
          succeeded: 1,
          startTime: "2026-01-01T00:00:00Z",
          completionTime: "2026-01-01T00:00:07Z",
          conditions: [{ type: "Complete", status: "True" }],
        },
      }),
    ).toMatchObject({
      Status: "Complete",
      Completions: "1/1",
      Duration: "7s",
    });
  });
});

describe("cron lines", () => {
  const from = Date.parse("2026-02-27T23:59:30Z");
  it.each([
    ["*/15 * * * *", undefined, "2026-02-28T00:00:00Z"],
    ["30 4 1,15 * 5", undefined, "2026-03-01T04:30:00Z"],
    ["0 0 29 2 *", undefined, "2028-02-29T00:00:00Z"],
    ["@hourly", undefined, "2026-02-28T00:00:00Z"],
    ["0 9 * * mon-fri", "Europe/Berlin", "2026-03-02T08:00:00Z"],
    ["0 12 * * 7", undefined, "2026-03-01T12:00:00Z"],
  ])("%s (%s) comes next at %s", (line, zone, expected) => {
    expect(new Date(parseCron(line, zone)!.next(from)!).toISOString()).toBe(expected.replace("Z", ".000Z"));
  });

  it.each(["", "* * * *", "60 * * * *", "* * * * 8", "*/0 * * * *", "a b c d e"])("refuses %j", (line) => {
    expect(parseCron(line)).toBeUndefined();
  });

  it("refuses a time zone that does not exist", () => {
    expect(parseCron("* * * * *", "Mars/Olympus")).toBeUndefined();
  });
});
