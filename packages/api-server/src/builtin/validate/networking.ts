import { deepEqual, type JsonObject } from "@sluice/base/object";
import { child, children } from "../defaults/set-default.ts";
import { validatePortOrName } from "./containers.ts";
import { dns1035LabelRule, dns1123Subdomain, isIpAddress, portName, portNumber } from "./names.ts";
import type { Problems } from "./problems.ts";
import { validateSelector } from "./selector.ts";
import type { ValidateKind } from "./workloads.ts";

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const protocols = ["TCP", "UDP", "SCTP"];

export const validateIngress: ValidateKind = (problems, ingress) => {
  const spec = child(ingress, "spec") ?? {};
  const rules = children(spec, "rules");
  const backend = child(spec, "defaultBackend");
  if (rules.length === 0 && backend === undefined) {
    problems.invalid("spec", spec, "either `defaultBackend` or `rules` must be specified");
  }
  if (backend !== undefined) validateBackend(problems, "spec.defaultBackend", backend);
  for (const [index, rule] of rules.entries()) validateRule(problems, `spec.rules[${index}]`, rule);
  for (const [index, tls] of children(spec, "tls").entries()) {
    for (const [number, host] of (Array.isArray(tls["hosts"]) ? tls["hosts"] : []).entries()) {
      validateHost(problems, `spec.tls[${index}].hosts[${number}]`, String(host));
    }
    const secret = tls["secretName"];
    if (typeof secret === "string" && secret !== "") {
      problems.invalidEach(`spec.tls[${index}].secretName`, secret, dns1123Subdomain(secret));
    }
  }
  const { ingressClassName } = spec;
  if (typeof ingressClassName === "string") {
    problems.invalidEach("spec.ingressClassName", ingressClassName, dns1123Subdomain(ingressClassName));
  }
};

function validateRule(problems: Problems, field: string, rule: JsonObject): void {
  const host = rule["host"];
  if (typeof host === "string" && host !== "") {
    if (isIpAddress(host)) problems.invalid(`${field}.host`, host, "must be a DNS name, not an IP address");
    else validateHost(problems, `${field}.host`, host);
  }
  const http = child(rule, "http");
  if (http === undefined) return;
  const paths = children(http, "paths");
  if (paths.length === 0) problems.required(`${field}.http.paths`);
  for (const [index, path] of paths.entries()) validatePath(problems, `${field}.http.paths[${index}]`, path);
}

function validateHost(problems: Problems, field: string, host: string): void {
  if (!host.includes("*")) {
    problems.invalidEach(field, host, dns1123Subdomain(host));
  } else if (!host.startsWith("*.") || dns1123Subdomain(host.slice(2)).length > 0) {
    problems.invalid(
      field,
      host,
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    );
  }
}

function validatePath(problems: Problems, field: string, path: JsonObject): void {
  const type = path["pathType"];
  if (type === undefined || type === null) {
    problems.required(`${field}.pathType`, "pathType must be specified");
    return;
  }
  const text = typeof path["path"] === "string" ? path["path"] : "";
  if (type === "Exact" || type === "Prefix") {
    if (!text.startsWith("/")) problems.invalid(`${field}.path`, text, "must be an absolute path");
    for (const sequence of ["//", "/./", "/../", "%2f", "%2F"]) {
      if (text.includes(sequence)) problems.invalid(`${field}.path`, text, `must not contain '${sequence}'`);
    }
    for (const end of ["/..", "/."]) {
      if (text.endsWith(end)) problems.invalid(`${field}.path`, text, `cannot end with '${end}'`);
    }
  } else if (type === "ImplementationSpecific") {
    if (text !== "" && !text.startsWith("/"))
      problems.invalid(`${field}.path`, text, "must be an absolute path");
  } else problems.notSupported(`${field}.pathType`, type, pathTypes);
  validateBackend(problems, `${field}.backend`, child(path, "backend") ?? {});
}

function validateBackend(problems: Problems, field: string, backend: JsonObject): void {
  const service = child(backend, "service");
  const resource = child(backend, "resource");
  if (service !== undefined && resource !== undefined) {
    problems.invalid(field, "", "cannot set both resource and service backends");
    return;
  }
  if (service === undefined) {
    if (resource === undefined) problems.required(field, "port name or number is required");
    return;
  }
  const name = String(service["name"] ?? "");
  if (name === "") problems.required(`${field}.service.name`);
  else problems.invalidEach(`${field}.service.name`, name, dns1035LabelRule(name));
  const port = child(service, "port") ?? {};
  const hasName = typeof port["name"] === "string" && port["name"] !== "";
  const hasNumber = typeof port["number"] === "number" && port["number"] !== 0;
  if (hasName && hasNumber) problems.invalid(field, "", "cannot set both port name & port number");
  else if (hasName)
    problems.invalidEach(`${field}.service.port.name`, port["name"], portName(String(port["name"])));
  else if (hasNumber) {
    problems.invalidEach(`${field}.service.port.number`, port["number"], portNumber(Number(port["number"])));
  } else problems.required(field, "port name or number is required");
}

export const validateIngressClass: ValidateKind = (problems, ingressClass, old) => {
  const spec = child(ingressClass, "spec") ?? {};
  const controller = String(spec["controller"] ?? "");
  if (old !== undefined) {
    problems.immutable("spec.controller", controller === child(old, "spec")?.["controller"], controller);
  }
  if (controller.length > 250) problems.tooLong("spec.controller", 250);
  if (controller === "") problems.required("spec.controller");
  else if (!/^[^/]+\/.+$/.test(controller)) {
    problems.invalid("spec.controller", controller, 'must be a domain-prefixed path (such as "acme.io/foo")');
  }
};

export const validateNetworkPolicy: ValidateKind = (problems, policy) => {
  const spec = child(policy, "spec") ?? {};
  validateSelector(problems, "spec.podSelector", spec["podSelector"]);
  for (const [direction, peers] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    for (const [index, rule] of children(spec, direction).entries()) {
      const path = `spec.${direction}[${index}]`;
      for (const [number, port] of children(rule, "ports").entries()) {
        validatePolicyPort(problems, `${path}.ports[${number}]`, port);
      }
      for (const [number, peer] of children(rule, peers).entries()) {
        validatePeer(problems, `${path}.${peers}[${number}]`, peer);
      }
    }
  }
  const types = Array.isArray(spec["policyTypes"]) ? spec["policyTypes"] : [];
  if (types.length > 2)
    problems.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
  for (const [index, type] of types.entries()) {
    if (type !== "Ingress" && type !== "Egress") {
      problems.notSupported(`spec.policyTypes[${index}]`, type, ["Ingress", "Egress"]);
    }
  }
};

function validatePolicyPort(problems: Problems, field: string, port: JsonObject): void {
  const { protocol, endPort } = port;
  if (protocol !== undefined && !protocols.includes(String(protocol))) {
    problems.notSupported(`${field}.protocol`, protocol, protocols);
  }
  if (port["port"] !== undefined) validatePortOrName(problems, `${field}.port`, port["port"]);
  if (typeof endPort !== "number") return;
  if (typeof port["port"] !== "number") {
    if (port["port"] === undefined) problems.invalid(`${field}.endPort`, endPort, "must be used with port");
    else problems.invalid(`${field}.endPort`, endPort, "may not be specified when `port` is non-numeric");
  } else if (port["port"] > endPort) {
    problems.invalid(`${field}.endPort`, endPort, "must be greater than or equal to `port`");
  }
}

function validatePeer(problems: Problems, field: string, peer: JsonObject): void {
  const names = ["podSelector", "namespaceSelector", "ipBlock"].filter((name) => peer[name] !== undefined);
  for (const name of ["podSelector", "namespaceSelector"])
    validateSelector(problems, `${field}.${name}`, peer[name]);
  if (names.length === 0) problems.required(field, "must specify a peer");
  else if (names.length > 1 && names.includes("ipBlock")) {
    problems.forbidden(field, "may not specify both ipBlock and another peer");
  }
  const block = child(peer, "ipBlock");
  if (block !== undefined && !String(block["cidr"] ?? "")) problems.required(`${field}.ipBlock.cidr`);
}

export const validateServiceCidr: ValidateKind = (problems, object, old) => {
  const cidrs = child(object, "spec")?.["cidrs"];
  if (!Array.isArray(cidrs) || cidrs.length === 0)
    problems.required("spec.cidrs", "at least one CIDR required");
  if (old !== undefined)
    problems.immutable("spec.cidrs", deepEqual(cidrs, child(old, "spec")?.["cidrs"]), cidrs);
};
