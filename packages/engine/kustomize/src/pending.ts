/**
 * Something that a build needs and that can only be had asynchronously: a remote file, a clone, a rendered chart,
 * the regular-expression engine. The build, itself synchronous, throws it; `build` awaits it and begins anew with
 * the answer at hand. No build needs many, and what was read before is cheap to read again.
 */
export class Pending {
  readonly resolve: () => Promise<void>;

  constructor(resolve: () => Promise<void>) {
    this.resolve = resolve;
  }
}

/** Answers by question: asked for the first time, an answer is pending. Failures are answers too. */
export class Answers {
  private readonly known = new Map<string, { value: unknown } | { failure: unknown }>();

  get<T>(question: string, ask: () => Promise<T>): T {
    const answer = this.known.get(question);
    if (answer === undefined) {
      throw new Pending(async () => {
        try {
          this.known.set(question, { value: await ask() });
        } catch (failure) {
          this.known.set(question, { failure });
        }
      });
    }
    if ("failure" in answer) throw answer.failure;
    return answer.value as T;
  }
}
