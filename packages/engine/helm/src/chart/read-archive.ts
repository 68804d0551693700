import { errorText, SluiceError } from "@sluice/base/errors";
import { inflateGzip } from "#inflate";
import { helmErrors } from "../errors.ts";
import { cleanPath } from "../functions/paths.ts";
import type { ChartFile } from "./chart.ts";

/** A file of an archive, its path relative to the chart. */
export type ArchiveFile = ChartFile;

const largestChart = 100 * 1024 * 1024;
const largestFile = 5 * 1024 * 1024;
const mostFiles = 50_000;
const blockSize = 512;
const decoder = new TextDecoder();

/**
 * The files of a chart archive (gzipped tar), without the chart's own directory. Works in any runtime. The rules for names and sizes are Helm's, which are not those of artifacts.
 * Throws CHART_INVALID.
 */
export async function readChartArchive(archive: Uint8Array): Promise<ArchiveFile[]> {
  if (archive[0] !== 0x1f || archive[1] !== 0x8b) {
    throw invalid("file does not appear to be a gzipped archive; got 'application/octet-stream'");
  }
  const files = readTar(await inflate(archive));
  if (files.length === 0) throw invalid("no files in chart archive");
  return files;
}

async function inflate(archive: Uint8Array): Promise<Uint8Array> {
  try {
    // Headers and padding come on top of the files themselves.
    return await inflateGzip(archive, largestChart + mostFiles * 2 * blockSize);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw invalid(`gzip: ${errorText(error)}`, error);
  }
}

function readTar(tar: Uint8Array): ArchiveFile[] {
  const files: ArchiveFile[] = [];
  let remaining = largestChart;
  let at = 0;
  let longName: string | undefined;
  while (at + blockSize <= tar.length) {
    const header = tar.subarray(at, at + blockSize);
    if (header.every((byte) => byte === 0)) break;
    checkSum(header);
    const size = readSize(header);
    const type = String.fromCharCode(header[156]!);
    const start = at + blockSize;
    if (start + size > tar.length) throw invalid("unexpected EOF");
    const content = tar.subarray(start, start + size);
    at = start + Math.ceil(size / blockSize) * blockSize;
    if (type === "x") {
      longName = paxPath(content) ?? longName;
      continue;
    }
    if (type === "L") {
      longName = textField(content, 0, content.length);
      continue;
    }
    const name = longName ?? headerName(header);
    longName = undefined;
    if (type === "g" || type === "5" || name.endsWith("/")) continue;
    const path = chartPath(name);
    if (size > remaining) throw tooLarge();
    if (size > largestFile) {
      throw invalid(
        `decompressed chart file ${JSON.stringify(name)} is larger than the maximum file size ${largestFile}`,
      );
    }
    remaining -= size;
    if (files.length >= mostFiles) throw invalid(`chart archive holds more than ${mostFiles} files`);
    const isRegular = type === "0" || type === "\0" || type === "7";
    files.push({ name: path, bytes: isRegular ? withoutMark(content) : new Uint8Array() });
  }
  return files;
}

/** The path below the chart's directory. */
function chartPath(name: string): string {
  const delimiter = name.includes("\\") ? "\\" : "/";
  const parts = name.split(delimiter);
  const below = parts.slice(1).join("/");
  if (below.startsWith("/")) throw invalid("chart illegally contains absolute paths");
  const path = cleanPath(below);
  if (path === ".") {
    throw invalid(`chart illegally contains content outside the base directory: ${JSON.stringify(name)}`);
  }
  if (path.startsWith("..")) throw invalid("chart illegally references parent directory");
  if (/^[a-zA-Z]:\//.test(path)) throw invalid("chart contains illegally named files");
  if (parts[0] === "Chart.yaml") throw invalid("chart yaml not in base directory");
  return path;
}

/** Bytes without a byte order mark, as a plain array whatever they came as. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  const skipped = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return new Uint8Array(bytes.buffer, bytes.byteOffset + skipped, bytes.byteLength - skipped);
}

function textField(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

function headerName(header: Uint8Array): string {
  const name = textField(header, 0, 100);
  const isUstar = textField(header, 257, 5) === "ustar";
  const prefix = isUstar ? textField(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function readSize(header: Uint8Array): number {
  if ((header[124]! & 0x80) !== 0) throw tooLarge();
  const digits = textField(header, 124, 12).trim();
  const size = digits === "" ? 0 : Number.parseInt(digits, 8);
  if (!/^[0-7]*$/.test(digits) || !Number.isSafeInteger(size))
    throw invalid("archive/tar: invalid tar header");
  return size;
}

function checkSum(header: Uint8Array): void {
  let sum = 0;
  for (let i = 0; i < blockSize; i++) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  if (sum !== Number.parseInt(textField(header, 148, 8).trim(), 8))
    throw invalid("archive/tar: invalid tar header");
}

/** The `path` of a pax header. */
function paxPath(content: Uint8Array): string | undefined {
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(decoder.decode(content.subarray(at, space)));
    if (!Number.isInteger(length) || length <= 0) throw invalid("archive/tar: invalid tar header");
    const record = decoder.decode(content.subarray(space + 1, at + length - 1));
    if (record.startsWith("path=")) return record.slice(5);
    at += length;
  }
  return undefined;
}

function tooLarge(): SluiceError {
  return invalid(`decompressed chart is larger than the maximum size ${largestChart}`);
}

function invalid(message: string, cause?: unknown): SluiceError {
  return new SluiceError(helmErrors.CHART_INVALID, message, { terminal: true, cause });
}
