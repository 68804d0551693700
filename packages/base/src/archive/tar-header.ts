import { invalidArchive } from "./limits.ts";

/** Size of a header and unit of all content. */
export const blockSize = 512;

/** A header as it stands; names are not yet checked, sizes are in bytes. */
export interface TarHeader {
  name: string;
  typeFlag: string;
  mode: number;
  sizeBytes: number;
  linkName: string;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Reads one header block; undefined for the block of zeros that ends an archive. */
export function readHeader(block: Uint8Array): TarHeader | undefined {
  let sum = 0;
  for (let index = 0; index < blockSize; index++) {
    sum += index >= 148 && index < 156 ? 32 : (block[index] as number);
  }
  if (sum === 8 * 32) return undefined;
  if (readNumber(block, 148, 8) !== sum) throw invalidArchive("tar header has a wrong checksum");
  const prefix = readText(block, 257, 6).startsWith("ustar") ? readText(block, 345, 155) : "";
  const name = readText(block, 0, 100);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    typeFlag: String.fromCharCode(block[156] as number),
    mode: readNumber(block, 100, 8),
    sizeBytes: readNumber(block, 124, 12),
    linkName: readText(block, 157, 100),
  };
}

/** Reads the `length key=value\n` records of a PAX header. */
export function readPaxRecords(content: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(decoder.decode(content.subarray(at, space)));
    const end = at + length;
    if (!Number.isInteger(length) || end <= space || end > content.length || content[end - 1] !== 10) {
      throw invalidArchive("tar archive holds a malformed PAX record");
    }
    const record = decoder.decode(content.subarray(space + 1, end - 1));
    const equals = record.indexOf("=");
    if (equals < 0) throw invalidArchive("tar archive holds a malformed PAX record");
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

/** What `writeHeader` needs: the few facts that an artifact keeps of an entry. */
export interface TarFacts {
  path: string;
  kind: "file" | "directory";
  mode: number;
  sizeBytes: number;
}

/**
 * The header blocks of an entry, as Go's archive/tar writes them with all that depends on the machine left out:
 * USTAR where the name fits, otherwise a PAX record before it; owner 0, no names, modification time 0.
 */
export function writeHeader(facts: TarFacts): Uint8Array {
  const { path, kind, mode, sizeBytes } = facts;
  const typeFlag = kind === "directory" ? "5" : "0";
  const fields = { mode, sizeBytes, typeFlag, hasDevice: true };
  const isAscii = /^[\x01-\x7f]*$/.test(path);
  const split = isAscii ? splitName(path) : undefined;
  if (split !== undefined) return headerBlock({ ...fields, ...split });
  const record = encoder.encode(paxRecord("path", path));
  const slash = path.lastIndexOf("/");
  const paxName = `${slash < 0 ? "" : `${path.slice(0, slash)}/`}PaxHeaders.0/${path.slice(slash + 1)}`;
  const pax = headerBlock({
    name: asciiOnly(paxName).slice(0, 100).replace(/\/+$/, ""),
    prefix: "",
    mode: 0,
    sizeBytes: record.length,
    typeFlag: "x",
    hasDevice: false,
  });
  const main = headerBlock({ ...fields, name: asciiOnly(path).slice(0, 100), prefix: "" });
  const paddedLength = padded(record.length);
  const blocks = new Uint8Array(blockSize + paddedLength + blockSize);
  blocks.set(pax, 0);
  blocks.set(record, blockSize);
  blocks.set(main, blockSize + paddedLength);
  return blocks;
}

/** The next multiple of the block size. */
export function padded(sizeBytes: number): number {
  return Math.ceil(sizeBytes / blockSize) * blockSize;
}

interface HeaderFields {
  name: string;
  prefix: string;
  mode: number;
  sizeBytes: number;
  typeFlag: string;
  hasDevice: boolean;
}

function headerBlock(fields: HeaderFields): Uint8Array {
  const block = new Uint8Array(blockSize);
  const put = (offset: number, text: string): void => {
    for (let index = 0; index < text.length; index++) block[offset + index] = text.charCodeAt(index);
  };
  const octal = (value: number, width: number): string => value.toString(8).padStart(width, "0");
  put(0, fields.name);
  put(100, octal(fields.mode, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  if (fields.sizeBytes < 8 ** 11) put(124, octal(fields.sizeBytes, 11));
  else putBinary(block, 124, 12, fields.sizeBytes);
  put(136, octal(0, 11));
  put(156, fields.typeFlag);
  put(257, "ustar\0" + "00");
  if (fields.hasDevice) {
    put(329, octal(0, 7));
    put(337, octal(0, 7));
  }
  put(345, fields.prefix);
  let sum = 8 * 32;
  for (const byte of block) sum += byte;
  put(148, `${octal(sum, 6)}\0 `);
  return block;
}

function putBinary(block: Uint8Array, offset: number, width: number, value: number): void {
  let rest = value;
  for (let index = width - 1; index > 0; index--) {
    block[offset + index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  block[offset] = 0x80;
}

/** The name in USTAR's two fields of 100 and 155 characters; undefined when it does not fit. */
function splitName(path: string): { name: string; prefix: string } | undefined {
  if (path.length <= 100) return { name: path, prefix: "" };
  const searchLength = Math.min(path.length, 156) - (path.length <= 156 && path.endsWith("/") ? 1 : 0);
  const slash = path.slice(0, searchLength).lastIndexOf("/");
  const nameLength = path.length - slash - 1;
  if (slash <= 0 || nameLength > 100 || nameLength === 0) return undefined;
  return { name: path.slice(slash + 1), prefix: path.slice(0, slash) };
}

/** A record whose length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = encoder.encode(` ${key}=${value}\n`).length;
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

function asciiOnly(text: string): string {
  return text.replace(/[^\x01-\x7f]/g, "");
}

function readText(block: Uint8Array, offset: number, width: number): string {
  const field = block.subarray(offset, offset + width);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

function readNumber(block: Uint8Array, offset: number, width: number): number {
  const first = block[offset] as number;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let index = 1; index < width; index++) value = value * 256 + (block[offset + index] as number);
    if (!Number.isSafeInteger(value)) throw invalidArchive("tar header holds a number that is too large");
    return value;
  }
  const text = readText(block, offset, width).trim();
  if (text === "") return 0;
  if (!/^[0-7]+$/.test(text)) throw invalidArchive("tar header holds a malformed number");
  return Number.parseInt(text, 8);
}
