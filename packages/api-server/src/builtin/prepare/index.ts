/**
 * What the server does to an object between defaulting and validation: status as the server wants it, values that
 * are allocated or derived. One file per kind that needs more than the common rules.
 */

import { Buffer } from "node:buffer";
import { deepClone, type JsonObject, type KubeObject, setKey } from "@sluice/base/object";
import { child, ensureChild } from "../defaults/set-default.ts";
import { prepareJob } from "./prepare-job.ts";
import { preparePod } from "./prepare-pod.ts";
import { prepareService } from "./prepare-service.ts";
import type { ServiceAddresses } from "./service-addresses.ts";

export { ServiceAddresses } from "./service-addresses.ts";

/** Changes `object`; `old` is undefined on create. */
export type Prepare = (object: KubeObject, old: KubeObject | undefined) => void;

/** The preparation of a kind beyond the common rules, or undefined. */
export function prepareOfKind(group: string, kind: string, addresses: ServiceAddresses): Prepare | undefined {
  switch (`${group}/${kind}`) {
    case "/Pod":
      return preparePod;
    case "/Service":
      return (object, old) => prepareService(object, old, addresses);
    case "/Secret":
      return mergeStringData;
    case "/Namespace":
      return (object, old) => {
        if (old === undefined)
          ensureChild(object as unknown as JsonObject, "spec")["finalizers"] = ["kubernetes"];
      };
    case "/PersistentVolumeClaim":
      return (object, old) => prepareClaim(object, old);
    case "/PersistentVolume":
      return (object, old) => {
        if (old === undefined) addFinalizer(object, "kubernetes.io/pv-protection");
      };
    case "batch/Job":
      return prepareJob;
    case "apiextensions.k8s.io/CustomResourceDefinition":
      return undefined;
    default:
      return undefined;
  }
}

/** `stringData` is write-only: it goes into `data`. */
function mergeStringData(secret: KubeObject): void {
  const object = secret as unknown as JsonObject;
  const plain = child(object, "stringData");
  if (plain !== undefined) {
    const data = ensureChild(object, "data");
    for (const key of Object.keys(plain)) {
      setKey(data, key, Buffer.from(String(plain[key]), "utf8").toString("base64"));
    }
  }
  delete object["stringData"];
}

function prepareClaim(claim: KubeObject, old: KubeObject | undefined): void {
  const spec = ensureChild(claim as unknown as JsonObject, "spec");
  if (old === undefined) {
    addFinalizer(claim, "kubernetes.io/pvc-protection");
    return;
  }
  // A claim that says nothing about its class or volume keeps what binding has given it.
  const before = child(old as unknown as JsonObject, "spec") ?? {};
  for (const name of ["storageClassName", "volumeName", "volumeMode"]) {
    if (spec[name] === undefined && before[name] !== undefined) spec[name] = deepClone(before[name]!);
  }
}

function addFinalizer(object: KubeObject, finalizer: string): void {
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.includes(finalizer)) object.metadata.finalizers = [...finalizers, finalizer];
}
