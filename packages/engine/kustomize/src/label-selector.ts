import { SluiceError } from "@sluice/base/errors";
import { kustomizeErrors } from "./errors.ts";

/** One requirement of a label selector. */
type Requirement = (labels: ReadonlyMap<string, string>) => boolean;

const parsed = new Map<string, readonly Requirement[]>();

/**
 * True when labels (or annotations) meet a Kubernetes selector: `a=b`, `a==b`, `a!=b`, `a in (b,c)`,
 * `a notin (b)`, `a`, `!a`, `a>1`, `a<1`, joined by commas. The empty selector matches everything.
 */
export function matchesSelector(selector: string | undefined, labels: ReadonlyMap<string, string>): boolean {
  if (!selector) return true;
  let requirements = parsed.get(selector);
  if (requirements === undefined) {
    requirements = parse(selector);
    if (parsed.size > 1000) parsed.clear();
    parsed.set(selector, requirements);
  }
  return requirements.every((requirement) => requirement(labels));
}

const key = "[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?";
const forms: readonly [RegExp, (match: RegExpExecArray) => Requirement][] = [
  [
    new RegExp(`^!\\s*(${key})$`),
    ([, name]) =>
      (labels) =>
        !labels.has(name as string),
  ],
  [
    new RegExp(`^(${key})$`),
    ([, name]) =>
      (labels) =>
        labels.has(name as string),
  ],
  [
    new RegExp(`^(${key})\\s+in\\s+\\(([^)]*)\\)$`),
    ([, name, list]) => {
      const values = new Set(split(list as string));
      return (labels) => labels.has(name as string) && values.has(labels.get(name as string) as string);
    },
  ],
  [
    new RegExp(`^(${key})\\s+notin\\s+\\(([^)]*)\\)$`),
    ([, name, list]) => {
      const values = new Set(split(list as string));
      return (labels) => !labels.has(name as string) || !values.has(labels.get(name as string) as string);
    },
  ],
  [
    new RegExp(`^(${key})\\s*!=\\s*([-A-Za-z0-9_.]*)$`),
    ([, name, value]) =>
      (labels) =>
        labels.get(name as string) !== value,
  ],
  [
    new RegExp(`^(${key})\\s*==?\\s*([-A-Za-z0-9_.]*)$`),
    ([, name, value]) =>
      (labels) =>
        labels.get(name as string) === value,
  ],
  [
    new RegExp(`^(${key})\\s*([<>])\\s*(-?\\d+)$`),
    ([, name, sign, value]) =>
      (labels) => {
        const text = labels.get(name as string);
        if (text === undefined || !/^-?\d+$/.test(text)) return false;
        return sign === ">" ? BigInt(text) > BigInt(value as string) : BigInt(text) < BigInt(value as string);
      },
  ],
];

function split(list: string): string[] {
  return list.split(",").map((item) => item.trim());
}

function parse(selector: string): Requirement[] {
  return selector.split(/,(?![^(]*\))/).map((part) => {
    const text = part.trim();
    for (const [form, make] of forms) {
      const match = form.exec(text);
      if (match !== null) return make(match);
    }
    throw new SluiceError(
      kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
      `unable to parse requirement: '${text}' in selector '${selector}'`,
      { hint: "a selector is a comma-separated list such as `app=web,tier in (front,back),!legacy`" },
    );
  });
}
