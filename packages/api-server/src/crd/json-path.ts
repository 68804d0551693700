// biome-ignore-all lint/suspicious/noAssignInExpressions: trying one pattern after the other reads best so.
import { getKey, isJsonObject, type JsonValue } from "@sluice/base/object";

type Step = (values: JsonValue[]) => JsonValue[];

/**
 * Compiles a simple JSON path as printer columns and selectable fields use it: `.spec.a`, `['a.b']`, `[0]`, `[*]`,
 * `[?(@.type=="Ready")]`, `..`. A malformed path finds nothing.
 */
export function compileJsonPath(path: string): (value: JsonValue) => JsonValue[] {
  const steps = parseSteps(path.replace(/^\{(.*)\}$/s, "$1"));
  return (value) => steps.reduce((values, step) => step(values), [value]);
}

function parseSteps(path: string): Step[] {
  const steps: Step[] = [];
  let rest = path.replace(/^\$/, "");
  if (rest !== "" && rest[0] !== "." && rest[0] !== "[") rest = `.${rest}`;
  while (rest !== "") {
    let match: RegExpExecArray | null;
    if ((match = /^\.\.([A-Za-z_][\w-]*)/.exec(rest))) steps.push(descendants(match[1]!));
    else if ((match = /^\.\*/.exec(rest)) || (match = /^\[\*\]/.exec(rest))) steps.push(everyChild);
    else if ((match = /^\.((?:\\.|[^.[\\])+)/.exec(rest)))
      steps.push(field(match[1]!.replaceAll(/\\(.)/g, "$1")));
    else if ((match = /^\[\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")\s*\]/.exec(rest))) {
      steps.push(field((match[1] ?? match[2] ?? "").replaceAll(/\\(.)/g, "$1")));
    } else if ((match = /^\[(-?\d+)\]/.exec(rest))) steps.push(item(Number(match[1])));
    else if ((match = /^\[(-?\d*):(-?\d*)\]/.exec(rest))) steps.push(slice(match[1]!, match[2]!));
    else if ((match = /^\[\?\(\s*@(\.?[^=!<>\s]*)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*\)\]/.exec(rest))) {
      steps.push(filter(match[1]!, match[2]!, match[3]!));
    } else if ((match = /^\[\?\(\s*@(\.[^=!<>\s]+)\s*\)\]/.exec(rest))) steps.push(existing(match[1]!));
    else if (rest === ".") match = /^\./.exec(rest);
    else return [() => []];
    rest = rest.slice(match![0].length);
  }
  return steps;
}

function field(name: string): Step {
  return (values) =>
    values.flatMap((value) => {
      const found = isJsonObject(value) ? getKey(value, name) : undefined;
      return found === undefined ? [] : [found];
    });
}

const everyChild: Step = (values) =>
  values.flatMap((value) => (Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : []));

function item(index: number): Step {
  return (values) =>
    values.flatMap((value) => {
      const found = Array.isArray(value) ? value.at(index) : undefined;
      return found === undefined ? [] : [found];
    });
}

function slice(start: string, end: string): Step {
  return (values) =>
    values.flatMap((value) =>
      Array.isArray(value)
        ? value.slice(start === "" ? 0 : Number(start), end === "" ? undefined : Number(end))
        : [],
    );
}

function existing(path: string): Step {
  const read = compileJsonPath(path);
  return (values) => everyChild(values).filter((value) => read(value).length > 0);
}

function filter(path: string, operator: string, literal: string): Step {
  const read = compileJsonPath(path);
  const wanted = parseLiteral(literal);
  return (values) =>
    everyChild(values).filter((value) => {
      const [found] = read(value);
      return found !== undefined && compareTo(found, operator, wanted);
    });
}

function parseLiteral(text: string): JsonValue {
  const quoted = /^(?:'(.*)'|"(.*)")$/s.exec(text);
  if (quoted) return quoted[1] ?? quoted[2] ?? "";
  if (text === "true" || text === "false") return text === "true";
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function compareTo(found: JsonValue, operator: string, wanted: JsonValue): boolean {
  switch (operator) {
    case "==":
      return found === wanted;
    case "!=":
      return found !== wanted;
    case "<":
      return found! < wanted!;
    case "<=":
      return found! <= wanted!;
    case ">":
      return found! > wanted!;
    default:
      return found! >= wanted!;
  }
}

function descendants(name: string): Step {
  const visit = (value: JsonValue, found: JsonValue[]): void => {
    if (isJsonObject(value)) {
      const own = getKey(value, name);
      if (own !== undefined) found.push(own);
    }
    if (typeof value === "object" && value !== null)
      for (const child of Object.values(value)) visit(child, found);
  };
  return (values) => {
    const found: JsonValue[] = [];
    for (const value of values) visit(value, found);
    return found;
  };
}
