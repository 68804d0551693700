import { SluiceError } from "@sluice/base/errors";
import { utf8Bytes } from "../base64.ts";
import { kustomizeErrors } from "../errors.ts";
import type { GeneratorEntry } from "../kustomization-file.ts";
import type { Loader } from "../loader.ts";

const keyForm = /^[-._a-zA-Z0-9]+$/;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A value of a generated object: its bytes, and its text where they are UTF-8. */
export interface GeneratedValue {
  bytes: Uint8Array;
  text: string | undefined;
}

/**
 * The keys and values of a generator: env files, literals, files, in this order, KE-56 and KE-57.
 * Throws KUSTOMIZE_GENERATOR_INVALID for malformed sources, bad and repeated keys.
 */
export function readKeyValues(entry: GeneratorEntry, loader: Loader): Map<string, GeneratedValue> {
  const pairs: [string, GeneratedValue][] = [];
  for (const path of entry.envs ?? []) pairs.push(...readEnvFile(loader.bytes(path), path));
  for (const literal of entry.literals ?? []) pairs.push(readLiteral(literal));
  for (const source of entry.files ?? []) {
    const [key, path] = splitFileSource(source);
    pairs.push([key, fromBytes(loader.bytes(path))]);
  }
  const values = new Map<string, GeneratedValue>();
  for (const [key, value] of pairs) {
    assertKey(key);
    if (values.has(key)) {
      throw invalid(`configmap ${entry.name} illegally repeats the key \`${key}\``, key);
    }
    values.set(key, value);
  }
  return new Map([...values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function assertKey(key: string): void {
  if (keyForm.test(key) && key.length <= 253 && key !== "." && key !== ".." && !key.startsWith("..")) return;
  throw invalid(
    `${JSON.stringify(key)} is not a valid key name for a configMap: a valid config key must consist of alphanumeric characters, '-', '_' or '.'`,
    key,
  );
}

function readLiteral(source: string): [string, GeneratedValue] {
  const equals = source.indexOf("=");
  if (equals <= 0) throw invalid(`invalid literal source ${source}, expected key=value`, source);
  let value = source.slice(equals + 1);
  const quote = value[0];
  if (value.length >= 2 && quote === value.at(-1) && (quote === '"' || quote === "'"))
    value = value.slice(1, -1);
  return [source.slice(0, equals), { bytes: utf8Bytes(value), text: value }];
}

function splitFileSource(source: string): [string, string] {
  const parts = source.split("=");
  if (parts.length === 1) return [source.slice(source.replace(/\/+$/, "").lastIndexOf("/") + 1), source];
  if (parts.length > 2)
    throw invalid(`source ${JSON.stringify(source)} key name or file path contains '='`, source);
  const [key, path] = parts as [string, string];
  if (key === "")
    throw invalid(
      `missing key name for file path ${JSON.stringify(path)} in source ${JSON.stringify(source)}`,
      source,
    );
  if (path === "")
    throw invalid(
      `missing file path for key name ${JSON.stringify(key)} in source ${JSON.stringify(source)}`,
      source,
    );
  return [key, path];
}

function readEnvFile(bytes: Uint8Array, path: string): [string, GeneratedValue][] {
  let text: string;
  try {
    text = strict.decode(bytes);
  } catch {
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_GENERATOR_INVALID,
      `env source files: [${path}]: a line has invalid utf8 bytes`,
      {
        location: { path },
      },
    );
  }
  const pairs: [string, GeneratedValue][] = [];
  for (const [number, raw] of text.split("\n").entries()) {
    // Go's line scanner takes one carriage return off the end of a line.
    let line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (number === 0 && line.startsWith("\ufeff")) line = line.slice(1);
    line = line.trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const key = equals < 0 ? line : line.slice(0, equals);
    if (key === "") continue;
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) {
      throw new SluiceError(
        kustomizeErrors.KUSTOMIZE_GENERATOR_INVALID,
        `env source files: [${path}]: ${JSON.stringify(key)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit`,
        { location: { path, line: number + 1 } },
      );
    }
    const value = equals < 0 ? "" : line.slice(equals + 1);
    pairs.push([key, { bytes: utf8Bytes(value), text: value }]);
  }
  return pairs;
}

function fromBytes(bytes: Uint8Array): GeneratedValue {
  try {
    return { bytes, text: strict.decode(bytes) };
  } catch {
    return { bytes, text: undefined };
  }
}

function invalid(message: string, fieldPath: string): SluiceError {
  return new SluiceError(kustomizeErrors.KUSTOMIZE_GENERATOR_INVALID, message, { fieldPath });
}
