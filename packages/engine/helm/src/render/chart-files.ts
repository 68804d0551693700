import { setKey } from "@sluice/base/object";
import {
  GoError,
  type GoFunction,
  type GoType,
  type GoValue,
  goFunctions,
  mapOf,
  parseType,
  sliceOf,
  tagged,
  textOf,
} from "@sluice/go-template";
import type { ChartFile } from "../chart/index.ts";
import { writeYaml } from "../data/yaml-text.ts";
import { baseName } from "../functions/index.ts";
import { encodeBase64 } from "../text/base-encodings.ts";
import { compileGlob } from "../text/glob.ts";

type Files = Record<string, Uint8Array>;

const stringSlice = sliceOf(parseType("string"));

const methods: Map<string, GoFunction> = goFunctions({
  Get: ["(string) string", (self: Files, name: string) => textOf(bytesAt(self, name))],
  GetBytes: ["(string) []uint8", (self: Files, name: string) => bytesAt(self, name)],
  Glob: ["(string) value", selectFiles],
  AsConfig: ["() string", (self: Files) => writeYaml(byBaseName(self, (bytes) => textOf(bytes)))],
  AsSecrets: ["() string", (self: Files) => writeYaml(byBaseName(self, encodeBase64))],
  Lines: ["(string) []string", (self: Files, name: string) => tagged(linesOf(self, name), stringSlice)],
});

const filesType: GoType = {
  ...mapOf(sliceOf(parseType("uint8"))),
  text: "engine.files",
  methods,
};

/** `.Files` of a chart: contents by name, with the methods that templates call. */
export function filesValue(files: readonly ChartFile[]): GoValue {
  const map: Files = {};
  for (const { name, bytes } of files) setKey(map, name, bytes);
  return tagged(map, filesType);
}

function bytesAt(files: Files, name: string): Uint8Array {
  return Object.hasOwn(files, name) ? files[name]! : new Uint8Array();
}

function selectFiles(files: Files, pattern: string): GoValue {
  const matches = compileGlob(pattern) ?? (() => true);
  const selected: Files = {};
  for (const name of Object.keys(files)) if (matches(name)) setKey(selected, name, files[name]!);
  return tagged(selected, filesType);
}

function byBaseName(files: Files, show: (bytes: Uint8Array) => string): Record<string, string> {
  const map: Record<string, string> = {};
  for (const name of Object.keys(files)) setKey(map, baseName(name), show(files[name]!));
  return map;
}

function linesOf(files: Files, name: string): string[] {
  if (!Object.hasOwn(files, name)) return [];
  const text = textOf(files[name]!);
  if (text === "") throw new GoError("runtime error: index out of range [-1]");
  return text.replace(/\n$/, "").split("\n");
}
