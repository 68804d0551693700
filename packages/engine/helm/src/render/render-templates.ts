import { isSluiceError, SluiceError } from "@sluice/base/errors";
import { Budget, compareText, type GoFunction, TemplateSet } from "@sluice/go-template";
import { helmErrors } from "../errors.ts";
import { defaultFlavour, type HelmFlavour } from "../flavour.ts";
import { baseName, chartFunctions, type FunctionEnvironment } from "../functions/index.ts";
import { executionFailure, parseFailure } from "./render-failure.ts";
import {
  addSetFunctions,
  type LookupReader,
  type RenderContext,
  renderFunctions,
} from "./render-functions.ts";
import { ParseCache, type TemplateSource } from "./template-source.ts";

/** What a render takes from outside, and how it treats missing values. */
export interface RenderTemplatesOptions {
  flavour?: HelmFlavour;
  /** A missing key is an error. */
  isStrict?: boolean;
  /** `required` and `fail` warn and pass. */
  isLint?: boolean;
  lookup?: LookupReader;
  /** Milliseconds since the epoch. */
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  /** IANA name; default UTC. */
  timeZone?: string;
  lookupHost?: (name: string) => readonly string[];
  /** Functions of the caller's own; they come before Helm's. */
  functions?: ReadonlyMap<string, GoFunction>;
  warn?: (message: string) => void;
  budget?: Budget;
  cache?: ParseCache;
}

const laterFunctions: Readonly<Record<HelmFlavour, readonly string[]>> = {
  "3.21": ["mustToYaml", "mustToToml"],
  "4.1": ["mustToToml"],
  "4.2": [],
};

/**
 * Executes templates in Helm's order: deepest path first, then from the end of the alphabet. Returns the output by
 * template name, in that order; files whose name begins with `_` only define. Throws RENDER_FAILED and RENDER_LIMIT.
 */
export function renderTemplates(
  sources: readonly TemplateSource[],
  options: RenderTemplatesOptions,
): Map<string, string> {
  const flavour = options.flavour ?? defaultFlavour;
  const budget = options.budget ?? new Budget();
  const env: FunctionEnvironment = {
    now: options.now,
    randomBytes: options.randomBytes,
    timeZone: options.timeZone ?? "UTC",
    lookupHost: options.lookupHost,
    budget,
  };
  const context: RenderContext = {
    budget,
    cache: options.cache ?? new ParseCache(),
    lookup: options.lookup,
    isLint: options.isLint ?? false,
    warn: options.warn ?? (() => {}),
    includes: new Map(),
  };
  const functions = chartFunctions(env);
  for (const name of laterFunctions[flavour]) functions.delete(name);
  for (const [name, fn] of renderFunctions(context)) functions.set(name, fn);
  for (const [name, fn] of options.functions ?? []) functions.set(name, fn);
  const set = new TemplateSet("gotpl", functions, options.isStrict ? "error" : "zero");
  addSetFunctions(set, context);

  const ordered = inParseOrder(sources);
  for (const { name, text } of ordered) {
    try {
      set.add(context.cache.parse(name, name, text, set.hasFunction));
    } catch (error) {
      throw isSluiceError(error, "TEMPLATE_PARSE_FAILED") ? parseFailure(name, error) : error;
    }
  }
  const rendered = new Map<string, string>();
  for (const { name, basePath, scope } of ordered) {
    if (baseName(name).startsWith("_")) continue;
    scope["Template"] = { Name: name, BasePath: basePath };
    try {
      rendered.set(name, set.execute(name, scope, budget).replaceAll("<no value>", ""));
    } catch (error) {
      throw outOfStack(name, error) ?? executionFailure(name, error, flavour);
    }
  }
  return rendered;
}

function outOfStack(name: string, error: unknown): SluiceError | undefined {
  if (!(error instanceof RangeError)) return undefined;
  return new SluiceError(
    helmErrors.RENDER_LIMIT,
    `${name}: template needs more stack or memory than there is`,
    {
      hint: "look for values nested without end or a text that grows without end",
      location: { path: name },
      cause: error,
    },
  );
}

/** Helm's order, the names taken apart once. */
function inParseOrder(sources: readonly TemplateSource[]): TemplateSource[] {
  const ranked = sources.map((source) => ({ source, depth: source.name.split("/").length }));
  ranked.sort((a, b) => b.depth - a.depth || compareText(b.source.name, a.source.name));
  return ranked.map(({ source }) => source);
}
