import { deepEqual, type JsonObject } from "@sluice/base/object";
import { child } from "../defaults/set-default.ts";
import { parseQuantity } from "../quantity.ts";
import { dns1123Subdomain } from "./names.ts";
import type { Problems } from "./problems.ts";
import { validateSelector } from "./selector.ts";
import type { ValidateKind } from "./workloads.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
const volumeModes = ["Block", "Filesystem"];
const reclaimPolicies = ["Delete", "Recycle", "Retain"];

/** Checks the spec of a PersistentVolumeClaim, also where it is a template. */
export function validateClaimSpec(problems: Problems, field: string, spec: JsonObject): void {
  const modes = Array.isArray(spec["accessModes"]) ? spec["accessModes"] : [];
  if (modes.length === 0) problems.required(`${field}.accessModes`, "at least 1 access mode is required");
  validateSelector(problems, `${field}.selector`, spec["selector"]);
  for (const mode of modes) {
    if (!accessModes.includes(String(mode))) problems.notSupported(`${field}.accessModes`, mode, accessModes);
  }
  if (modes.includes("ReadWriteOncePod") && modes.length > 1) {
    problems.forbidden(`${field}.accessModes`, "may not use ReadWriteOncePod with other access modes");
  }
  const storage = child(child(spec, "resources"), "requests")?.["storage"];
  const path = `${field}.resources[storage]`;
  if (storage === undefined) problems.required(path);
  else if ((parseQuantity(String(storage))?.nano ?? 1n) <= 0n)
    problems.invalid(path, storage, "must be greater than zero");
  const className = spec["storageClassName"];
  if (typeof className === "string" && className !== "") {
    problems.invalidEach(`${field}.storageClassName`, className, dns1123Subdomain(className));
  }
  const mode = spec["volumeMode"];
  if (mode !== undefined && !volumeModes.includes(String(mode))) {
    problems.notSupported(`${field}.volumeMode`, mode, volumeModes);
  }
}

export const validatePersistentVolumeClaim: ValidateKind = (problems, claim, old) => {
  const spec = child(claim, "spec") ?? {};
  validateClaimSpec(problems, "spec", spec);
  const before = child(old, "spec");
  if (before === undefined) return;
  const isBound = child(claim, "status")?.["phase"] === "Bound";
  if (!deepEqual(frozenOfClaim(spec, before, isBound), frozenOfClaim(before, before, isBound))) {
    problems.forbidden(
      "spec",
      "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
    );
  }
  const size = (owner: JsonObject | undefined): bigint =>
    parseQuantity(String(child(child(owner, "resources"), "requests")?.["storage"] ?? "0"))?.nano ?? 0n;
  const capacity =
    parseQuantity(String(child(child(old, "status"), "capacity")?.["storage"] ?? "0"))?.nano ?? 0n;
  if (size(spec) < size(before) && size(spec) <= capacity) {
    problems.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
  }
  problems.immutable("volumeMode", spec["volumeMode"] === before["volumeMode"], spec["volumeMode"]);
};

function frozenOfClaim(spec: JsonObject, before: JsonObject, isBound: boolean): JsonObject {
  const copy: JsonObject = { ...spec };
  if (before["volumeName"] === undefined) delete copy["volumeName"];
  if (before["storageClassName"] === undefined) delete copy["storageClassName"];
  if (!isBound) return copy;
  delete copy["volumeAttributesClassName"];
  const resources = child(spec, "resources") ?? {};
  const { storage: _, ...requests } = child(resources, "requests") ?? {};
  copy["resources"] = { ...resources, requests };
  return copy;
}

export const validatePersistentVolume: ValidateKind = (problems, volume, old) => {
  const spec = child(volume, "spec") ?? {};
  const modes = Array.isArray(spec["accessModes"]) ? spec["accessModes"] : [];
  if (modes.length === 0) problems.required("spec.accessModes");
  for (const mode of modes) {
    if (!accessModes.includes(String(mode))) problems.notSupported("spec.accessModes", mode, accessModes);
  }
  const capacity = child(spec, "capacity") ?? {};
  if (Object.keys(capacity).length === 0) problems.required("spec.capacity");
  if (capacity["storage"] === undefined || Object.keys(capacity).length > 1) {
    problems.notSupported("spec.capacity", capacity, ["storage"]);
  }
  const policy = spec["persistentVolumeReclaimPolicy"];
  if (policy !== undefined && !reclaimPolicies.includes(String(policy))) {
    problems.notSupported("spec.persistentVolumeReclaimPolicy", policy, reclaimPolicies);
  }
  const sources = Object.keys(spec).filter((key) => !plainVolumeFields.has(key));
  if (sources.length === 0) problems.required("spec", "must specify a volume type");
  for (const source of sources.slice(1)) {
    problems.forbidden(`spec.${source}`, "may not specify more than 1 volume type");
  }
  const before = child(old, "spec");
  if (before === undefined) return;
  const pick = (owner: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(owner).filter(([key]) => !plainVolumeFields.has(key)));
  if (!deepEqual(pick(spec), pick(before))) {
    problems.forbidden(
      "spec.persistentvolumesource",
      "spec.persistentvolumesource is immutable after creation",
    );
  }
};

const plainVolumeFields = new Set([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
]);

export const validateStorageClass: ValidateKind = (problems, storageClass, old) => {
  const provisioner = String(storageClass["provisioner"] ?? "");
  if (provisioner === "") problems.required("provisioner", provisioner);
  const { reclaimPolicy, volumeBindingMode } = storageClass;
  if (reclaimPolicy !== undefined && !["Delete", "Retain"].includes(String(reclaimPolicy))) {
    problems.notSupported("reclaimPolicy", reclaimPolicy, ["Delete", "Retain"]);
  }
  const modes = ["Immediate", "WaitForFirstConsumer"];
  if (volumeBindingMode === undefined) problems.required("volumeBindingMode");
  else if (!modes.includes(String(volumeBindingMode))) {
    problems.notSupported("volumeBindingMode", volumeBindingMode, modes);
  }
  if (old === undefined) return;
  if (!deepEqual(storageClass["parameters"] ?? {}, old["parameters"] ?? {})) {
    problems.forbidden("parameters", "updates to parameters are forbidden.");
  }
  if (provisioner !== old["provisioner"]) {
    problems.forbidden("provisioner", "updates to provisioner are forbidden.");
  }
  if (reclaimPolicy !== old["reclaimPolicy"]) {
    problems.forbidden("reclaimPolicy", "updates to reclaimPolicy are forbidden.");
  }
  problems.immutable("volumeBindingMode", volumeBindingMode === old["volumeBindingMode"], volumeBindingMode);
};

export const validateCsiDriver: ValidateKind = (problems, driver) => {
  const modes = Array.isArray(child(driver, "spec")?.["volumeLifecycleModes"])
    ? (child(driver, "spec")!["volumeLifecycleModes"] as unknown[])
    : [];
  for (const mode of modes) {
    if (mode !== "Persistent" && mode !== "Ephemeral") {
      problems.notSupported("spec.volumeLifecycleModes", mode, ["Ephemeral", "Persistent"]);
    }
  }
};
