import type { KubeObject } from "@sluice/base/object";

const addressCount = 1 << 20;
const firstAddress = (10 << 24) | (96 << 16);
const firstNodePort = 30_000;
const nodePortCount = 2_768;

/**
 * Gives Services their cluster IPs (10.96.0.0/12) and node ports (30000-32767). Deterministic: an address is sought
 * from a place that the Service's name decides, so that the same objects get the same addresses. Owners are
 * remembered; a Service that asks again gets what it has. Not safe for a value that somebody else holds: `claim`
 * says so by returning false.
 */
export class ServiceAddresses {
  readonly #ips = new Map<string, string>();
  readonly #ports = new Map<number, string>();

  /** A free address for the Service `namespace/name`. */
  allocateIp(owner: string): string {
    const start = hashOf(owner) % addressCount;
    for (let step = 0; step < addressCount; step++) {
      const offset = (start + step) % addressCount;
      // The first addresses are left to those that ask for one by name, such as cluster DNS.
      if (offset < 256 || (offset & 255) === 0 || (offset & 255) === 255) continue;
      const ip = printAddress(firstAddress + offset);
      const holder = this.#ips.get(ip);
      if (holder !== undefined && holder !== owner) continue;
      this.#ips.set(ip, owner);
      return ip;
    }
    return "None";
  }

  /** A free node port for one port of a Service; `owner` names both. */
  allocatePort(owner: string): number {
    const start = hashOf(owner) % nodePortCount;
    for (let step = 0; step < nodePortCount; step++) {
      const port = firstNodePort + ((start + step) % nodePortCount);
      const holder = this.#ports.get(port);
      if (holder !== undefined && holder !== owner) continue;
      this.#ports.set(port, owner);
      return port;
    }
    return 0;
  }

  /** Takes an address for a Service; false when another one has it. */
  claimIp(ip: string, owner: string): boolean {
    const holder = this.#ips.get(ip);
    if (holder !== undefined && holder !== owner) return false;
    this.#ips.set(ip, owner);
    return true;
  }

  /** Remembers what a stored Service holds. */
  remember(service: Readonly<KubeObject>): void {
    const owner = ownerOf(service);
    const spec = service["spec"] as
      | { clusterIP?: string; ports?: { nodePort?: number; port?: number; protocol?: string }[] }
      | undefined;
    if (spec?.clusterIP !== undefined && spec.clusterIP !== "" && spec.clusterIP !== "None") {
      this.#ips.set(spec.clusterIP, owner);
    }
    for (const port of spec?.ports ?? []) {
      if (port.nodePort) this.#ports.set(port.nodePort, `${owner}/${port.protocol}/${port.port}`);
    }
  }

  /** Frees what a deleted Service held. */
  release(service: Readonly<KubeObject>): void {
    const owner = ownerOf(service);
    for (const [ip, holder] of this.#ips) if (holder === owner) this.#ips.delete(ip);
    for (const [port, holder] of this.#ports) if (holder.startsWith(`${owner}/`)) this.#ports.delete(port);
  }
}

/** `namespace/name` of a Service. */
export function ownerOf(service: Readonly<KubeObject>): string {
  return `${service.metadata.namespace ?? ""}/${service.metadata.name ?? ""}`;
}

/** FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

function printAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}
