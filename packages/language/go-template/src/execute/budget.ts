import { SluiceError } from "@sluice/base/errors";
import { templateErrors } from "../errors.ts";

/** Limits of one execution; each has a default that no honest template reaches. */
export interface BudgetLimits {
  /** Nodes walked and values evaluated. Default 50 million. */
  maxSteps?: number;
  /** UTF-16 units of output, nested executions included. Default 128 Mi. */
  maxOutput?: number;
  /** UTF-16 units of one text that a function makes. Default 64 Mi. */
  maxText?: number;
  /** Templates nested by `template`, `include` and `tpl`. Default 100000, as Go's. */
  maxDepth?: number;
  /** Asked every thousand steps; a returned reason stops the execution. */
  shouldStop?: () => string | undefined;
}

/** Counts what an execution uses up; one budget is shared by all that a render executes. */
export class Budget {
  readonly #maxSteps: number;
  readonly #maxOutput: number;
  readonly #maxText: number;
  readonly maxDepth: number;
  readonly #shouldStop: () => string | undefined;
  #steps = 0;
  #output = 0;
  depth = 0;

  constructor(limits: BudgetLimits = {}) {
    this.#maxSteps = limits.maxSteps ?? 50_000_000;
    this.#maxOutput = limits.maxOutput ?? 128 * 1024 * 1024;
    this.#maxText = limits.maxText ?? 64 * 1024 * 1024;
    this.maxDepth = limits.maxDepth ?? 100_000;
    this.#shouldStop = limits.shouldStop ?? (() => undefined);
  }

  /** Steps used so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Counts work; `count` is 1 for a node, more for a function that loops. */
  spend(count = 1): void {
    const before = this.#steps;
    this.#steps = before + count;
    if (before >> 10 !== this.#steps >> 10) this.#check();
  }

  /** Counts output. */
  emit(length: number): void {
    this.#output += length;
    if (this.#output > this.#maxOutput) {
      throw limitExceeded(`template output exceeds ${this.#maxOutput} characters`);
    }
  }

  /** Counts a text that a function has made. */
  hold(length: number): void {
    if (length > this.#maxText) throw limitExceeded(`template makes a text of ${length} characters`);
    this.spend(length >> 8);
  }

  #check(): void {
    if (this.#steps > this.#maxSteps) throw limitExceeded(`template takes more than ${this.#maxSteps} steps`);
    const reason = this.#shouldStop();
    if (reason !== undefined) throw limitExceeded(`template execution stopped: ${reason}`);
  }
}

function limitExceeded(message: string): SluiceError {
  return new SluiceError(templateErrors.TEMPLATE_LIMIT_EXCEEDED, message, {
    hint: "look for an endless range, a recursion through include or tpl, or a very large repeat or until",
  });
}
