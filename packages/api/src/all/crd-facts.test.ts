import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { crdOf, type JsonSchema } from "../schema/index.ts";
import { allKinds, fluxKinds } from "./index.ts";

const factsDirectory = new URL("../../testdata/facts/", import.meta.url);

/** JSON with sorted keys and without descriptions. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, item) => {
    if (key === "description" && typeof item === "string") return undefined;
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** One line for each field: its path, `*` when required, its type, and what else is said of it. */
function linesOf(schema: JsonSchema, path: string, isRequired: boolean, lines: string[]): string[] {
  const { description, type, properties = {}, items, additionalProperties, required = [], ...rest } = schema;
  const undeclared = required.filter((name) => !(name in properties)).sort();
  const others: JsonSchema = {
    ...rest,
    ...(rest.enum ? { enum: [...rest.enum].sort() } : {}),
    ...(undeclared.length > 0 ? { required: undeclared } : {}),
  };
  const suffix = Object.keys(others).length > 0 ? ` ${canonical(others)}` : "";
  lines.push(`${path || "."}${isRequired ? "*" : ""} ${type ?? "-"}${suffix}`);
  for (const name of Object.keys(properties).sort()) {
    linesOf(properties[name] as JsonSchema, `${path}.${name}`, required.includes(name), lines);
  }
  if (items) linesOf(items, `${path}[]`, false, lines);
  if (typeof additionalProperties === "object") linesOf(additionalProperties, `${path}{}`, false, lines);
  return lines;
}

/** Fields without a description of their own; items of lists and values of maps are described by their parent. */
function undescribed(schema: JsonSchema, path: string): string[] {
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
      ...(field.description || `${path}.${name}` === ".metadata" ? [] : [`${path}.${name}`]),
      ...undescribed(field, `${path}.${name}`),
    ]),
    ...(schema.items ? undescribed(schema.items, `${path}[]`) : []),
    ...(typeof schema.additionalProperties === "object"
      ? undescribed(schema.additionalProperties, `${path}{}`)
      : []),
  ];
}

describe("api/all", () => {
  it("knows every kind of which facts are recorded [OBJ-01]", () => {
    const recorded = readdirSync(factsDirectory).map((name) => name.replace(/\.txt$/, ""));
    expect(allKinds.map((kind) => `${kind.plural}.${kind.group}`).sort()).toEqual(recorded.sort());
  });

  it.each(allKinds.map((kind) => [kind.kind, kind] as const))(
    "makes a CRD for %s that equals upstream's field by field [OBJ-01] [OBJ-03] [OBJ-04] [OBJ-05] [OBJ-06] [OBJ-07] [KC-1] [KC-2] [KC-4] [GR-01] [GR-02] [GR-03] [GR-05] [GR-06]",
    (_name, kind) => {
      const crd = crdOf(kind);
      const lines = [`names ${canonical(crd.spec.names)}`, `scope ${crd.spec.scope}`];
      for (const { schema, ...version } of crd.spec.versions) {
        lines.push(`version ${canonical(version)}`);
        linesOf(schema.openAPIV3Schema, "", false, lines);
      }
      const facts = readFileSync(new URL(`${crd.metadata.name}.txt`, factsDirectory), "utf8");
      expect(lines).toEqual(facts.trimEnd().split("\n"));
    },
  );

  it.each(fluxKinds.map((kind) => [kind.kind, kind] as const))(
    "keeps post-build substitution away from the CRD of %s [OBJ-02] [KC-3]",
    (_name, kind) => {
      expect(crdOf(kind).metadata.annotations).toEqual({
        "kustomize.toolkit.fluxcd.io/substitute": "disabled",
      });
    },
  );

  it("describes every field", () => {
    const missing = allKinds.flatMap((kind) =>
      crdOf(kind).spec.versions.flatMap((version) =>
        undescribed(version.schema.openAPIV3Schema, "").map((path) => `${kind.kind}${path}`),
      ),
    );
    expect(missing).toEqual([]);
  });
});
