import { describe, expect, it } from "vitest";
import { compileCel } from "./index.ts";

const self = {
  metadata: { generation: 2, labels: { "a.b/c": "x", __proto__x: "y" } },
  status: { observedGeneration: 2, ratio: 0.5, conditions: [{ type: "Ready", status: "True" }] },
};

function evaluate(source: string, variables: Record<string, unknown> = { self }): unknown {
  return compileCel(source, {
    variables: { self: "dyn", dep: "dyn", x: "int" },
    environment: "kubernetes",
  }).evaluate(variables);
}

describe("CEL", () => {
  it.each<[string, unknown]>([
    ["self.status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')", true],
    ["self.metadata.generation + 1", 3],
    ["self.metadata.generation == self.status.observedGeneration", true],
    ["self.status.ratio < 1", true],
    ["self.?status.?missing.orValue('none')", "none"],
    ["self.status.?missing.hasValue()", false],
    ["self.metadata.labels[?'nope'].orValue('d')", "d"],
    ["self.metadata.labels['a.b/c']", "x"],
    ["self.metadata.labels.`a.b/c`", "x"],
    ["has(self.status.missing)", false],
    ["sets.contains([1, 2], [2])", true],
    ["base64.encode(b'hi')", "aGk="],
    ["'a,b'.split(',').map(i, i.upperAscii()).join('-')", "A-B"],
    ["quantity('1Gi').isGreaterThan(quantity('900Mi'))", true],
    ["quantity('1.5').add(quantity('500m')) == quantity('2')", true],
    ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", true],
    ["ip('::1').isLoopback()", true],
    ["['::', '1::', 'fe80::1:2', '1:2:3:4:5:6:7:8', '::1.2.3.4', '127.0.0.1'].all(i, isIP(i))", true],
    [
      "['1:2', '1::2::3', '1:2:3:4:5:6:7:8:9', '256.1.1.1', '01.1.1.1', 'g::', '::1%eth0', ''].exists(i, isIP(i))",
      false,
    ],
    ["url('https://h:8080/p?q=1').getPort()", "8080"],
    ["isSemver('1.2')", false],
    ["semver('1.2.3').isLessThan(semver('1.10.0'))", true],
    ["'abc123'.find('[0-9]+')", "123"],
    ["[1, 3, 2].max() + [1, 2].sum()", 6],
    ["format.dns1123Label().validate('ok').hasValue()", false],
    ["timestamp('2026-01-02T03:04:05Z').getHours('+01:00')", 4],
    ["duration('1h30m').getMinutes()", 90],
    ["{'a': 1}.transformMap(k, v, v + 1)", { a: 2 }],
    ["'__proto__' in self.metadata.labels", false],
  ])("evaluates %s [KC-74]", (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it.each([
    ["foo", "undeclared reference to 'foo'"],
    ["1 + 'a'", "found no matching overload for '_+_' applied to '(int, string)'"],
    ["[1, 'a']", "expected type 'int' but found 'string'"],
    ["self.x(", "mismatched input"],
    ["'unterminated", "unterminated string literal"],
    ["x.all(i, i)", "cannot be range of a comprehension"],
  ])("refuses %s when it is compiled [KC-72]", (source, message) => {
    const attempt = () => compileCel(source, { variables: { self: "dyn", x: "int" } });
    expect(attempt).toThrow(expect.objectContaining({ code: "CEL_INVALID", terminal: true }));
    expect(attempt).toThrow(message);
  });

  it("demands the result type when it is compiled [KC-72]", () => {
    const attempt = () =>
      compileCel("self.a + 1 == 2 ? 1 : 2", { variables: { self: "dyn" }, resultType: "bool" });
    expect(attempt).toThrow(expect.objectContaining({ code: "CEL_INVALID" }));
    expect(
      compileCel("self.a", { variables: { self: "dyn" }, resultType: "bool" }).evaluate({
        self: { a: true },
      }),
    ).toBe(true);
  });

  it("only parses when types are not checked, and demands a bool when it runs [KC-74]", () => {
    const program = compileCel("status.ready", { variables: {}, typeCheck: false, resultType: "bool" });
    expect(program.evaluate({ status: { ready: true } })).toBe(true);
    expect(() => program.evaluate({ status: { ready: "yes" } })).toThrow(
      expect.objectContaining({ code: "CEL_EVALUATION_FAILED" }),
    );
    expect(() => program.evaluate({})).toThrow("no such attribute(s): status");
  });

  it("fails on missing fields and impossible operations with a code of its own [KC-72]", () => {
    expect(() => evaluate("self.spec.x")).toThrow(
      expect.objectContaining({ code: "CEL_EVALUATION_FAILED", message: "no such key: spec" }),
    );
    expect(() => evaluate("1 / (self.metadata.generation - 2)")).toThrow("division by zero");
    expect(() => evaluate("9223372036854775807 + 1")).toThrow("overflow");
  });

  it("keeps integers beyond 2^53 exact", () => {
    expect(evaluate("self.n + 1", { self: { n: 9007199254740993n } })).toBe(9007199254740994n);
  });

  it("stops an evaluation that costs too much", () => {
    const list = Array.from({ length: 1000 }, (_, index) => index);
    const program = compileCel("self.all(a, self.all(b, self.all(c, a + b + c >= 0)))", {
      variables: { self: "dyn" },
    });
    const started = performance.now();
    expect(() => program.evaluate({ self: list }, { costLimit: 1_000_000 })).toThrow("cost limit exceeded");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("stops before an expression that is too deep or too long", () => {
    expect(() => compileCel(`${"(".repeat(5000)}1${")".repeat(5000)}`, { variables: {} })).toThrow(
      "recursion limit",
    );
    expect(() => compileCel(`${"-".repeat(5000)}x`, { variables: { x: "int" } })).toThrow("recursion limit");
    expect(() => compileCel("1".repeat(200_000), { variables: {} })).toThrow("exceeds limit");
  });
});
