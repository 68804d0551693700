const encoder = new TextEncoder();
const chunkSize = 0x6000;

/** Standard base64 of some bytes, without line breaks. */
export function encodeBase64(bytes: Uint8Array): string {
  let result = "";
  for (let from = 0; from < bytes.length; from += chunkSize) {
    result += btoa(String.fromCharCode(...bytes.subarray(from, from + chunkSize)));
  }
  return result;
}

/** Base64 in lines of 70 characters, each ended by a line break; in one piece when it fits a line. KE-58. */
export function encodeBase64Lines(bytes: Uint8Array): string {
  const text = encodeBase64(bytes);
  // kustomize counts one line more than full lines, so that exactly 70 characters are broken too.
  if (text.length < 70) return text;
  let result = "";
  for (let from = 0; from < text.length; from += 70) result += `${text.slice(from, from + 70)}\n`;
  return result;
}

/** The bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}
