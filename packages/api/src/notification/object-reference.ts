import { choice, map, optional, string } from "../schema/index.ts";

/** The API group of notifications. */
export const notificationGroup = "notification.toolkit.fluxcd.io";

/** Categories by which `kubectl get` finds the kinds of notifications. */
export const notificationCategories = ["all", "fluxcd", "fluxcd-notifications"];

/** Fields of a reference to the objects that an Alert or a Receiver is about. */
export const objectReferenceFields = {
  apiVersion: optional(string("API version of the object.")),
  kind: choice("Kind of the object.", [
    "Bucket",
    "GitRepository",
    "Kustomization",
    "HelmRelease",
    "HelmChart",
    "HelmRepository",
    "ImageRepository",
    "ImagePolicy",
    "ImageUpdateAutomation",
    "OCIRepository",
    "ArtifactGenerator",
    "ExternalArtifact",
  ]),
  matchLabels: optional(map("Labels that the objects must have; with the name `*` only.", string(""))),
  name: string("Name of the object; `*` for all.", { minLength: 1, maxLength: 253 }),
  namespace: optional(
    string("Namespace of the object; the referring object's own when absent.", {
      minLength: 1,
      maxLength: 253,
    }),
  ),
};
