import type { Condition } from "@sluice/api/meta";
import { describe, expect, it } from "vitest";
import { concludePass, hasRecovered, type PassResult } from "./conclude.ts";
import { failure, stall } from "./failure.ts";
import { gitRepositoryConditions as table } from "./git-repository/conditions.ts";

const now = new Date("2026-01-01T00:00:00Z");

/** Conditions from `Type=Status(Reason)`; the message is the type in lower case. */
function conditions(...texts: string[]): Condition[] {
  return texts.map((text) => {
    const [, type = "", status, reason = ""] = /^(\w+)=(\w+)\((\w+)\)$/.exec(text) ?? [];
    return {
      type,
      status: status as Condition["status"],
      reason,
      message: type.toLowerCase(),
      observedGeneration: 1,
      lastTransitionTime: "2026-01-01T00:00:00Z",
    };
  });
}

const conclude = (result: PassResult, ...texts: string[]) =>
  concludePass(conditions(...texts), result, table, 2, now);
const shown = (list: readonly Condition[]) =>
  list.map(({ type, status, reason }) => `${type}=${status}(${reason})`).sort();
const readyOf = (list: readonly Condition[]) => {
  const ready = list.find(({ type }) => type === "Ready");
  return ready && `${ready.status} ${ready.reason}: ${ready.message}`;
};
const progress = "Reconciling=True(Progressing)";
const stored = "ArtifactInStorage=True(Succeeded)";

describe("concludePass", () => {
  it.each<[string[], string]>([
    [[stored], "True Succeeded: artifactinstorage"],
    [[stored, "SourceVerified=True(Verified)"], "True Succeeded: artifactinstorage"],
    [[stored, "FetchFailed=True(Gone)"], "False Gone: fetchfailed"],
    [
      [stored, "FetchFailed=True(Gone)", "StorageOperationFailed=True(Full)"],
      "False Full: storageoperationfailed",
    ],
    [
      [stored, "IncludeUnavailable=True(NotFound)", "ArtifactOutdated=True(NewRevision)"],
      "False NotFound: includeunavailable",
    ],
    [[stored, "ArtifactOutdated=True(NewRevision)"], "False NewRevision: artifactoutdated"],
    [["FetchFailed=Unknown(Maybe)"], "Unknown Maybe: fetchfailed"],
    [[stored, "FetchFailed=Unknown(Maybe)"], "True Succeeded: artifactinstorage"],
    [["FetchFailed=False(Fine)"], "True Fine: fetchfailed"],
    [[stored, "SourceVerified=False(BadKey)"], "False BadKey: sourceverified"],
    [[stored, "SourceVerified=False(BadKey)", "FetchFailed=True(Gone)"], "False BadKey: sourceverified"],
  ])("sums up %j as Ready %j [RC-05] [RC-06]", (given, expected) => {
    expect(readyOf(conclude({ kind: "succeeded" }, ...given).conditions)).toBe(expected);
  });

  it("knows every condition of a GitRepository and which of them are bad [RC-04]", () => {
    expect(table.summarized).toEqual([
      "StorageOperationFailed",
      "FetchFailed",
      "IncludeUnavailable",
      "ArtifactOutdated",
      "ArtifactInStorage",
      "SourceVerified",
      "Stalled",
      "Reconciling",
    ]);
    const good = table.summarized.filter((type) => !table.negative.includes(type));
    expect(good).toEqual(["ArtifactInStorage", "SourceVerified"]);
  });

  it("ends a success without Reconciling and Stalled, at the interval [RC-07]", () => {
    const found = conclude({ kind: "succeeded" }, stored, progress);
    expect(shown(found.conditions)).toEqual([stored, "Ready=True(Succeeded)"]);
    expect(found).toMatchObject({ isObserved: true, next: "interval", error: undefined });
  });

  it("does not rest on a success that is not ready [RC-07]", () => {
    const found = conclude({ kind: "succeeded" }, stored, "ArtifactOutdated=True(NewRevision)");
    expect(found.error).toEqual(new Error("artifactoutdated"));
  });

  it("says after a failure that it will be tried again, without having observed the generation [RC-08] [RC-09]", () => {
    const error = failure("Gone", "fetchfailed");
    const found = conclude(
      { kind: "failed", error },
      stored,
      progress,
      "FetchFailed=True(Gone)",
      "Stalled=True(X)",
    );
    expect(shown(found.conditions)).toEqual([
      stored,
      "FetchFailed=True(Gone)",
      "Ready=False(Gone)",
      "Reconciling=True(ProgressingWithRetry)",
    ]);
    expect(found).toMatchObject({ isObserved: false, error });
  });

  it("stalls when nothing but a change can help [RC-10]", () => {
    const error = stall("URLInvalid", "cannot be parsed");
    const found = conclude({ kind: "failed", error }, progress, "FetchFailed=True(URLInvalid)");
    expect(shown(found.conditions)).toEqual([
      "FetchFailed=True(URLInvalid)",
      "Ready=False(URLInvalid)",
      "Stalled=True(URLInvalid)",
    ]);
    expect(found).toMatchObject({ isObserved: true, next: "never", error: undefined });
  });

  it("counts a pass without news as success [RC-12]", () => {
    const found = conclude({ kind: "unchanged" }, stored, progress);
    expect(shown(found.conditions)).toEqual([stored, "Ready=True(Succeeded)"]);
    expect(found).toMatchObject({ isObserved: true, next: "interval" });
  });

  it("keeps the books of a suspended object [OBJ-11]", () => {
    const found = conclude({ kind: "skipped" }, stored, progress, "Stalled=True(X)");
    expect(shown(found.conditions)).toEqual([
      stored,
      "Ready=False(ProgressingWithRetry)",
      "Reconciling=True(ProgressingWithRetry)",
    ]);
    expect(found).toMatchObject({ isObserved: true, next: "never" });
    expect(conclude({ kind: "skipped" })).toMatchObject({ conditions: [], isObserved: false });
  });

  it("comes back at once when it is asked to [OBJ-08] [RC-01]", () => {
    expect(conclude({ kind: "requeued" }, stored)).toMatchObject({ isObserved: false, next: "now" });
  });

  it("stamps Ready with the generation [RC-14]", () => {
    const ready = conclude({ kind: "succeeded" }, stored).conditions.find(({ type }) => type === "Ready");
    expect(ready?.observedGeneration).toBe(2);
  });

  it("tells a recovery [EV-03]", () => {
    const failures = ["FetchFailed", "StorageOperationFailed"];
    const failed = conditions("FetchFailed=True(Gone)");
    expect(hasRecovered(failed, conditions(stored), failures)).toBe(true);
    expect(hasRecovered(failed, failed, failures)).toBe(false);
    expect(hasRecovered(failed, conditions("StorageOperationFailed=True(Full)"), failures)).toBe(false);
    expect(hasRecovered([], conditions(stored), failures)).toBe(false);
  });
});
