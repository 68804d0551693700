import { GoError } from "@sluice/go-template";

/** Joins byte strings. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** A DER element: tag, length, content. */
export function derElement(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = joinBytes(...content);
  const length: number[] = [];
  if (body.length < 128) length.push(body.length);
  else {
    for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
    length.unshift(128 | length.length);
  }
  return joinBytes(Uint8Array.of(tag, ...length), body);
}

export function derSequence(...items: readonly Uint8Array[]): Uint8Array {
  return derElement(0x30, ...items);
}

export function derInteger(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 255n));
  if (bytes.length === 0 || bytes[0]! >= 128) bytes.unshift(0);
  return derElement(0x02, Uint8Array.from(bytes));
}

/** An object identifier from its dotted form. */
export function derOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part % 128];
    for (let high = Math.floor(part / 128); high > 0; high = Math.floor(high / 128))
      groups.unshift(128 | (high % 128));
    bytes.push(...groups);
  }
  return derElement(0x06, Uint8Array.from(bytes));
}

/** Named bits, the highest first; zeros at the end are dropped. */
export function derBits(byte: number): Uint8Array {
  let unused = 0;
  while (unused < 8 && (byte & (1 << unused)) === 0) unused++;
  return derElement(0x03, Uint8Array.of(unused, byte));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on. */
export function derTime(seconds: number): Uint8Array {
  const text = new Date(seconds * 1000)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(/[-:T]/g, "");
  const year = new Date(seconds * 1000).getUTCFullYear();
  const shown = year >= 1950 && year < 2050 ? text.slice(2) : text;
  return derElement(year >= 1950 && year < 2050 ? 0x17 : 0x18, new TextEncoder().encode(shown));
}

/** An element that was read. */
export class DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** With tag and length. */
  readonly whole: Uint8Array;

  constructor(tag: number, content: Uint8Array, whole: Uint8Array) {
    this.tag = tag;
    this.content = content;
    this.whole = whole;
  }

  children(): DerElement[] {
    const items: DerElement[] = [];
    for (let at = 0; at < this.content.length; ) {
      const item = readDer(this.content.subarray(at));
      items.push(item);
      at += item.whole.length;
    }
    return items;
  }

  toInteger(): bigint {
    return this.content.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  }
}

/** Reads the element at the start of the bytes. Throws GoError for what is no DER. */
export function readDer(bytes: Uint8Array): DerElement {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined) throw new GoError("x509: malformed certificate");
  let length = first;
  let start = 2;
  if (first >= 128) {
    const count = first & 127;
    if (count === 0 || count > 4) throw new GoError("x509: malformed certificate");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
    start += count;
  }
  if (start + length > bytes.length) throw new GoError("x509: malformed certificate");
  return new DerElement(tag, bytes.subarray(start, start + length), bytes.subarray(0, start + length));
}
