import { createHash } from "node:crypto";

/** Lower-case hex SHA-256 of some bytes, or of the UTF-8 form of a text. */
export function sha256Hex(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
