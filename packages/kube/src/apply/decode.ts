import { isJsonObject, type JsonObject, type KubeObject, parseApiVersion } from "@sluice/base/object";

/** The objects of built documents: lists opened, kustomization files and what names no object left out (KC-64). */
export function decodeObjects(documents: readonly unknown[]): KubeObject[] {
  return documents.flatMap((document) => {
    if (!isJsonObject(document)) return [];
    const { kind, items } = document;
    if (typeof kind === "string" && kind.endsWith("List") && Array.isArray(items))
      return decodeObjects(items);
    return isApplicable(document) ? [document as unknown as KubeObject] : [];
  });
}

function isApplicable(document: JsonObject): boolean {
  const { apiVersion, kind, metadata } = document;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || apiVersion === "" || kind === "")
    return false;
  if (!isJsonObject(metadata) || typeof metadata["name"] !== "string" || metadata["name"] === "")
    return false;
  return !(parseApiVersion(apiVersion).group === "kustomize.config.k8s.io" && kind === "Kustomization");
}
