import type { KubeObject } from "@sluice/base/object";
import { describe, expect, it } from "vitest";
import { decodeObjects, hasDrifted, normalizeObject, sortForApply, stageOf } from "./index.ts";

const object = (apiVersion: string, kind: string, name = "x", extra: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name },
  ...extra,
});

describe("kube/apply forms", () => {
  it("orders by kind, then group, kind, namespace and name [KC-126]", () => {
    const objects = [
      object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
      object("example.com/v1", "Thing"),
      object("apps/v1", "Deployment", "b"),
      object("apps/v1", "Deployment", "a"),
      object("v1", "Service"),
      object("v1", "Secret"),
      object("v1", "ConfigMap"),
      object("rbac.authorization.k8s.io/v1", "RoleBinding"),
      object("v1", "ServiceAccount"),
      object("v1", "Namespace"),
      object("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ];
    expect(sortForApply(objects).map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
      "CustomResourceDefinition/x",
      "Namespace/x",
      "ServiceAccount/x",
      "RoleBinding/x",
      "ConfigMap/x",
      "Secret/x",
      "Service/x",
      "Deployment/a",
      "Deployment/b",
      "Thing/x",
      "ValidatingWebhookConfiguration/x",
    ]);
  });

  it("assigns stages [KC-125]", () => {
    expect(stageOf(object("v1", "Namespace"))).toBe("definitions");
    expect(stageOf(object("rbac.authorization.k8s.io/v1", "ClusterRole"))).toBe("definitions");
    expect(stageOf(object("storage.k8s.io/v1", "StorageClass"))).toBe("classes");
    expect(stageOf(object("example.com/v1", "Thing"), new Set(["example.com/Thing"]))).toBe("custom");
    expect(stageOf(object("v1", "ConfigMap"))).toBe("rest");
  });

  it("opens lists and leaves out what is no object to apply [KC-64]", () => {
    const list = {
      apiVersion: "v1",
      kind: "ConfigMapList",
      items: [
        object("v1", "ConfigMap", "a"),
        { kind: "List", apiVersion: "v1", items: [object("v1", "Secret", "b")] },
      ],
    };
    const decoded = decodeObjects([
      list,
      object("kustomize.config.k8s.io/v1beta1", "Kustomization"),
      { kind: "ConfigMap", metadata: { name: "no version" } },
      object("v1", "ConfigMap", ""),
      null,
    ]);
    expect(decoded.map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
  });

  it("brings objects into the form that is applied [KC-121, KC-122]", () => {
    const template = {
      spec: {
        containers: [{ name: "c", ports: [{ containerPort: 1 }, { containerPort: 2, protocol: "UDP" }] }],
        initContainers: [{ name: "i", ports: [{ containerPort: 3 }] }],
      },
    };
    expect(
      normalizeObject(object("apps/v1", "Deployment", "d", { spec: { template }, status: { replicas: 1 } })),
    ).toEqual(
      object("apps/v1", "Deployment", "d", {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: "c",
                  ports: [
                    { containerPort: 1, protocol: "TCP" },
                    { containerPort: 2, protocol: "UDP" },
                  ],
                },
              ],
              initContainers: [{ name: "i", ports: [{ containerPort: 3 }] }],
            },
          },
        },
      }),
    );
    expect(
      normalizeObject(
        object("v1", "Secret", "s", { data: { a: "YQ==" }, stringData: { b: "b", __proto__: "x" } }),
      ),
    ).toMatchObject({ data: { a: "YQ==", b: "Yg==" } });
    expect(normalizeObject(object("v1", "Service", "s", { spec: { ports: [{ port: 80 }] } }))).toMatchObject({
      spec: { ports: [{ port: 80, protocol: "TCP" }] },
    });
    const crd = (caBundle: string) =>
      object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "c", {
        spec: { conversion: { webhook: { clientConfig: { caBundle } } } },
        status: {},
      });
    expect(normalizeObject(crd("Cg=="))).toEqual(
      object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "c", {
        spec: { conversion: { webhook: { clientConfig: {} } } },
        status: {},
      }),
    );
    const pem = Buffer.from("-----BEGIN CERTIFICATE-----\nx").toString("base64");
    expect(normalizeObject(crd(pem))).toEqual(crd(pem));
  });

  it("sees drift in labels, annotations and content, and nowhere else [KC-131, KC-132]", () => {
    const live = { ...object("v1", "ConfigMap"), data: { a: "1" }, status: { x: 1 } };
    expect(
      hasDrifted({ ...live, status: { x: 2 }, metadata: { name: "x", resourceVersion: "9" } }, live),
    ).toBe(false);
    expect(hasDrifted({ ...live, metadata: { name: "x", labels: {} } }, live)).toBe(false);
    expect(hasDrifted({ ...live, metadata: { name: "x", labels: { a: "b" } } }, live)).toBe(true);
    expect(hasDrifted({ ...live, metadata: { name: "x", annotations: { a: "b" } } }, live)).toBe(true);
    expect(hasDrifted({ ...live, data: { a: "2" } }, live)).toBe(true);
    const metric = { type: "Resource", resource: { name: "cpu" } };
    const autoscaler = (metrics: object[]) =>
      object("autoscaling/v2", "HorizontalPodAutoscaler", "h", { spec: { metrics } });
    expect(hasDrifted(autoscaler([metric, metric, {}]), autoscaler([metric]))).toBe(false);
  });
});
