import { sha256Hex } from "@sluice/base/digest";
import { type KubeObject, stringifyJson } from "@sluice/base/object";

/** What tells one's own write of an object from somebody else's, drawn from its metadata. */
export interface Fingerprint {
  resourceVersion: string;
  /** Present on kinds whose spec changes are counted. */
  generation: number | undefined;
  /** Hash of the field managers' entries, those of the status left out. */
  writers: string;
  /** Hash of the status writers' entries. */
  statusWriters: string;
}

export function fingerprintOf(object: KubeObject): Fingerprint {
  const entries = object.metadata.managedFields ?? [];
  const isStatus = (entry: { [key: string]: unknown }): boolean => entry["subresource"] === "status";
  return {
    resourceVersion: object.metadata.resourceVersion ?? "",
    generation: object.metadata.generation,
    writers: hashOf(entries.filter((entry) => !isStatus(entry))),
    statusWriters: hashOf(entries.filter(isStatus)),
  };
}

/**
 * True when the object, last known as `before`, has been written in its content since. A write of the status alone
 * does not count. Times in managed fields have whole seconds, so equal entries do not prove equal content: for
 * kinds that count generations the generation decides; for others a new version without a status write does.
 */
export function isForeignWrite(before: Fingerprint, after: Fingerprint): boolean {
  if (
    before.resourceVersion === after.resourceVersion ||
    isOlder(after.resourceVersion, before.resourceVersion)
  )
    return false;
  if (before.writers !== after.writers) return true;
  if (after.generation !== undefined) return before.generation !== after.generation;
  return before.statusWriters === after.statusWriters;
}

/** Resource versions of one object are comparable when they are numbers, as every API server's are. */
function isOlder(a: string, b: string): boolean {
  return /^\d+$/.test(a) && /^\d+$/.test(b) && (a.length < b.length || (a.length === b.length && a < b));
}

function hashOf(entries: readonly object[]): string {
  return sha256Hex(stringifyJson(entries)).slice(0, 16);
}
