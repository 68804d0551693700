import { gunzipSync } from "node:zlib";

/** Inflates at once. Throws where the result would exceed `maxBytes`. */
export async function inflateGzip(archive: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return gunzipSync(archive, { maxOutputLength: maxBytes });
}
