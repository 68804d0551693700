import { tests as suite } from "@bufbuild/cel-spec/testdata/conformance.js";
import { describe, expect, it } from "vitest";
import { compileTree } from "./compile-expression.ts";
import { FunctionTable } from "./function-table.ts";
import { encodersLibrary, setsLibrary } from "./library/collections.ts";
import { standardLibrary } from "./library/standard.ts";
import { stringsLibrary } from "./library/strings.ts";
import { timeLibrary } from "./library/time.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseGoDuration, parseTimestamp } from "./time-text.ts";
import {
  CelDuration,
  CelList,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelTypeName,
  CelUint,
  type CelValue,
  elementsOf,
  entriesOf,
  formatDuration,
  formatTimestamp,
  isList,
  isMap,
} from "./value.ts";

interface Suite {
  name: string;
  suites?: Suite[];
  tests?: { original: Case; error?: string }[];
}

interface Case {
  name?: string;
  expr: string;
  container?: string;
  disableMacros?: boolean;
  bindings?: Record<string, { value?: Wire }>;
  value?: Wire;
  evalError?: unknown;
  anyEvalErrors?: unknown;
  unknown?: unknown;
}

type Wire = Record<string, unknown>;

/** Suites about protocol buffers and extensions that neither Flux nor Kubernetes has. */
const leftOut = new Set([
  "dynamic",
  "enums",
  "proto2",
  "proto2_ext",
  "proto3",
  "wrappers",
  "namespace",
  "type_deductions",
  "math_ext",
  "block_ext",
  "unknowns",
  "fields",
  "network_ext",
]);

/** Cases that speak of messages or of what is not ours. */
const foreign = /TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|cel\.expr|proto\.|\bx\.y\b/;

const functions = new FunctionTable()
  .add(standardLibrary)
  .add(timeLibrary)
  .add(stringsLibrary)
  .add(setsLibrary)
  .add(encodersLibrary);

function fromWire(wire: Wire): CelValue {
  const [[kind, value]] = Object.entries(wire) as [[string, never]];
  switch (kind) {
    case "int64Value":
      return BigInt(value);
    case "uint64Value":
      return new CelUint(BigInt(value));
    case "doubleValue":
      return Number(value === "Infinity" ? Infinity : value === "-Infinity" ? -Infinity : value);
    case "bytesValue":
      return new Uint8Array(Buffer.from(value, "base64"));
    case "nullValue":
      return null;
    case "typeValue":
      return new CelTypeName(value);
    case "listValue":
      return new CelList(((value as { values?: Wire[] }).values ?? []).map(fromWire));
    case "mapValue":
      return CelMap.of(
        ((value as { entries?: { key: Wire; value: Wire }[] }).entries ?? []).map((entry) => [
          fromWire(entry.key),
          fromWire(entry.value),
        ]),
      );
    case "objectValue": {
      const any = value as { "@type": string; value: string };
      if (any["@type"].endsWith("Timestamp")) return new CelTimestamp(parseTimestamp(any.value));
      if (any["@type"].endsWith("Duration")) return new CelDuration(parseGoDuration(any.value));
      throw new Error(`unknown message ${any["@type"]}`);
    }
    default:
      return value;
  }
}

/** A value as text in which types and the order of keys do not get lost. */
function show(value: CelValue): string {
  if (value instanceof CelUint) return `${value.value}u`;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Object.is(value, -0) ? "0.0" : `${value}f`;
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
  if (value instanceof CelTimestamp) return `t${formatTimestamp(value)}`;
  if (value instanceof CelDuration) return `d${formatDuration(value)}`;
  if (value instanceof CelTypeName) return `type ${value.name}`;
  if (value instanceof CelOptional) return value.value === undefined ? "none" : `some ${show(value.value)}`;
  if (typeof value === "object" && value !== null) {
    if (isList(value)) return `[${elementsOf(value).map(show).join(",")}]`;
    if (isMap(value))
      return `{${entriesOf(value)
        .map(([key, item]) => `${show(key)}:${show(item)}`)
        .sort()
        .join(",")}}`;
  }
  return JSON.stringify(value).replace(/^-0f$/, "0f");
}

function run(test: Case): CelValue {
  const bindings = new Map(
    Object.entries(test.bindings ?? {}).map(([name, { value }]) => [name, fromWire(value!)]),
  );
  const tree = parseExpression(test.expr);
  return compileTree(
    tree,
    functions,
    test.expr,
  )({ budget: { left: 1e7 }, lookUp: (name) => bindings.get(name) });
}

function* casesOf(current: Suite, path: string): Generator<[string, Case]> {
  for (const { original } of current.tests ?? [])
    yield [`${path}/${original.name ?? original.expr}`, original];
  for (const child of current.suites ?? []) yield* casesOf(child, `${path}/${child.name}`);
}

describe.each(((suite as unknown as Suite).suites ?? []).filter(({ name }) => !leftOut.has(name)))(
  "cel-spec $name",
  (part) => {
    const cases = [...casesOf(part, part.name)].filter(
      ([, test]) =>
        !foreign.test(JSON.stringify(test)) &&
        !test.container &&
        test.disableMacros !== true &&
        test.unknown === undefined,
    );

    it.each(cases)("%s", (_name, test) => {
      if (test.evalError !== undefined || test.anyEvalErrors !== undefined) {
        expect(() => run(test)).toThrow();
        return;
      }
      expect(show(run(test))).toBe(show(test.value === undefined ? true : fromWire(test.value)));
    });
  },
);
