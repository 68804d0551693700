import { applyMergePatch } from "@sluice/base/json-patch";
import type { JsonObject } from "@sluice/base/object";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setCondition } from "../conditions/index.ts";
import { concludeReady, mergePatchBetween } from "./index.ts";

const now = new Date(0);
const types = (conditions: { type: string; status: string }[]) =>
  conditions.map(({ type, status }) => `${type}=${status}`);

describe("toolkit/outcome", () => {
  it("drops Reconciling when the object is ready, and says that it retries when it is not [KC-116]", () => {
    const reconciling = setCondition(
      [],
      { type: "Reconciling", status: "True", reason: "Progressing", message: "m" },
      now,
    );
    expect(
      types(concludeReady(reconciling, { kind: "succeeded", reason: "S", message: "" }, 1, now)),
    ).toEqual(["Ready=True"]);
    const retrying = concludeReady(reconciling, { kind: "retrying", reason: "F", message: "why" }, 1, now);
    expect(types(retrying)).toEqual(["Reconciling=True", "Ready=False"]);
    expect(retrying[0]?.reason).toBe("ProgressingWithRetry");
  });

  it("marks Stalled when nothing will help, and clears it later [KC-210]", () => {
    const stalled = concludeReady([], { kind: "stalled", reason: "F", message: "" }, 1, now);
    expect(types(stalled)).toEqual(["Stalled=True", "Ready=False"]);
    expect(types(concludeReady(stalled, { kind: "retrying", reason: "F", message: "" }, 1, now))).toEqual([
      "Reconciling=True",
      "Ready=False",
    ]);
  });

  it("writes the smallest merge patch that leads from one status to the other", () => {
    const object = fc.dictionary(
      fc.constantFrom("a", "b", "c"),
      fc.oneof(
        fc.integer(),
        fc.array(fc.integer()),
        fc.dictionary(fc.constantFrom("x", "y"), fc.integer(), { noNullPrototype: true }),
      ),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(object, object, (before, after) => {
        const patch = mergePatchBetween(before as JsonObject, after as JsonObject);
        if (patch === undefined) expect(before).toEqual(after);
        else expect(applyMergePatch(before as JsonObject, patch)).toEqual(after);
      }),
    );
  });
});
