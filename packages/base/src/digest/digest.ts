import { sha256Hex } from "#sha256";

/** `sha256:<64 lower-case hex digits>` (other algorithms occur in what we read, never in what we write). */
export type Digest = `${string}:${string}`;

export { sha256Hex };

const digestText = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/;

/** The digest of some bytes, or of the UTF-8 form of a text. */
export function digestOf(content: Uint8Array | string): Digest {
  return `sha256:${sha256Hex(content)}`;
}

/** True for text of the form `algorithm:hex`. */
export function isDigest(text: string): text is Digest {
  return digestText.test(text);
}
