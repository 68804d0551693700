import { bytesOf, textOf } from "@sluice/go-template";

const nonAscii = /[^\x00-\x7F]/;

/** A text with one unit for each byte, for functions that count bytes; ASCII is its own binary text. */
export function toBinary(text: string): string {
  if (!nonAscii.test(text)) return text;
  const bytes = bytesOf(text);
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return binary;
}

/** The text of such a binary text. */
export function fromBinary(binary: string): string {
  if (!nonAscii.test(binary)) return binary;
  return textOf(Uint8Array.from(binary, (unit) => unit.charCodeAt(0)));
}
