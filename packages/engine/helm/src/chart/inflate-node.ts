import { gunzipSync, gzipSync } from "node:zlib";

/** Inflates at once. Throws where the result would exceed `maxBytes`. */
export async function inflateGzip(archive: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return plainBytes(gunzipSync(archive, { maxOutputLength: maxBytes }));
}

/** Compresses as well as it can. */
export async function deflateGzip(bytes: Uint8Array): Promise<Uint8Array> {
  return plainBytes(gzipSync(bytes, { level: 9 }));
}

function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
