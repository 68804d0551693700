import { describe, expect, it } from "vitest";
import { findCondition, isReady, markReconciling, markStalled, setCondition } from "./index.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second, 500));
const ready = (status: "True" | "False", message: string) => ({
  type: "Ready",
  status,
  reason: "R",
  message,
  observedGeneration: 1,
});

describe("toolkit/conditions", () => {
  it("moves the transition time when status, reason or message change [KC-210]", () => {
    const first = setCondition([], ready("True", "a"), at(1));
    expect(first[0]?.lastTransitionTime).toBe("2026-01-01T00:00:01Z");
    expect(setCondition(first, ready("True", "a"), at(2))).toEqual(first);
    expect(setCondition(first, ready("True", "b"), at(2))[0]?.lastTransitionTime).toBe(
      "2026-01-01T00:00:02Z",
    );
    expect(setCondition(first, ready("False", "a"), at(2))[0]?.lastTransitionTime).toBe(
      "2026-01-01T00:00:02Z",
    );
  });

  it("keeps Reconciling and Stalled apart and orders the list [KC-210]", () => {
    let conditions = setCondition([], { ...ready("False", ""), type: "Healthy" }, at(1));
    conditions = setCondition(conditions, ready("False", ""), at(1));
    conditions = markReconciling(conditions, { reason: "Progressing", message: "" }, at(1));
    expect(conditions.map((condition) => condition.type)).toEqual(["Reconciling", "Ready", "Healthy"]);
    conditions = markStalled(conditions, { reason: "Bad", message: "" }, at(1));
    expect(conditions.map((condition) => condition.type)).toEqual(["Stalled", "Ready", "Healthy"]);
    expect(findCondition(conditions, "Reconciling")).toBeUndefined();
  });

  it("cuts long messages [KC-210]", () => {
    expect(setCondition([], ready("True", "x".repeat(40_000)), at(1))[0]?.message).toHaveLength(32768);
  });

  it("takes an object for ready only in its present generation", () => {
    const conditions = setCondition([], ready("True", ""), at(1));
    expect(isReady({ metadata: { generation: 1 }, status: { observedGeneration: 1, conditions } })).toBe(
      true,
    );
    expect(isReady({ metadata: { generation: 2 }, status: { observedGeneration: 1, conditions } })).toBe(
      false,
    );
  });
});
