import type { JsonValue } from "@sluice/base/object";

const safeLetters = "bcdfghjklmnpqrstvwxz2456789";

/** A hash of a value that does not depend on the order of its keys, in letters that make no words. */
export function templateHash(value: unknown, collisionCount = 0): string {
  const hash = fnv32(canonicalJson(value as JsonValue) + (collisionCount > 0 ? `#${collisionCount}` : ""));
  return safeEncode(String(hash));
}

/** Maps every character to one that is allowed in names. */
export function safeEncode(text: string): string {
  let encoded = "";
  for (let index = 0; index < text.length; index++) {
    encoded += safeLetters[text.charCodeAt(index) % safeLetters.length];
  }
  return encoded;
}

/** Five letters that follow from a seed, like the end of a generated name. */
export function nameSuffix(seed: string): string {
  let hash = fnv32(seed);
  let suffix = "";
  for (let index = 0; index < 5; index++) {
    suffix += safeLetters[hash % safeLetters.length];
    hash = Math.floor(hash / safeLetters.length);
  }
  return suffix;
}

/** FNV-1a, 32 bits, with a last mixing so that close seeds give far results. */
export function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

/** JSON with sorted keys. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== "object" || value === null) {
    return typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "null");
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
  }
  return `{${parts.join(",")}}`;
}
