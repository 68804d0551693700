import { deepEqual, type JsonObject } from "@sluice/base/object";
import { child, children } from "../defaults/set-default.ts";
import { validatePortOrName } from "./containers.ts";
import { dns1123Label, dns1123Subdomain, isIpAddress, portNumber, qualifiedName } from "./names.ts";
import { type Problems, Verbatim } from "./problems.ts";
import { validateLabels } from "./selector.ts";
import type { ValidateKind } from "./workloads.ts";

const protocols = ["SCTP", "TCP", "UDP"];
const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

export const validateService: ValidateKind = (problems, service, old) => {
  const spec = child(service, "spec") ?? {};
  const type = spec["type"];
  const ports = children(spec, "ports");
  if (ports.length === 0 && !isHeadless(spec) && type !== "ExternalName") problems.required("spec.ports");
  if (type === "LoadBalancer") {
    for (const [index, port] of ports.entries()) {
      if (port["port"] === 10_250) {
        problems.invalid(
          `spec.ports[${index}]`,
          10_250,
          "may not expose port 10250 externally since it is used by kubelet",
        );
      }
    }
    if (isHeadless(spec)) {
      problems.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services");
    }
  } else if (type === "NodePort" && isHeadless(spec)) {
    problems.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for NodePort services");
  } else if (type === "ExternalName") validateExternalName(problems, spec);
  validatePorts(problems, ports, String(type));
  validateLabels(problems, "spec.selector", spec["selector"]);
  if (!types.includes(String(type))) problems.notSupported("spec.type", type, types);
  const affinities = ["ClientIP", "None"];
  problems.oneOf("spec.sessionAffinity", spec["sessionAffinity"], affinities);
  validateAddresses(problems, spec);
  validatePolicies(problems, spec, String(type));
  const before = child(old, "spec");
  if (before !== undefined) keepAddresses(problems, spec, before);
};

function isHeadless(spec: JsonObject): boolean {
  return (
    spec["clusterIP"] === "None" || (Array.isArray(spec["clusterIPs"]) && spec["clusterIPs"][0] === "None")
  );
}

function validateExternalName(problems: Problems, spec: JsonObject): void {
  if (spec["clusterIPs"] !== undefined) {
    problems.forbidden("spec.clusterIPs", "may not be set for ExternalName services");
  }
  const name = String(spec["externalName"] ?? "").replace(/\.$/, "");
  if (name === "") problems.required("spec.externalName");
  else problems.invalidEach("spec.externalName", name, dns1123Subdomain(name));
}

function validatePorts(problems: Problems, ports: JsonObject[], type: string): void {
  const names = new Set<string>();
  const numbers = new Set<string>();
  const nodePorts = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const path = `spec.ports[${index}]`;
    const name = typeof port["name"] === "string" ? port["name"] : "";
    if (name === "") {
      if (ports.length > 1) problems.required(`${path}.name`);
    } else {
      problems.invalidEach(`${path}.name`, name, dns1123Label(name));
      if (names.has(name)) problems.duplicate(`${path}.name`, name);
      names.add(name);
    }
    problems.invalidEach(`${path}.port`, port["port"] ?? 0, portNumber(Number(port["port"] ?? 0)));
    problems.oneOf(`${path}.protocol`, port["protocol"], protocols);
    validatePortOrName(problems, `${path}.targetPort`, port["targetPort"]);
    const { appProtocol } = port;
    if (typeof appProtocol === "string") {
      problems.invalidEach(`${path}.appProtocol`, appProtocol, qualifiedName(appProtocol));
    }
    const nodePort = Number(port["nodePort"] ?? 0);
    if (type === "ClusterIP" && nodePort !== 0) {
      problems.forbidden(`${path}.nodePort`, "may not be used when `type` is 'ClusterIP'");
    }
    if (nodePort !== 0 && (nodePort < 30_000 || nodePort > 32_767) && type !== "ClusterIP") {
      problems.invalid(
        `${path}.nodePort`,
        nodePort,
        "provided port is not in the valid range. The range of valid ports is 30000-32767",
      );
    }
    const key = JSON.stringify([port["protocol"], port["port"]]);
    if (numbers.has(key)) {
      const shape = `{"Name":"","Protocol":${JSON.stringify(port["protocol"])},"AppProtocol":null,"Port":${port["port"]},"TargetPort":0,"NodePort":0}`;
      problems.duplicate(path, new Verbatim(shape));
    }
    numbers.add(key);
    const nodeKey = `${port["protocol"]}/${nodePort}`;
    if (nodePort !== 0 && nodePorts.has(nodeKey)) {
      const shape = `{"Name":"","Protocol":${JSON.stringify(port["protocol"])},"AppProtocol":null,"Port":0,"TargetPort":0,"NodePort":${nodePort}}`;
      problems.duplicate(`${path}.nodePort`, new Verbatim(shape));
    }
    nodePorts.add(nodeKey);
  }
}

function validateAddresses(problems: Problems, spec: JsonObject): void {
  const { clusterIP } = spec;
  if (typeof clusterIP === "string" && clusterIP !== "" && clusterIP !== "None" && !isIpAddress(clusterIP)) {
    problems.invalid(
      "spec.clusterIPs[0]",
      clusterIP,
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
    );
  }
  for (const [index, ip] of (Array.isArray(spec["externalIPs"]) ? spec["externalIPs"] : []).entries()) {
    if (!isIpAddress(String(ip))) {
      problems.invalid(
        `spec.externalIPs[${index}]`,
        ip,
        "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
      );
    }
  }
  if (Array.isArray(spec["loadBalancerSourceRanges"]) && spec["type"] !== "LoadBalancer") {
    problems.forbidden("spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'");
  }
}

function validatePolicies(problems: Problems, spec: JsonObject, type: string): void {
  const { externalTrafficPolicy, internalTrafficPolicy } = spec;
  const policies = ["Cluster", "Local"];
  const isExternal =
    type === "LoadBalancer" ||
    type === "NodePort" ||
    (Array.isArray(spec["externalIPs"]) && spec["externalIPs"].length > 0);
  if (externalTrafficPolicy !== undefined) {
    if (!isExternal) {
      problems.invalid(
        "spec.externalTrafficPolicy",
        externalTrafficPolicy,
        "may only be set for externally-accessible services",
      );
    } else if (!policies.includes(String(externalTrafficPolicy))) {
      problems.notSupported("spec.externalTrafficPolicy", externalTrafficPolicy, policies);
    }
  }
  if (internalTrafficPolicy !== undefined && !policies.includes(String(internalTrafficPolicy))) {
    problems.notSupported("spec.internalTrafficPolicy", internalTrafficPolicy, policies);
  }
  if (spec["loadBalancerClass"] !== undefined && type !== "LoadBalancer") {
    problems.forbidden("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'");
  }
}

/** The first cluster IP stays for as long as the Service has one. */
function keepAddresses(problems: Problems, spec: JsonObject, before: JsonObject): void {
  if (before["type"] === "ExternalName" || spec["type"] === "ExternalName") return;
  const first = Array.isArray(before["clusterIPs"]) ? before["clusterIPs"][0] : undefined;
  const now = Array.isArray(spec["clusterIPs"]) ? spec["clusterIPs"][0] : undefined;
  if (first !== undefined && now !== undefined && first !== now) {
    problems.invalid("spec.clusterIPs[0]", spec["clusterIPs"], "may not change once set");
  } else if (Array.isArray(spec["clusterIPs"]) && spec["clusterIP"] !== now) {
    problems.invalid("spec.clusterIP", spec["clusterIPs"], "must match first value in clusterIPs");
  }
  if (before["type"] === "LoadBalancer" && spec["type"] === "LoadBalancer") {
    problems.immutable(
      "spec.loadBalancerClass",
      deepEqual(spec["loadBalancerClass"], before["loadBalancerClass"]),
      spec["loadBalancerClass"],
    );
  }
}

export const validateEndpoints: ValidateKind = (problems, endpoints) => {
  for (const [index, subset] of children(endpoints, "subsets").entries()) {
    const path = `subsets[${index}]`;
    const addresses = children(subset, "addresses");
    const notReady = children(subset, "notReadyAddresses");
    if (addresses.length + notReady.length === 0) {
      problems.required(path, "must specify `addresses` or `notReadyAddresses`");
    }
    for (const [number, address] of addresses.entries()) {
      const ip = String(address["ip"] ?? "");
      if (!isIpAddress(ip)) {
        problems.invalid(
          `${path}.addresses[${number}].ip`,
          ip,
          "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        );
      }
    }
    const ports = children(subset, "ports");
    for (const [number, port] of ports.entries()) {
      const portPath = `${path}.ports[${number}]`;
      if (ports.length > 1 && !port["name"]) problems.required(`${portPath}.name`);
      problems.invalidEach(`${portPath}.port`, port["port"] ?? 0, portNumber(Number(port["port"] ?? 0)));
      problems.oneOf(`${portPath}.protocol`, port["protocol"], protocols);
    }
  }
};

export const validateEndpointSlice: ValidateKind = (problems, slice, old) => {
  const families = ["FQDN", "IPv4", "IPv6"];
  const type = slice["addressType"];
  if (type === undefined || type === "") problems.required("addressType");
  else if (!families.includes(String(type))) problems.notSupported("addressType", type, families);
  if (old !== undefined) problems.immutable("addressType", type === old["addressType"], type);
  for (const [index, endpoint] of children(slice, "endpoints").entries()) {
    const addresses = Array.isArray(endpoint["addresses"]) ? endpoint["addresses"] : [];
    if (addresses.length === 0)
      problems.required(`endpoints[${index}].addresses`, "must contain at least 1 address");
  }
  const names = new Set<string>();
  for (const [index, port] of children(slice, "ports").entries()) {
    const name = String(port["name"] ?? "");
    if (name !== "") problems.invalidEach(`ports[${index}].name`, name, dns1123Label(name));
    if (names.has(name)) problems.duplicate(`ports[${index}].name`, name);
    names.add(name);
    if (port["protocol"] !== undefined && !protocols.includes(String(port["protocol"]))) {
      problems.notSupported(`ports[${index}].protocol`, port["protocol"], protocols);
    }
  }
};
