import { isJsonObject, type JsonObject, type JsonValue, type KubeObject } from "@sluice/base/object";
import { child, children } from "./defaults/set-default.ts";
import { dns1123Label } from "./validate/index.ts";

const deprecatedNodeLabels: Record<string, string> = {
  "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
  "failure-domain.beta.kubernetes.io/region":
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  "failure-domain.beta.kubernetes.io/zone":
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  "beta.kubernetes.io/instance-type":
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

const deprecatedVolumes: Record<string, string> = {
  photonPersistentDisk: "deprecated in v1.11, non-functional in v1.16+",
  gitRepo: "deprecated in v1.11, and disabled by default in v1.33+",
  scaleIO: "deprecated in v1.16, non-functional in v1.22+",
  flocker: "deprecated in v1.22, non-functional in v1.25+",
  storageos: "deprecated in v1.22, non-functional in v1.25+",
  quobyte: "deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "deprecated in v1.25, non-functional in v1.26+",
  cephfs: "deprecated in v1.28, non-functional in v1.31+",
  rbd: "deprecated in v1.28, non-functional in v1.31+",
};

/** Where the pod template of a kind is, and whether the name of its objects becomes part of host names. */
const templates: Record<string, { path: string[]; isNaming: boolean }> = {
  "/Pod": { path: [], isNaming: true },
  "/PodTemplate": { path: ["template"], isNaming: false },
  "/ReplicationController": { path: ["spec", "template"], isNaming: true },
  "apps/Deployment": { path: ["spec", "template"], isNaming: true },
  "apps/ReplicaSet": { path: ["spec", "template"], isNaming: true },
  "apps/DaemonSet": { path: ["spec", "template"], isNaming: false },
  "apps/StatefulSet": { path: ["spec", "template"], isNaming: false },
  "batch/Job": { path: ["spec", "template"], isNaming: true },
  "batch/CronJob": { path: ["spec", "jobTemplate", "spec", "template"], isNaming: true },
};

/** What a server warns of when it takes an object in; `old` is undefined on create. */
export function warningsOf(
  group: string,
  kind: string,
  object: KubeObject,
  old: KubeObject | undefined,
): string[] {
  const json = object as unknown as JsonObject;
  const warnings: string[] = [];
  const place = templates[`${group}/${kind}`];
  if (place !== undefined) {
    if (place.isNaming && old === undefined) warnOfName(warnings, kind, object.metadata.name ?? "");
    let template: JsonObject | undefined = json;
    for (const part of place.path) template = child(template, part);
    if (template !== undefined) warnOfTemplate(warnings, place.path.join("."), template);
  }
  if (group === "" && kind === "Service") warnOfService(warnings, child(json, "spec") ?? {});
  if (
    kind === "Ingress" &&
    old === undefined &&
    object.metadata.annotations?.["kubernetes.io/ingress.class"] !== undefined
  ) {
    warnings.push(
      `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
    );
  }
  return warnings;
}

function warnOfName(warnings: string[], kind: string, name: string): void {
  const problems = dns1123Label(name);
  if (problems.length === 0 || name === "") return;
  const use =
    kind === "Pod" ? "this is used in the Pod's hostname" : "this is used in Pod names and hostnames";
  warnings.push(
    `metadata.name: ${use}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(" ")}]`,
  );
}

function warnOfTemplate(warnings: string[], prefix: string, template: JsonObject): void {
  const at = (path: string): string => (prefix === "" ? path : `${prefix}.${path}`);
  const spec = child(template, "spec") ?? {};
  for (const key of Object.keys(child(spec, "nodeSelector") ?? {}).sort()) {
    const text = Object.hasOwn(deprecatedNodeLabels, key) ? deprecatedNodeLabels[key] : undefined;
    if (text !== undefined) warnings.push(`${at(`spec.nodeSelector[${key}]`)}: ${text}`);
  }
  for (const [index, constraint] of children(spec, "topologySpreadConstraints").entries()) {
    if (constraint["labelSelector"] === undefined) {
      const path = at(`spec.topologySpreadConstraints[${index}].labelSelector`);
      warnings.push(`${path}: a null labelSelector results in matching no pod`);
    }
  }
  for (const [index, volume] of children(spec, "volumes").entries()) {
    for (const source of Object.keys(volume)) {
      const text = Object.hasOwn(deprecatedVolumes, source) ? deprecatedVolumes[source] : undefined;
      if (text !== undefined) warnings.push(`${at(`spec.volumes[${index}].${source}`)}: ${text}`);
    }
  }
  warnOfRepeats(warnings, at("spec.hostAliases"), children(spec, "hostAliases"), "ip");
  warnOfRepeats(warnings, at("spec.imagePullSecrets"), children(spec, "imagePullSecrets"), "name");
  const lists = ["initContainers", "containers"].map((list): [string, JsonObject[]] => [
    at(`spec.${list}`),
    children(spec, list),
  ]);
  for (const [field, containers] of lists) {
    for (const [index, container] of containers.entries()) {
      warnOfContainer(warnings, `${field}[${index}]`, container);
    }
  }
  warnOfPorts(warnings, lists);
  warnOfAffinity(warnings, at("spec.affinity"), child(spec, "affinity"));
}

function warnOfRepeats(warnings: string[], field: string, items: JsonObject[], key: string): void {
  const seen = new Set<JsonValue>();
  for (const [index, item] of items.entries()) {
    const value = item[key] ?? "";
    if (value === "" && key === "name") warnings.push(`${field}[${index}].name: invalid empty name ""`);
    else if (seen.has(value))
      warnings.push(`${field}[${index}].${key}: duplicate ${key} ${JSON.stringify(value)}`);
    seen.add(value);
  }
}

function warnOfContainer(warnings: string[], path: string, container: JsonObject): void {
  const resources = child(container, "resources");
  for (const name of ["memory", "ephemeral-storage"]) {
    for (const list of ["limits", "requests"]) {
      const value = child(resources, list)?.[name];
      if (typeof value === "string" && value.endsWith("m")) {
        warnings.push(
          `${path}.resources.${list}[${name}]: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`,
        );
      }
    }
  }
  warnOfVariables(warnings, path, children(container, "env"));
}

interface SeenPort {
  path: string;
  hostIp: string;
  hostPort: number;
}

/** Ports count across all containers: they share one network. */
function warnOfPorts(warnings: string[], lists: [string, JsonObject[]][]): void {
  const byNumber = new Map<string, SeenPort[]>();
  const byName = new Map<string, string>();
  const names: string[] = [];
  for (const [field, containers] of lists) {
    for (const [index, container] of containers.entries()) {
      for (const [number, port] of children(container, "ports").entries()) {
        const path = `${field}[${index}].ports[${number}]`;
        const here: SeenPort = {
          path,
          hostIp: String(port["hostIP"] ?? ""),
          hostPort: Number(port["hostPort"] ?? 0),
        };
        const key = `${port["containerPort"]}/${port["protocol"]}`;
        const others = byNumber.get(key) ?? [];
        for (const other of others) warnings.push(...portClash(here, other));
        byNumber.set(key, [...others, here]);
        const name = String(port["name"] ?? "");
        const first = byName.get(name);
        if (name === "") continue;
        if (first === undefined) byName.set(name, path);
        else {
          names.push(
            `${path}: duplicate port name ${JSON.stringify(name)} with ${first}, services and probes that select ports by name will use ${first}`,
          );
        }
      }
    }
  }
  warnings.push(...names);
}

function portClash(here: SeenPort, other: SeenPort): string[] {
  if (here.hostIp === other.hostIp && here.hostPort === other.hostPort) {
    return [`${here.path}: duplicate port definition with ${other.path}`];
  }
  if (here.hostPort === 0 || other.hostPort === 0) {
    return [`${here.path}: overlapping port definition with ${other.path}`];
  }
  if (here.hostPort === other.hostPort && (here.hostIp === "") !== (other.hostIp === "")) {
    return [`${here.path}: dangerously ambiguous port definition with ${other.path}`];
  }
  return [];
}

function warnOfAffinity(warnings: string[], field: string, affinity: JsonObject | undefined): void {
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    const terms = child(affinity, kind);
    for (const [list, inner] of [
      ["requiredDuringSchedulingIgnoredDuringExecution", ""],
      ["preferredDuringSchedulingIgnoredDuringExecution", "podAffinityTerm"],
    ] as const) {
      for (const [index, term] of children(terms, list).entries()) {
        const target = inner === "" ? term : (child(term, inner) ?? {});
        if (target["labelSelector"] !== undefined) continue;
        const path = `${field}.${kind}.${list}[${index}]${inner === "" ? "" : `.${inner}`}.labelSelector`;
        warnings.push(`${path}: a null labelSelector results in matching no pod`);
      }
    }
  }
}

/** A variable that is set twice loses its first value, unless the second one is made of it. */
function warnOfVariables(warnings: string[], path: string, variables: JsonObject[]): void {
  const seen = new Set<string>();
  for (const [index, variable] of variables.entries()) {
    const name = String(variable["name"] ?? "");
    const reference = `$(${name})`;
    const value = typeof variable["value"] === "string" ? variable["value"] : "";
    const usesItself =
      variable["valueFrom"] === undefined && value !== reference && value.includes(reference);
    if (seen.has(name) && !usesItself) {
      warnings.push(
        `${path}.env[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
      );
    }
    seen.add(name);
  }
}

function warnOfService(warnings: string[], spec: JsonObject): void {
  const isSet = (name: string): boolean => {
    const value = spec[name];
    return Array.isArray(value)
      ? value.length > 0
      : isJsonObject(value) || (value !== undefined && value !== "");
  };
  const type = spec["type"];
  if (spec["clusterIP"] === "None") {
    if (isSet("loadBalancerIP")) warnings.push("spec.loadBalancerIP is ignored for headless services");
    if (isSet("externalIPs")) warnings.push("spec.externalIPs is ignored for headless services");
    if (spec["sessionAffinity"] !== "None")
      warnings.push("spec.SessionAffinity is ignored for headless services");
  }
  if (type === "ExternalName" && isSet("externalIPs")) {
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (type !== "ExternalName" && isSet("externalName")) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec["trafficDistribution"] === "PreferClose") {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
}
