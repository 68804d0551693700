import type { KubeObject } from "@sluice/base/object";
import { fnv32 } from "../names.ts";

const firstAddress = (10 << 24) | (244 << 16);
const addressCount = 1 << 16;

/** Gives Pods their IPs (10.244.0.0/16), starting from a place that the name decides. */
export class PodAddresses {
  readonly #holders = new Map<string, string>();

  /** The address of a Pod: the one it reports, or a free one. */
  addressOf(pod: Readonly<KubeObject>): string {
    const owner = `${pod.metadata.namespace}/${pod.metadata.name}/${pod.metadata.uid}`;
    const reported = (pod["status"] as { podIP?: string } | undefined)?.podIP;
    if (reported !== undefined && reported !== "") {
      this.#holders.set(reported, owner);
      return reported;
    }
    const start = fnv32(`${pod.metadata.namespace}/${pod.metadata.name}`) % addressCount;
    for (let step = 0; step < addressCount; step++) {
      const offset = (start + step) % addressCount;
      if ((offset & 255) === 0 || (offset & 255) === 255) continue;
      const ip = printAddress(firstAddress + offset);
      const holder = this.#holders.get(ip);
      if (holder !== undefined && holder !== owner) continue;
      this.#holders.set(ip, owner);
      return ip;
    }
    return "";
  }

  /** Frees the address of a deleted Pod. */
  release(pod: Readonly<KubeObject>): void {
    const ip = (pod["status"] as { podIP?: string } | undefined)?.podIP;
    if (ip !== undefined) this.#holders.delete(ip);
  }
}

/** Dotted text of a 32-bit address. */
export function printAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}
