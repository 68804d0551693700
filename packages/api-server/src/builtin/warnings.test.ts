import type { JsonObject, KubeObject } from "@sluice/base/object";
import { describe, expect, it } from "vitest";
import { warningsOf } from "./warnings.ts";

function warnings(group: string, kind: string, rest: JsonObject): string[] {
  return warningsOf(
    group,
    kind,
    { apiVersion: "v1", kind, metadata: { name: "x" }, ...rest } as KubeObject,
    undefined,
  );
}

describe("warnings of built-in kinds", () => {
  it.each<[string, JsonObject, string[]]>([
    [
      "a variable that hides another",
      {
        containers: [
          {
            env: [
              { name: "A", value: "1" },
              { name: "A", value: "2" },
            ],
          },
        ],
      },
      ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply'],
    ],
    [
      "a variable made of its former value",
      {
        containers: [
          {
            env: [
              { name: "A", value: "1" },
              { name: "A", value: "$(A)2" },
            ],
          },
        ],
      },
      [],
    ],
    [
      "a port that two containers have",
      {
        containers: [
          { ports: [{ containerPort: 80, protocol: "TCP", name: "http" }] },
          { ports: [{ containerPort: 80, protocol: "TCP", name: "http" }] },
        ],
      },
      [
        "spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]",
        'spec.containers[1].ports[0]: duplicate port name "http" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
      ],
    ],
    [
      "half a byte",
      { containers: [{ resources: { requests: { memory: "500m" } } }] },
      [
        'spec.containers[0].resources.requests[memory]: fractional byte value "500m" is invalid, must be an integer',
      ],
    ],
    [
      "an old node label",
      { containers: [], nodeSelector: { "beta.kubernetes.io/os": "linux" } },
      ['spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead'],
    ],
  ])("warns of %s as the server does", (_name, spec, expected) => {
    expect(warnings("", "Pod", { spec })).toEqual(expected);
  });

  it("names the field where a template stands", () => {
    const spec = { template: { spec: { containers: [], imagePullSecrets: [{ name: "a" }, { name: "a" }] } } };
    expect(warnings("apps", "Deployment", { spec })).toEqual([
      'spec.template.spec.imagePullSecrets[1].name: duplicate name "a"',
    ]);
  });

  it("warns of the former way of naming an ingress class", () => {
    const metadata = { name: "x", annotations: { "kubernetes.io/ingress.class": "nginx" } };
    expect(warnings("networking.k8s.io", "Ingress", { metadata })).toEqual([
      `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
    ]);
  });
});
