/** The API group of image automation. */
export const imageGroup = "image.toolkit.fluxcd.io";

/** Categories by which `kubectl get` finds the kinds of image automation. */
export const imageCategories = ["all", "fluxcd", "fluxcd-images"];
