import { SluiceError } from "@sluice/base/errors";
import { deflateGzip } from "#inflate";
import { writeYaml } from "../data/yaml-text.ts";
import { helmErrors } from "../errors.ts";
import { metadataRecord } from "../release/release-record.ts";
import type { Chart } from "./chart.ts";
import { validateMetadata } from "./metadata.ts";

const blockSize = 512;
const encoder = new TextEncoder();

/** Changes that `helm package` makes to a chart on the way. */
export interface PackageOptions {
  version?: string;
  appVersion?: string;
  /** Seconds since 1970 for the files in the archive; default 0, so that equal charts give equal bytes. */
  modifiedAt?: number;
}

/** Packs a chart as `helm package` does: the name of the archive and its bytes. Throws CHART_INVALID. */
export async function packageChart(
  chart: Chart,
  options: PackageOptions = {},
): Promise<{ fileName: string; bytes: Uint8Array }> {
  const metadata = {
    ...chart.metadata,
    version: options.version ?? chart.metadata.version,
    appVersion: options.appVersion ?? chart.metadata.appVersion,
  };
  validateMetadata(metadata);
  const blocks: Uint8Array[] = [];
  addChart({ ...chart, metadata }, "", blocks, options.modifiedAt ?? 0);
  blocks.push(new Uint8Array(2 * blockSize));
  const tar = new Uint8Array(blocks.reduce((size, block) => size + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    tar.set(block, at);
    at += block.length;
  }
  return { fileName: `${metadata.name}-${metadata.version}.tgz`, bytes: await deflateGzip(tar) };
}

function addChart(chart: Chart, prefix: string, blocks: Uint8Array[], modifiedAt: number): void {
  const base = `${prefix}${chart.metadata.name}`;
  const add = (name: string, bytes: Uint8Array) => addFile(`${base}/${name}`, bytes, blocks, modifiedAt);
  const record = metadataRecord(chart.metadata);
  if (chart.metadata.apiVersion === "v1") delete record["dependencies"];
  add("Chart.yaml", encoder.encode(`${writeYaml(record)}\n`));
  const lock = chart.raw.find((file) => file.name === "Chart.lock");
  if (chart.metadata.apiVersion === "v2" && lock !== undefined) add("Chart.lock", lock.bytes);
  const values = chart.raw.find((file) => file.name === "values.yaml");
  if (values !== undefined) add("values.yaml", values.bytes);
  if (chart.schema !== undefined) {
    checkJson(chart.schema);
    add("values.schema.json", chart.schema);
  }
  for (const file of [...chart.templates, ...chart.files]) add(file.name, file.bytes);
  for (const child of chart.dependencies) addChart(child, `${base}/charts/`, blocks, modifiedAt);
}

function checkJson(schema: Uint8Array): void {
  try {
    JSON.parse(new TextDecoder().decode(schema));
  } catch (cause) {
    throw new SluiceError(helmErrors.CHART_INVALID, "invalid JSON in values.schema.json", {
      terminal: true,
      location: { path: "values.schema.json" },
      cause,
    });
  }
}

function addFile(name: string, bytes: Uint8Array, blocks: Uint8Array[], modifiedAt: number): void {
  const encoded = encoder.encode(name);
  if (encoded.length > 100) {
    const record = paxRecord("path", name);
    blocks.push(header(encoder.encode("PaxHeaders.0/long"), record.length, "x", 0), padded(record));
  }
  blocks.push(header(encoded.subarray(0, 100), bytes.length, "0", modifiedAt), padded(bytes));
}

function paxRecord(key: string, value: string): Uint8Array {
  const body = ` ${key}=${value}\n`;
  const bodyLength = encoder.encode(body).length;
  let length = bodyLength;
  while (String(length).length + bodyLength !== length) length = String(length).length + bodyLength;
  return encoder.encode(length + body);
}

function padded(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(Math.ceil(bytes.length / blockSize) * blockSize);
  block.set(bytes);
  return block;
}

function header(name: Uint8Array, size: number, type: string, modifiedAt: number): Uint8Array {
  const block = new Uint8Array(blockSize);
  const write = (at: number, text: string) => block.set(encoder.encode(text), at);
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, "0");
  block.set(name, 0);
  write(100, octal(0o644, 8));
  write(108, octal(0, 8));
  write(116, octal(0, 8));
  write(124, octal(size, 12));
  write(136, octal(modifiedAt, 12));
  write(148, "        ");
  write(156, type);
  write(257, "ustar\u000000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, "0")}\u0000 `);
  return block;
}
