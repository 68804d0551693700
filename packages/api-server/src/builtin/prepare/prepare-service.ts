import type { JsonObject, KubeObject } from "@sluice/base/object";
import { child, children, ensureChild } from "../defaults/set-default.ts";
import { ownerOf, type ServiceAddresses } from "./service-addresses.ts";

/** Gives a Service its cluster IPs, IP families and node ports, and keeps those it has. Changes `service`. */
export function prepareService(
  service: KubeObject,
  old: KubeObject | undefined,
  addresses: ServiceAddresses,
): void {
  const spec = ensureChild(service as unknown as JsonObject, "spec");
  const before = old === undefined ? undefined : child(old as unknown as JsonObject, "spec");
  if (spec["type"] === "ExternalName") {
    if (before !== undefined && before["type"] !== "ExternalName") {
      for (const name of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) delete spec[name];
    }
    return;
  }
  keepAddresses(spec, before);
  const owner = ownerOf(service);
  const families = Array.isArray(spec["ipFamilies"]) ? spec["ipFamilies"] : [];
  const listed = Array.isArray(spec["clusterIPs"]) ? spec["clusterIPs"] : [];
  if (spec["clusterIP"] === undefined) {
    spec["clusterIP"] = typeof listed[0] === "string" ? listed[0] : addresses.allocateIp(owner);
  }
  const ip = String(spec["clusterIP"]);
  if (listed.length === 0) spec["clusterIPs"] = [ip];
  if (ip !== "None") addresses.claimIp(ip, owner);
  const hasSelector = Object.keys(child(spec, "selector") ?? {}).length > 0;
  const isOpenHeadless = ip === "None" && !hasSelector && families.length === 0;
  if (families.length === 0) {
    spec["ipFamilies"] = ip.includes(":") ? ["IPv6"] : isOpenHeadless ? ["IPv4", "IPv6"] : ["IPv4"];
  }
  spec["ipFamilyPolicy"] ??= isOpenHeadless ? "RequireDualStack" : "SingleStack";
  allocatePorts(spec, before, owner, addresses);
}

/** What an update leaves out stays as it was, as clients that apply manifests expect. */
function keepAddresses(spec: JsonObject, before: JsonObject | undefined): void {
  if (before === undefined || before["type"] === "ExternalName") return;
  if (spec["clusterIP"] === undefined && before["clusterIP"] !== undefined) {
    spec["clusterIP"] = before["clusterIP"];
    spec["clusterIPs"] ??= before["clusterIPs"] ?? [before["clusterIP"]];
  }
  for (const name of ["ipFamilies", "ipFamilyPolicy"]) {
    if (spec[name] === undefined && before[name] !== undefined) spec[name] = before[name]!;
  }
  if (spec["healthCheckNodePort"] === undefined && needsHealthPort(spec) && needsHealthPort(before)) {
    spec["healthCheckNodePort"] = before["healthCheckNodePort"] ?? 0;
  }
}

function allocatePorts(
  spec: JsonObject,
  before: JsonObject | undefined,
  owner: string,
  addresses: ServiceAddresses,
): void {
  const type = spec["type"];
  const allocates =
    type === "NodePort" || (type === "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] !== false);
  if (allocates) {
    const known = new Map(children(before, "ports").map((port) => [portKey(port), port["nodePort"]]));
    for (const port of children(spec, "ports")) {
      if (port["nodePort"] !== undefined) continue;
      port["nodePort"] = known.get(portKey(port)) ?? addresses.allocatePort(`${owner}/${portKey(port)}`);
    }
  } else if (before !== undefined && type === "ClusterIP" && before["type"] !== "ClusterIP") {
    const old = children(before, "ports").map((port) => port["nodePort"]);
    children(spec, "ports").forEach((port, index) => {
      if (port["nodePort"] === old[index]) delete port["nodePort"];
    });
  }
  if (needsHealthPort(spec) && !spec["healthCheckNodePort"]) {
    spec["healthCheckNodePort"] = addresses.allocatePort(`${owner}/\0health`);
  }
}

function portKey(port: JsonObject): string {
  return `${port["protocol"]}/${port["port"]}`;
}

function needsHealthPort(spec: JsonObject): boolean {
  return spec["type"] === "LoadBalancer" && spec["externalTrafficPolicy"] === "Local";
}
