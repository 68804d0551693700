import { SluiceError } from "@sluice/base/errors";
import { templateErrors } from "../errors.ts";
import { isEmptyTree, type ParsedTemplates, parseTemplate, type TemplateTree } from "../parse/index.ts";
import { type GoFunction, type GoValue, quoteText } from "../value/index.ts";
import type { Budget } from "./budget.ts";
import { builtinFunctions } from "./builtins.ts";
import { Evaluator } from "./evaluator.ts";

/** What a missing map key gives: the zero value, an error, or an invalid value that prints `<no value>`. */
export type MissingKey = "zero" | "error" | "invalid";

/** A function and whether it is Go's own. */
export interface ResolvedFunction {
  readonly fn: GoFunction;
  readonly isBuiltin: boolean;
}

/**
 * Templates that know each other by name, with the functions they may call. `extend` makes a set that sees this
 * one and keeps what it adds to itself, as Go's `Clone` does.
 */
export class TemplateSet {
  readonly name: string;
  readonly missingKey: MissingKey;
  readonly #parent: TemplateSet | undefined;
  readonly #trees = new Map<string, TemplateTree>();
  readonly #functions: Map<string, GoFunction>;
  readonly #resolved = new Map<string, ResolvedFunction>();

  constructor(
    name: string,
    functions: ReadonlyMap<string, GoFunction>,
    missingKey: MissingKey = "invalid",
    parent?: TemplateSet,
  ) {
    this.name = name;
    this.missingKey = missingKey;
    this.#functions = new Map(functions);
    this.#parent = parent;
  }

  /** A set over this one; `functions` come before those known here. */
  extend(functions: ReadonlyMap<string, GoFunction>): TemplateSet {
    return new TemplateSet(this.name, functions, this.missingKey, this);
  }

  /** Adds or replaces a function after construction: `include` and `tpl` need the set that they belong to. */
  setFunction(name: string, fn: GoFunction): void {
    this.#functions.set(name, fn);
    this.#resolved.delete(name);
  }

  /** Whether templates parsed for this set may call this name. */
  hasFunction = (name: string): boolean => this.findFunction(name) !== undefined;

  findFunction(name: string): GoFunction | undefined {
    return this.#functions.get(name) ?? this.#parent?.findFunction(name) ?? builtinFunctions.get(name);
  }

  /** As `findFunction`, remembered, and whether it is Go's own function and not one of the set's. */
  resolveFunction(name: string): ResolvedFunction | undefined {
    let resolved = this.#resolved.get(name);
    if (resolved === undefined) {
      const fn = this.findFunction(name);
      if (fn === undefined) return undefined;
      resolved = { fn, isBuiltin: fn === builtinFunctions.get(name) };
      this.#resolved.set(name, resolved);
    }
    return resolved;
  }

  lookup(name: string): TemplateTree | undefined {
    return this.#trees.get(name) ?? this.#parent?.lookup(name);
  }

  /** Parses a text and adds what it defines; returns its own body. Throws TEMPLATE_PARSE_FAILED. */
  parse(name: string, text: string): TemplateTree {
    return this.add(parseTemplate(name, text, this.hasFunction));
  }

  /** Adds parsed templates; an empty definition never replaces one that exists. */
  add(parsed: ParsedTemplates): TemplateTree {
    for (const [name, tree] of parsed.trees) {
      if (isEmptyTree(tree.root) && this.lookup(name) !== undefined) continue;
      this.#trees.set(name, tree);
    }
    return parsed.main;
  }

  /** Executes the template of this name. Throws TEMPLATE_EXECUTION_FAILED and TEMPLATE_LIMIT_EXCEEDED. */
  execute(name: string, data: GoValue, budget: Budget): string {
    const tree = this.lookup(name);
    if (tree === undefined) {
      throw new SluiceError(
        templateErrors.TEMPLATE_EXECUTION_FAILED,
        `template: no template ${quoteText(name)} associated with template ${quoteText(this.name)}`,
      );
    }
    return this.executeTree(tree, data, budget);
  }

  /** Executes one tree with the templates and functions of this set. */
  executeTree(tree: TemplateTree, data: GoValue, budget: Budget): string {
    return new Evaluator(this, budget).execute(tree, data);
  }
}
