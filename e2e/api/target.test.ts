import { describe, expect, it } from "vitest";
import { clusterKubeconfig } from "./target.ts";

describe("the cluster that the tests run on", () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ["is the embedded API by default", {}, undefined],
    ["is the one that KUBECONFIG names", { KUBECONFIG: "/a" }, "/a"],
    ["is that of the first file of several", { KUBECONFIG: ":/a:/b" }, "/a"],
    ["ignores KUBECONFIG where all tests run", { KUBECONFIG: "/a", npm_lifecycle_event: "test" }, undefined],
    [
      "follows KUBECONFIG there on request",
      { KUBECONFIG: "/a", SLUICE_E2E_KUBECONFIG: "env", npm_lifecycle_event: "test" },
      "/a",
    ],
    ["is the one asked for by path", { KUBECONFIG: "/a", SLUICE_E2E_KUBECONFIG: "/c" }, "/c"],
    ["is the embedded API on request", { KUBECONFIG: "/a", SLUICE_E2E_KUBECONFIG: "none" }, undefined],
  ])("%s", (_what, env, expected) => {
    expect(clusterKubeconfig(env)).toBe(expected);
  });

  it("must be there when it is asked for", () => {
    expect(() => clusterKubeconfig({ SLUICE_E2E_KUBECONFIG: "env" })).toThrow("KUBECONFIG names no file");
  });
});
