import { encodeBase64 } from "../text/base-encodings.ts";

/** A PEM block with lines of 64 characters. */
export function writePem(type: string, der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join("\n")}\n-----END ${type}-----\n`;
}

/** The first PEM block of a text; undefined where there is none. */
export function readPem(text: string): { type: string; der: Uint8Array } | undefined {
  const match = /-----BEGIN ([^-\n]+)-----\r?\n([\s\S]*?)-----END \1-----/.exec(text);
  if (match === null) return undefined;
  const body = match[2]!.replace(/^(?:[A-Za-z0-9-]+:.*\r?\n)+\r?\n/, "").replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(body)) return undefined;
  return { type: match[1]!, der: Uint8Array.from(atob(body), (unit) => unit.charCodeAt(0)) };
}
