import { SluiceError } from "@sluice/base/errors";
import { kustomizeErrors } from "./errors.ts";
import type { Answers } from "./pending.ts";

/** A compiled regular expression. */
export interface Pattern {
  /** True when the pattern matches somewhere in the text. */
  test(text: string): boolean;
}

interface Engine {
  compile(pattern: string): Pattern;
}

const literal = /^[A-Za-z0-9_\-/:@ ,=]*$/;
/** Literals, dots and at most one `.*`: what JavaScript matches as RE2 does, in linear time. */
const plain = /^(?:[A-Za-z0-9_\-/:@ ,=]|\.(?![*+?{]))*(?:\.\*(?:[A-Za-z0-9_\-/:@ ,=]|\.(?![*+?{]))*)?$/;
const choice = /^[A-Za-z0-9_\-/:@.]+(?:\|[A-Za-z0-9_\-/:@.]+)+$/;

/**
 * Compiles RE2 expressions. The simple ones, which is nearly all, need no engine; RE2 itself is loaded when the
 * first real expression appears.
 */
export class PatternCompiler {
  private readonly answers: Answers;
  private readonly compiled = new Map<string, Pattern>();

  constructor(answers: Answers) {
    this.answers = answers;
  }

  /** A pattern that must match the whole text; the empty one matches everything. */
  whole(pattern: string): Pattern {
    return this.cached(`^(?:${pattern})$`, () => {
      if (pattern === "") return everything;
      if (literal.test(pattern)) return { test: (text) => text === pattern };
      if (plain.test(pattern) || choice.test(pattern)) return native(`^(?:${pattern})$`);
      return undefined;
    });
  }

  /** A pattern that may match anywhere in the text. */
  anywhere(pattern: string): Pattern {
    return this.cached(pattern, () => {
      if (literal.test(pattern)) return { test: (text) => text.includes(pattern) };
      return plain.test(pattern) ? native(pattern) : undefined;
    });
  }

  /** Images named by `name`: the name, then perhaps a tag, then perhaps a SHA-256 digest. */
  image(name: string): Pattern {
    const expression = `^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`;
    return this.cached(expression, () =>
      plain.test(name) && !name.includes("*") ? native(expression) : undefined,
    );
  }

  private cached(expression: string, simple: () => Pattern | undefined): Pattern {
    let pattern = this.compiled.get(expression);
    if (pattern === undefined) {
      pattern = simple() ?? this.answers.get("engine re2", loadEngine).compile(expression);
      this.compiled.set(expression, pattern);
    }
    return pattern;
  }
}

const everything: Pattern = { test: () => true };

/** Go's `.` and `$` know only the line feed; JavaScript's need telling. */
function native(expression: string): Pattern {
  const regexp = new RegExp(
    expression.replace(/\.(?![*]?\{)/g, (dot, at: number) => (inClass(expression, at) ? dot : "[^\\n]")),
    "u",
  );
  return { test: (text) => regexp.test(text) };
}

function inClass(expression: string, at: number): boolean {
  return expression.lastIndexOf("[", at) > expression.lastIndexOf("]", at);
}

async function loadEngine(): Promise<Engine> {
  const { RE2JS } = await import("re2js");
  return {
    compile(expression) {
      try {
        const compiled = RE2JS.compile(expression);
        return { test: (text) => compiled.matcher(text).find() };
      } catch (cause) {
        throw new SluiceError(
          kustomizeErrors.KUSTOMIZE_TRANSFORMER_INVALID,
          `error parsing regexp: ${cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, "") : String(cause)}`,
          { hint: "expressions are RE2: no look-around and no back-references", cause },
        );
      }
    },
  };
}
