import { SluiceError } from "@sluice/base/errors";
import { templateErrors } from "../errors.ts";

const mostValues = 2_000_000;
const deepest = 500;

/**
 * Counts the values that one walk through a value visits. Templates can build values that hold themselves, or the
 * same map a billion times: a walk through those stops here.
 */
export class Traversal {
  #count = 0;

  /** Counts one value at a depth. Throws TEMPLATE_LIMIT_EXCEEDED. */
  visit(depth: number): void {
    this.#count++;
    if (this.#count <= mostValues && depth <= deepest) return;
    throw new SluiceError(
      templateErrors.TEMPLATE_LIMIT_EXCEEDED,
      depth > deepest
        ? `a value is nested deeper than ${deepest} levels`
        : `a value holds more than ${mostValues} values`,
      { hint: "look for a map that is put into itself, or into many others" },
    );
  }
}
