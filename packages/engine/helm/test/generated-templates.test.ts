import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryTree } from "@sluice/base/file-tree";
import { Budget, builtinFunctions } from "@sluice/go-template";
import { printYaml } from "@sluice/yaml";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { chartFunctions } from "../src/functions/index.ts";
import { loadChartTree, readUserValues, renderChart } from "../src/index.ts";
import { helmBinary, runHelm, startHelm } from "./helm-oracle.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-helm-"));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Functions whose answer is random, takes long, or is said in other words by another TOML reader. */
const unfit =
  /^(gen|rand|bcrypt|htpasswd|shuffle|uuidv4|now|ago|encryptAES|decryptAES|keys$|values$|derive|html?Date|date|toDate|durationRound|getHostByName|fromToml|mustToToml|fail)/;

const names = [
  ...chartFunctions({
    now: () => 0,
    randomBytes: (count) => randomBytes(count),
    timeZone: "UTC",
    budget: new Budget(),
  }).keys(),
  ...builtinFunctions.keys(),
  "include",
  "tpl",
  "required",
].filter((name) => !unfit.test(name));

const atom = fc.constantFrom(
  ...[
    ".Values.s",
    ".Values.uni",
    ".Values.i",
    ".Values.neg",
    ".Values.f",
    ".Values.big",
    ".Values.none",
    ".Values.missing",
  ],
  ...[
    ".Values.list",
    ".Values.empty",
    ".Values.map",
    ".Values.map.b",
    ".Values.deep.a.b.c",
    ".Values.s.foo",
    ".Release.Name",
  ],
  ...[
    "1",
    "0",
    "-3",
    "2.5",
    "1e3",
    "0x1F",
    "'a'",
    "true",
    "false",
    '"abc"',
    '"a,b"',
    '"^[a-z]+"',
    '"%s"',
    '">=1.0.0"',
    "`raw`",
    "nil",
  ],
  ...[
    '(dict "a" 1 "b" "x")',
    '(list 1 "a" nil)',
    "(until 3)",
    '(splitList "," "a,b")',
    ".Template.Name",
    "$.Values.list",
  ],
);
const call = fc
  .tuple(fc.constantFrom(...names), fc.array(atom, { maxLength: 3 }))
  .map(([name, args]) => [name, ...args].join(" "));
const argument = fc.oneof(
  { weight: 3, arbitrary: atom },
  { weight: 1, arbitrary: call.map((text) => `(${text})`) },
);
const pipe = fc
  .tuple(
    fc.oneof(
      atom.filter((text) => text !== "nil"),
      fc
        .tuple(fc.constantFrom(...names), fc.array(argument, { maxLength: 3 }))
        .map(([name, args]) => [name, ...args].join(" ")),
    ),
    fc.array(call, { maxLength: 2 }),
  )
  .map(([first, rest]) => [first, ...rest].join(" | "));
const template = fc.oneof(
  pipe.map((text) => `{{ ${text} }}`),
  pipe.map((text) => `{{- if ${text} -}} yes {{- else -}} no {{- end }}`),
  pipe.map((text) => `{{ range $k, $v := ${text} }}{{ $k }}={{ $v }};{{ else }}none{{ end }}`),
  pipe.map((text) => `{{ with $x := ${text} }}{{ kindOf $x }}{{ . }}{{ end }}`),
  pipe.map((text) => `{{ template "t" ${text} }}`),
);
const scalar = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("yes", "1e3", "0x1f", "null", "~", "2024-01-01", "a: b", "- x", "x\ny\n", " pad ", "12:30"),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const values = fc.record({
  s: fc.string({ unit: "grapheme", maxLength: 10 }),
  uni: fc.constant("grüße 世界"),
  i: fc.integer(),
  neg: fc.integer({ max: -1 }),
  f: fc.double({ noNaN: true, noDefaultInfinity: true }),
  big: fc.constantFrom(1e6, 9007199254740992, 1e21, 123456789.5),
  none: fc.constant(null),
  list: fc.array(scalar, { maxLength: 4 }),
  empty: fc.constant({}),
  map: fc.dictionary(fc.string({ unit: "grapheme", maxLength: 5 }), scalar, { maxKeys: 4 }),
  deep: fc.constant({ a: { b: { c: [1, { d: "e" }] } } }),
});

const metadata = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
const wrap = (text: string) =>
  `{{ define "t" }}T({{ . }}){{ end }}{{ define "case" }}${text}{{ end }}out: {{ include "case" . | b64enc }}\n`;

async function answer(text: string, valuesText: string): Promise<string> {
  const chart = await loadChartTree(memoryTree({ "Chart.yaml": metadata, "templates/a.yaml": wrap(text) }));
  const rendered = renderChart(chart, readUserValues(valuesText, "values.yaml"), undefined, {
    flavour: "4.1",
    release: { name: "demo", namespace: "default" },
  });
  return rendered.manifests[0]!.content;
}

/** Addresses of Go values differ from run to run. */
const withoutAddress = (text: string) => text.replace(/0x[0-9a-f]{6,}/g, "0x");

describe.skipIf(helmBinary() === undefined)("generated templates over all functions", () => {
  it("answer or fail as the real helm does, word for word [FN-01][FN-03][FN-05][FN-08][FN-10][FN-13][ER-08][ER-09]", async () => {
    const samples = fc.sample(fc.tuple(template, values), { numRuns: 240, seed: 7 });
    const runs = samples.map(([text, data], number) => {
      const folder = join(scratch, String(number));
      mkdirSync(join(folder, "templates"), { recursive: true });
      const valuesText = printYaml(data, { flavour: "v2" });
      writeFileSync(join(folder, "Chart.yaml"), metadata);
      writeFileSync(join(folder, "templates", "a.yaml"), wrap(text));
      writeFileSync(join(folder, "user.yaml"), valuesText);
      return { text, folder, valuesText };
    });
    const wrong: unknown[] = [];
    for (let at = 0; at < runs.length; at += 4) {
      const group = runs.slice(at, at + 4);
      const helms = await Promise.all(
        group.map(({ folder }) => startHelm(["template", "demo", folder, "-f", join(folder, "user.yaml")])),
      );
      for (const [index, helm] of helms.entries()) {
        const { text, valuesText } = group[index]!;
        const wanted =
          helm.status === 0
            ? helm.stdout.replace(/^---\n# Source: .*\n/, "").trim()
            : helm.stderr
                .replace(/^(?:level|time)=.*\n/gm, "")
                .replace(/^Error: /, "")
                .replace(/\n\nUse --debug[\s\S]*$/, "")
                .trim();
        const actual = await answer(text, valuesText).catch((error: Error) => error.message);
        if (withoutAddress(actual.trim()) !== withoutAddress(wanted)) wrong.push({ text, wanted, actual });
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it("prints any values through toYaml and toJson as the real helm does [YM-01][YM-04][YM-05][YM-06][YM-07]", async () => {
    const folder = join(scratch, "values");
    mkdirSync(join(folder, "templates"), { recursive: true });
    const samples = fc.sample(values, { numRuns: 150, seed: 11 });
    const data = { cases: samples };
    const text =
      '{{ range $i, $c := .Values.cases }}---\nn: {{ $i }}\ny: {{ toYaml $c | b64enc }}\nj: {{ toJson $c | b64enc }}\np: {{ printf "%v" $c | b64enc }}\n{{ end }}';
    writeFileSync(join(folder, "Chart.yaml"), metadata);
    writeFileSync(join(folder, "templates", "a.yaml"), text);
    writeFileSync(join(folder, "user.yaml"), JSON.stringify(data));
    const helm = runHelm(["template", "demo", folder, "-f", join(folder, "user.yaml")]);
    expect(helm.stderr).toBe("");
    const chart = await loadChartTree(memoryTree({ "Chart.yaml": metadata, "templates/a.yaml": text }));
    const rendered = renderChart(chart, readUserValues(JSON.stringify(data), "v"), undefined, {
      flavour: "4.1",
    });
    const decode = (line: string) =>
      line.replace(/^([yjp]): (.*)$/, (_, key, body) => `${key}: ${Buffer.from(body, "base64")}`);
    const shown = (content: string) => content.split("\n").map(decode).join("\n");
    const wanted = helm.stdout
      .split(/^---\n# Source: .*\n/m)
      .slice(1)
      .map((document) => shown(document.trimEnd()));
    expect(rendered.manifests.map(({ content }) => shown(content))).toEqual(wanted);
  });
});
