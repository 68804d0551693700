import { GoError } from "@sluice/go-template";

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Standard base64 with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}

/** Standard base64 with padding; line breaks are passed over. Throws GoError with the position, as Go does. */
export function decodeBase64(text: string): Uint8Array {
  return decodeBlocks(text, base64Alphabet, 6, 4, "base64");
}

/** Standard base32 with padding. */
export function encodeBase32(bytes: Uint8Array): string {
  let out = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += base32Alphabet[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) out += base32Alphabet[(held << (5 - bits)) & 31];
  return out.padEnd(Math.ceil(out.length / 8) * 8, "=");
}

/** Standard base32 with padding. Throws GoError. */
export function decodeBase32(text: string): Uint8Array {
  return decodeBlocks(text, base32Alphabet, 5, 8, "base32");
}

function decodeBlocks(
  text: string,
  alphabet: string,
  width: number,
  block: number,
  name: string,
): Uint8Array {
  const fail = (at: number) => new GoError(`illegal ${name} data at input byte ${at}`);
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  let symbols = 0;
  let at = 0;
  const skipBreaks = () => {
    while (text[at] === "\n" || text[at] === "\r") at++;
  };
  for (skipBreaks(); at < text.length; skipBreaks()) {
    const unit = text[at]!;
    if (unit === "=") break;
    const value = alphabet.indexOf(unit);
    if (value < 0) throw fail(at);
    held = (held << width) | value;
    bits += width;
    symbols++;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
    at++;
  }
  const open = symbols % block;
  if (at >= text.length) {
    if (open === 0) return Uint8Array.from(bytes);
    throw fail(name === "base64" ? text.length - open : text.length);
  }
  const wanted = paddingFor(open, block);
  if (wanted === undefined) throw fail(at);
  let given = 0;
  for (skipBreaks(); text[at] === "="; skipBreaks()) {
    if (given === wanted) break;
    given++;
    at++;
  }
  if (given < wanted) throw fail(at);
  if (at < text.length) throw fail(at);
  return Uint8Array.from(bytes);
}

/** Padding that completes a block with `open` symbols; undefined where none may stand. */
function paddingFor(open: number, block: number): number | undefined {
  const allowed = block === 4 ? [2, 3] : [2, 4, 5, 7];
  return allowed.includes(open) ? block - open : undefined;
}
