import { builtinSchema, type MergeSchema } from "./merge-schema.ts";
import { type BuildLimits, type BuildOptions, defaultLimits } from "./options.ts";
import { PatternCompiler } from "./pattern.ts";
import type { Answers } from "./pending.ts";

/** What one run of a build shares: options, answers from outside, the schema in force, counters. */
export class Session {
  readonly options: BuildOptions;
  readonly answers: Answers;
  readonly patterns: PatternCompiler;
  readonly limits: BuildLimits;
  readonly warnings: string[] = [];
  schema: MergeSchema = builtinSchema;
  /** True once a kustomization has chosen the schema: the outermost one wins, then the first that speaks. */
  schemaIsSet = false;
  kustomizations = 0;
  bytes = 0;

  constructor(options: BuildOptions, answers: Answers) {
    this.options = options;
    this.answers = answers;
    this.patterns = new PatternCompiler(answers);
    this.limits = { ...defaultLimits, ...options.limits };
  }
}
