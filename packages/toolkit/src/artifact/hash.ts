import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { blake3 } from "@noble/hashes/blake3.js";
import { SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";

/** The algorithms that `--artifact-digest-algo` knows (ST-08). */
export const digestAlgorithms = ["sha256", "sha384", "sha512", "blake3", "sha1"] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** A running digest over pieces. */
export interface Hasher {
  update(piece: Uint8Array): void;
  /** `algorithm:hex` of all pieces; called once. */
  digest(): string;
}

/** Begins a digest. Errors: ARTIFACT_STORAGE_FAILED for an unknown algorithm. */
export function createHasher(algorithm: string): Hasher {
  if (!(digestAlgorithms as readonly string[]).includes(algorithm)) {
    throw new SluiceError(
      toolkitErrors.ARTIFACT_STORAGE_FAILED,
      `unsupported digest algorithm: ${algorithm}`,
      {
        hint: `use one of ${digestAlgorithms.join(", ")}`,
      },
    );
  }
  if (algorithm === "blake3") {
    const hash = blake3.create();
    return {
      update: (piece) => void hash.update(piece),
      digest: () => `${algorithm}:${Buffer.from(hash.digest()).toString("hex")}`,
    };
  }
  const hash = createHash(algorithm);
  return { update: (piece) => void hash.update(piece), digest: () => `${algorithm}:${hash.digest("hex")}` };
}

/** The algorithm of a digest; one without a prefix is sha256 (AR-07). */
export function algorithmOf(digest: string): string {
  const colon = digest.indexOf(":");
  return colon < 0 ? "sha256" : digest.slice(0, colon);
}

/** The digest of some bytes. */
export function hashBytes(bytes: Uint8Array, algorithm: string): string {
  const hasher = createHasher(algorithm);
  hasher.update(bytes);
  return hasher.digest();
}

/** The digest of a file. */
export async function hashFile(path: string, algorithm: string): Promise<string> {
  const hasher = createHasher(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hasher.update(piece as Buffer);
  }
  return hasher.digest();
}
