import { isSluiceError } from "@sluice/base/errors";
import {
  type Budget,
  defineFunction,
  GoError,
  type GoFunction,
  type GoValue,
  type MapValue,
  quoteText,
  type TemplateSet,
} from "@sluice/go-template";
import { messageEnd, messageStart } from "./render-failure.ts";
import type { ParseCache } from "./template-source.ts";

/** Reads objects of a cluster for `lookup`: one object, or a list where `name` is empty; undefined for not found. */
export type LookupReader = (
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
) => MapValue | undefined;

/** What the functions of one render share. */
export interface RenderContext {
  readonly budget: Budget;
  readonly cache: ParseCache;
  readonly lookup: LookupReader | undefined;
  /** Missing `required` values and `fail` pass in lint mode. */
  readonly isLint: boolean;
  readonly warn: (message: string) => void;
  /** How deep each name is included in itself. */
  readonly includes: Map<string, number>;
}

const deepestInclude = 1000;

/** `include` and `tpl` for a set; `tpl` makes sets over it that see what their own text defines. */
export function addSetFunctions(set: TemplateSet, context: RenderContext): void {
  set.setFunction("include", includeFunction(set, context));
  set.setFunction("tpl", tplFunction(set, context));
}

/** `required`, `fail` and `lookup`. */
export function renderFunctions(context: RenderContext): Map<string, GoFunction> {
  const refuse = (message: string): string => {
    if (!context.isLint) throw new GoError(messageStart + message + messageEnd);
    context.warn(message);
    return "";
  };
  return new Map([
    [
      "required",
      defineFunction("(string, any) any", (message: string, value: GoValue) =>
        value === null || value === undefined || value === "" ? refuse(message) : value,
      ),
    ],
    ["fail", defineFunction("(string) string", refuse)],
    [
      "lookup",
      defineFunction(
        "(string, string, string, string) map[string]any",
        (apiVersion: string, kind: string, namespace: string, name: string) =>
          (context.isLint ? undefined : context.lookup?.(apiVersion, kind, namespace, name)) ?? {},
      ),
    ],
  ]);
}

function includeFunction(set: TemplateSet, { budget, includes }: RenderContext): GoFunction {
  return defineFunction("(string, any) string", (name: string, data: GoValue) => {
    const depth = includes.get(name) ?? 0;
    if (depth > deepestInclude) {
      throw new GoError(
        `rendering template has a nested reference name: ${name}: unable to execute template`,
        new GoError("unable to execute template"),
      );
    }
    includes.set(name, depth + 1);
    try {
      return set.execute(name, data, budget);
    } finally {
      includes.set(name, depth);
    }
  });
}

function tplFunction(parent: TemplateSet, context: RenderContext): GoFunction {
  return defineFunction("(string, any) string", (text: string, data: GoValue) => {
    if (!text.includes("{{")) {
      context.budget.emit(text.length);
      return text.replaceAll("<no value>", "");
    }
    const set = parent.extend(new Map());
    addSetFunctions(set, context);
    let tree: ReturnType<TemplateSet["add"]>;
    try {
      tree = set.add(context.cache.parse(`${parent.name}\0${text}`, parent.name, text, set.hasFunction));
    } catch (error) {
      if (!isSluiceError(error, "TEMPLATE_PARSE_FAILED")) throw error;
      throw new GoError(`cannot parse template ${quoteText(text)}: ${error.message}`, error);
    }
    try {
      return set.executeTree(tree, data, context.budget).replaceAll("<no value>", "");
    } catch (error) {
      if (!isSluiceError(error, "TEMPLATE_EXECUTION_FAILED")) throw error;
      throw new GoError(
        `error during tpl function execution for ${quoteText(text)}: ${error.message}`,
        error,
      );
    }
  });
}
