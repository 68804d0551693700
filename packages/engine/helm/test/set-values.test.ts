import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "@sluice/base/errors";
import { memoryTree } from "@sluice/base/file-tree";
import type { MapValue } from "@sluice/go-template";
import { describe, expect, it } from "vitest";
import {
  loadChartTree,
  parseSetFile,
  parseSetJson,
  parseSetLiteral,
  parseSetString,
  parseSetText,
  templateText,
} from "../src/index.ts";
import { helmBinary, startHelm } from "./helm-oracle.ts";

const files = {
  "Chart.yaml": "apiVersion: v2\nname: a\nversion: 0.1.0\n",
  "values.yaml": "base: {a: 1, l: [1, 2, {x: y}]}\n",
  "templates/t.yaml": "{{ .Values | toYaml }}\n",
};

const set = (texts: readonly string[]) => {
  const into: MapValue = {};
  for (const text of texts) parseSetText(text, into);
  return into;
};

const cases: readonly (readonly string[])[] = [
  ["a=1"],
  ["a.b.c=x,a.b.d=y"],
  ["a=true,b=FALSE,c=null,d=Null"],
  ["a=0,b=007,c=-5,d=1.5,e=1e3,f=9223372036854775808"],
  ["a={1,two,true,null}"],
  ["a={}"],
  ["a="],
  ["a={x,y},b=z"],
  ["a[0]=x,a[2]=y"],
  ["a[1].b=x,a[1].c=y"],
  ["a[0][1]=x"],
  ["base.l[0]=9"],
  ["base.a=null"],
  ["a=b=c"],
  ["a=x{y}"],
  ["a\\.b=c"],
  ["a=x\\,y,b=z"],
  ["a=\\{x\\}"],
  ["a.b=1", "a=2"],
  ["a=grüße €"],
  ["name"],
  ["a[-1]=x"],
  ["a[x]=y"],
  ["a[70000]=y"],
  ["a={1,2"],
  ["a=1,a.b=2"],
  ["=x"],
  [",a=1"],
  ["a[0=x"],
  ["b=1,a[0"],
  ["a[0][1=x"],
  ["a=1,b[0].c[1=5"],
  ["a.=x"],
];

describe.skipIf(helmBinary() === undefined)("--set is read as helm reads it [SV-01][SV-02]", () => {
  it.each(cases.map((texts) => [texts.join(" and "), texts] as const))("%s", async (_name, texts) => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-helm-"));
    try {
      mkdirSync(join(folder, "templates"));
      for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
      const helm = await startHelm(["template", "demo", folder, ...texts.flatMap((text) => ["--set", text])]);
      let output: string;
      try {
        const values = set(texts);
        output = templateText(await loadChartTree(memoryTree(files)), values, { releaseName: "demo" });
      } catch (error) {
        output = `Error: failed parsing --set data: ${errorText(error).replace(/^failed parsing --set data: /, "")}\n`;
      }
      expect(output).toBe(helm.status === 0 ? helm.stdout : helm.stderr);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("the kinds of --set [SV-01]", () => {
  it("reads texts, numbers, switches and lists", () => {
    expect(set(["a.b[1]=5,c={x,true},d="])).toEqual({ a: { b: [null, 5n] }, c: ["x", true], d: "" });
  });

  it("keeps texts with --set-string", () => {
    const into: MapValue = {};
    parseSetString("a=5,b=true,c=null", into);
    expect(into).toEqual({ a: "5", b: "true", c: "null" });
  });

  it("takes a literal as it is", () => {
    const into: MapValue = {};
    parseSetLiteral("a.b=x,{y}=\\z", into);
    expect(into).toEqual({ a: { b: "x,{y}=\\z" } });
  });

  it("reads files through what it is given", () => {
    const into: MapValue = {};
    parseSetFile("a=f.txt", into, (path) => `text of ${path}`);
    expect(into).toEqual({ a: "text of f.txt" });
  });

  it("reads JSON", () => {
    const into: MapValue = {};
    parseSetJson('a={"x":[1,true]},b="t"', into);
    expect(into).toMatchObject({ b: "t" });
  });
});
