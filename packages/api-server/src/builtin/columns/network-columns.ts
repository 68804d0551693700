import type { JsonObject } from "@sluice/base/object";
import type { PrinterColumn } from "../../resource/index.ts";
import { ageColumn, column, nameColumn, type Row, wide } from "./column.ts";
import { balancerText, labelsText, listText, selectorText } from "./format.ts";

const shown = 3;

export const serviceColumns: PrinterColumn[] = [
  nameColumn,
  column("Type", (row) => row.text("spec.type")),
  column("Cluster-IP", (row) => row.texts("spec.clusterIPs")[0] ?? "<none>"),
  column("External-IP", externalAddress),
  column("Port(s)", (row) => row.items("spec.ports").map(portText).join(",") || "<none>"),
  ageColumn,
  wide("Selector", (row) => labelsText(row.get("spec.selector"))),
];

export const ingressColumns: PrinterColumn[] = [
  nameColumn,
  column("Class", (row) => row.text("spec.ingressClassName", "<none>")),
  column("Hosts", hostsText),
  column("Address", balancerText),
  column("Ports", (row) => (row.items("spec.tls").length > 0 ? "80, 443" : "80")),
  ageColumn,
];

export const ingressClassColumns: PrinterColumn[] = [
  nameColumn,
  column("Controller", (row) => row.text("spec.controller")),
  column("Parameters", (row) => {
    if (row.get("spec.parameters") === undefined) return "<none>";
    const group = row.get("spec.parameters.apiGroup");
    const kind = row.text("spec.parameters.kind");
    return `${kind}${group === undefined ? "" : `.${group}`}/${row.text("spec.parameters.name")}`;
  }),
  ageColumn,
];

export const networkPolicyColumns: PrinterColumn[] = [
  nameColumn,
  column("Pod-Selector", (row) => selectorText(row.get("spec.podSelector"))),
  ageColumn,
];

export const endpointsColumns: PrinterColumn[] = [
  nameColumn,
  column("Endpoints", (row) => {
    const addresses: string[] = [];
    for (const subset of row.items("subsets")) {
      const ips = list(subset["addresses"]).map((address) => String(address["ip"] ?? ""));
      const ports = list(subset["ports"]);
      if (ports.length === 0) addresses.push(...ips);
      for (const port of ports) for (const ip of ips) addresses.push(hostPort(ip, port["port"]));
    }
    return row.items("subsets").length === 0 ? "<none>" : listText(addresses, shown);
  }),
  ageColumn,
];

export const endpointSliceColumns: PrinterColumn[] = [
  nameColumn,
  column("AddressType", (row) => row.text("addressType")),
  column("Ports", (row) =>
    listText(
      row.items("ports").map((port) => String(port["port"] ?? port["name"] ?? "*")),
      shown,
      "<unset>",
    ),
  ),
  column("Endpoints", (row) =>
    listText(
      row
        .items("endpoints")
        .flatMap((endpoint) =>
          Array.isArray(endpoint["addresses"]) ? endpoint["addresses"].map(String) : [],
        ),
      shown,
      "<unset>",
    ),
  ),
  ageColumn,
];

export const serviceCidrColumns: PrinterColumn[] = [
  nameColumn,
  column("CIDRs", (row) => row.texts("spec.cidrs").join(",")),
  ageColumn,
];

export const ipAddressColumns: PrinterColumn[] = [
  nameColumn,
  column("ParentRef", (row) => {
    if (row.get("spec.parentRef") === undefined) return "<none>";
    const group = row.text("spec.parentRef.group");
    const namespace = row.text("spec.parentRef.namespace");
    const kind = `${row.text("spec.parentRef.resource")}${group === "" ? "" : `.${group}`}`.toLowerCase();
    return [kind, ...(namespace === "" ? [] : [namespace]), row.text("spec.parentRef.name")].join("/");
  }),
];

function externalAddress(row: Row): string {
  const external = row.texts("spec.externalIPs");
  switch (row.text("spec.type")) {
    case "ClusterIP":
    case "NodePort":
      return external.join(",") || "<none>";
    case "LoadBalancer": {
      const balancer = balancerText(row);
      return [...(balancer === "" ? [] : [balancer]), ...external].join(",") || "<pending>";
    }
    case "ExternalName":
      return row.text("spec.externalName");
    default:
      return "<unknown>";
  }
}

function portText(port: JsonObject): string {
  const node = Number(port["nodePort"] ?? 0) > 0 ? `:${port["nodePort"]}` : "";
  return `${port["port"]}${node}/${port["protocol"]}`;
}

function hostsText(row: Row): string {
  const rules = row.items("spec.rules");
  const hosts: string[] = [];
  let hasMore = false;
  for (const rule of rules) {
    if (hosts.length === shown) hasMore = true;
    const host = rule["host"];
    if (!hasMore && typeof host === "string" && host !== "") hosts.push(host);
  }
  if (hosts.length === 0) return "*";
  return hasMore ? `${hosts.join(",")} + ${rules.length - shown} more...` : hosts.join(",");
}

function hostPort(ip: string, port: unknown): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}
