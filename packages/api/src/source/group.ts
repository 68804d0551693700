/** The API group of the sources. */
export const sourceGroup = "source.toolkit.fluxcd.io";

/** Categories by which `kubectl get` finds the sources. */
export const sourceCategories = ["all", "fluxcd", "fluxcd-sources"];
