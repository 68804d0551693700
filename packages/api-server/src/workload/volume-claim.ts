import type { KubeObject } from "@sluice/base/object";
import { parseQuantity } from "../builtin/index.ts";
import { isStatusError } from "../status/index.ts";
import { recordEvent } from "./event-recorder.ts";
import { selects } from "./selector.ts";
import { enqueueSelf, type SimulatedController, type Simulation } from "./simulation.ts";
import type { VolumeClaim } from "./types.ts";

const component = "persistentvolume-controller";
const provisioner = "simulate.sluice.dev/volume";
const defaultClassAnnotations = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];
const claimProtection = "kubernetes.io/pvc-protection";
const volumeProtection = "kubernetes.io/pv-protection";

type Stored = Readonly<KubeObject>;

/**
 * Binds PersistentVolumeClaims: to a volume that fits, else to one made for them. Every named class provisions, also
 * one that does not exist here: the driver behind it cannot run in a simulation, and a claim must not hang for that.
 */
export function createVolumeClaimController(): SimulatedController {
  return {
    component,
    watches: {
      persistentvolumeclaims: enqueueSelf("claim"),
      storageclasses(event, simulation) {
        if (event.type === "DELETED") return;
        for (const claim of simulation.objects("persistentvolumeclaims").list()) {
          if ((claim as VolumeClaim).status?.phase !== "Bound") {
            simulation.enqueue("claim", claim.metadata.namespace ?? "", claim.metadata.name ?? "");
          }
        }
      },
      persistentvolumes(event, simulation) {
        const ref = claimRefOf(event.object);
        if (ref !== undefined) simulation.enqueue("claim", ref.namespace ?? "", ref.name ?? "");
        else if (event.type === "ADDED") {
          for (const claim of simulation.objects("persistentvolumeclaims").list()) {
            if ((claim as VolumeClaim).status?.phase !== "Bound") {
              simulation.enqueue("claim", claim.metadata.namespace ?? "", claim.metadata.name ?? "");
            }
          }
        }
        if (event.type !== "DELETED" && ref === undefined)
          simulation.enqueue("volume", "", event.object.metadata.name ?? "");
        if (event.type !== "DELETED" && event.object.metadata.deletionTimestamp !== undefined) {
          simulation.enqueue("volume", "", event.object.metadata.name ?? "");
        }
      },
      pods(event, simulation) {
        // A claim in deletion waits until no Pod uses it.
        if (event.type !== "DELETED") return;
        const spec = event.object["spec"] as {
          volumes?: { persistentVolumeClaim?: { claimName: string } }[];
        };
        for (const { persistentVolumeClaim } of spec.volumes ?? []) {
          if (persistentVolumeClaim === undefined) continue;
          simulation.enqueue("claim", event.object.metadata.namespace ?? "", persistentVolumeClaim.claimName);
        }
      },
    },
    async reconcile(simulation, namespace, name) {
      const claim = simulation.objects("persistentvolumeclaims").get(namespace, name) as
        | Readonly<VolumeClaim>
        | undefined;
      if (claim === undefined) return releaseVolumes(simulation, namespace, name);
      if (claim.metadata.deletionTimestamp !== undefined) return letGo(simulation, claim);
      await bind(simulation, claim);
    },
  };
}

/** Volumes that nobody has claimed: they become Available, and go when they are deleted. */
export function createVolumeController(): SimulatedController {
  return {
    component,
    watches: {},
    async reconcile(simulation, _namespace, name) {
      const volume = simulation.objects("persistentvolumes").get("", name);
      if (volume === undefined) return;
      const phase = (volume["status"] as { phase?: string } | undefined)?.phase;
      if (volume.metadata.deletionTimestamp !== undefined) {
        if (phase === "Bound") return;
        await dropFinalizer(simulation, volume, volumeProtection);
      } else if (phase === "Pending" || phase === undefined) {
        await simulation.updateStatus(volume, { ...statusOf(volume), phase: "Available" }, component);
      }
    },
  };
}

async function bind(simulation: Simulation, claim: Readonly<VolumeClaim>): Promise<void> {
  if (claim.status?.phase === "Bound") {
    await growIfAsked(simulation, claim);
    return;
  }
  const { storageClassName } = claim.spec;
  const className = storageClassName ?? defaultClass(simulation);
  if (storageClassName === undefined && className !== undefined) {
    const spec = { ...claim.spec, storageClassName: className };
    await bindWithClass(
      simulation,
      (await simulation.update({ ...claim, spec }, component)) as VolumeClaim,
      className,
    );
    return;
  }
  await bindWithClass(simulation, claim, className);
}

async function bindWithClass(
  simulation: Simulation,
  claim: Readonly<VolumeClaim>,
  className: string | undefined,
): Promise<void> {
  const { namespace = "", name = "" } = claim.metadata;
  let volume = findVolume(simulation, claim, className);
  if (volume === undefined) {
    if (className === undefined || className === "" || claim.spec.volumeName !== undefined) {
      const message =
        claim.spec.volumeName === undefined
          ? "no persistent volumes available for this claim and no storage class is set"
          : `volume "${claim.spec.volumeName}" not found`;
      await recordEvent(simulation, claim, "Normal", "FailedBinding", message, component);
      return;
    }
    volume = await provision(simulation, claim, className);
  }
  const bound = await claimVolume(simulation, claim, volume);
  const annotations = {
    ...claim.metadata.annotations,
    "pv.kubernetes.io/bind-completed": "yes",
    "pv.kubernetes.io/bound-by-controller": "yes",
  };
  const updated = (await simulation.update(
    {
      ...claim,
      metadata: { ...claim.metadata, annotations },
      spec: { ...claim.spec, volumeName: bound.metadata.name ?? "" },
    },
    component,
  )) as VolumeClaim;
  const spec = bound["spec"] as { capacity?: Record<string, string>; accessModes?: string[] };
  await simulation.updateStatus(
    updated,
    { ...updated.status, phase: "Bound", accessModes: spec.accessModes, capacity: spec.capacity },
    component,
  );
  simulation.enqueue("claim", namespace, name, 1_000);
}

function defaultClass(simulation: Simulation): string | undefined {
  const classes = simulation
    .objects("storageclasses")
    .list()
    .filter((item) => defaultClassAnnotations.some((key) => item.metadata.annotations?.[key] === "true"))
    .sort((a, b) => ((a.metadata.creationTimestamp ?? "") < (b.metadata.creationTimestamp ?? "") ? 1 : -1));
  return classes[0]?.metadata.name;
}

function findVolume(
  simulation: Simulation,
  claim: Readonly<VolumeClaim>,
  className: string | undefined,
): Stored | undefined {
  const volumes = simulation.objects("persistentvolumes");
  if (claim.spec.volumeName !== undefined) return volumes.get("", claim.spec.volumeName);
  const wanted = parseQuantity(claim.spec.resources?.requests?.["storage"] ?? "0")?.nano ?? 0n;
  let best: { volume: Stored; size: bigint } | undefined;
  for (const volume of volumes.list()) {
    const ref = claimRefOf(volume);
    if (ref !== undefined) {
      const isOurs = ref.namespace === claim.metadata.namespace && ref.name === claim.metadata.name;
      if (isOurs && (ref.uid === undefined || ref.uid === claim.metadata.uid)) return volume;
      continue;
    }
    const spec = volume["spec"] as {
      storageClassName?: string;
      capacity?: Record<string, string>;
      accessModes?: string[];
      volumeMode?: string;
    };
    if ((spec.storageClassName ?? "") !== (className ?? "")) continue;
    if ((spec.volumeMode ?? "Filesystem") !== (claim.spec.volumeMode ?? "Filesystem")) continue;
    if (!(claim.spec.accessModes ?? []).every((mode) => (spec.accessModes ?? []).includes(mode))) continue;
    if (claim.spec.selector !== undefined && !selects(claim.spec.selector, volume.metadata.labels)) continue;
    const size = parseQuantity(spec.capacity?.["storage"] ?? "0")?.nano ?? 0n;
    if (size >= wanted && (best === undefined || size < best.size)) best = { volume, size };
  }
  return best?.volume;
}

async function provision(
  simulation: Simulation,
  claim: Readonly<VolumeClaim>,
  className: string,
): Promise<KubeObject> {
  const name = `pvc-${claim.metadata.uid}`;
  const storageClass = simulation.objects("storageclasses").get("", className);
  const driver =
    typeof storageClass?.["provisioner"] === "string" ? storageClass["provisioner"] : provisioner;
  const volume: KubeObject = {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, annotations: { "pv.kubernetes.io/provisioned-by": driver } },
    spec: {
      accessModes: [...(claim.spec.accessModes ?? ["ReadWriteOnce"])],
      capacity: { storage: claim.spec.resources?.requests?.["storage"] ?? "1Gi" },
      claimRef: claimRef(claim),
      persistentVolumeReclaimPolicy: storageClass?.["reclaimPolicy"] ?? "Delete",
      storageClassName: className,
      volumeMode: claim.spec.volumeMode ?? "Filesystem",
      csi: { driver, volumeHandle: name },
    },
  };
  try {
    const made = await simulation.create(volume, component);
    const message = `Successfully provisioned volume ${name}`;
    await recordEvent(simulation, claim, "Normal", "ProvisioningSucceeded", message, component);
    return made;
  } catch (error) {
    const existing = simulation.objects("persistentvolumes").get("", name);
    if (!isStatusError(error, 409) || existing === undefined) throw error;
    return existing as KubeObject;
  }
}

async function claimVolume(
  simulation: Simulation,
  claim: Readonly<VolumeClaim>,
  volume: Stored,
): Promise<Stored> {
  let bound = volume;
  const ref = claimRefOf(volume);
  if (ref?.uid !== claim.metadata.uid) {
    const spec = { ...(volume["spec"] as object), claimRef: claimRef(claim) };
    bound = await simulation.update({ ...volume, spec }, component);
  }
  await simulation.updateStatus(bound, { ...statusOf(bound), phase: "Bound" }, component);
  return bound;
}

function claimRef(claim: Readonly<VolumeClaim>): Record<string, string> {
  const { namespace = "", name = "", uid = "", resourceVersion = "" } = claim.metadata;
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid, resourceVersion };
}

function claimRefOf(volume: Stored): { namespace?: string; name?: string; uid?: string } | undefined {
  return (volume["spec"] as { claimRef?: { namespace?: string; name?: string; uid?: string } } | undefined)
    ?.claimRef;
}

function statusOf(object: Stored): Record<string, unknown> {
  return (object["status"] ?? {}) as Record<string, unknown>;
}

/** A request for more space is granted at once, to the volume and then to the claim. */
async function growIfAsked(simulation: Simulation, claim: Readonly<VolumeClaim>): Promise<void> {
  const wanted = claim.spec.resources?.requests?.["storage"];
  const present = claim.status?.capacity?.["storage"];
  if (wanted === undefined || present === undefined) return;
  if ((parseQuantity(wanted)?.nano ?? 0n) <= (parseQuantity(present)?.nano ?? 0n)) return;
  const volume = simulation.objects("persistentvolumes").get("", claim.spec.volumeName ?? "");
  if (volume !== undefined) {
    const spec = volume["spec"] as { capacity?: Record<string, string> };
    const capacity = { ...spec.capacity, storage: wanted };
    await simulation.update({ ...volume, spec: { ...spec, capacity } }, component);
  }
  await simulation.updateStatus(
    claim,
    { ...claim.status, capacity: { ...claim.status?.capacity, storage: wanted } },
    component,
  );
}

/** The protection of a claim ends when no Pod uses it. */
async function letGo(simulation: Simulation, claim: Readonly<VolumeClaim>): Promise<void> {
  const { namespace = "", name = "" } = claim.metadata;
  const isUsed = simulation
    .objects("pods")
    .list(namespace)
    .some((pod) => {
      const { spec, status } = pod as unknown as {
        spec: { volumes?: { persistentVolumeClaim?: { claimName: string } }[] };
        status?: { phase?: string };
      };
      if (status?.phase === "Succeeded" || status?.phase === "Failed") return false;
      return (spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === name);
    });
  if (!isUsed) await dropFinalizer(simulation, claim, claimProtection);
}

async function dropFinalizer(simulation: Simulation, object: Stored, finalizer: string): Promise<void> {
  const finalizers = (object.metadata.finalizers ?? []).filter((other) => other !== finalizer);
  if (finalizers.length === (object.metadata.finalizers ?? []).length) return;
  await simulation.update({ ...object, metadata: { ...object.metadata, finalizers } }, component);
}

/** Volumes of a claim that is gone are deleted or released, as their policy says. */
async function releaseVolumes(simulation: Simulation, namespace: string, name: string): Promise<void> {
  for (const volume of simulation.objects("persistentvolumes").list()) {
    const ref = claimRefOf(volume);
    if (ref?.namespace !== namespace || ref.name !== name) continue;
    const phase = statusOf(volume)["phase"];
    if (phase !== "Bound" && phase !== "Released") continue;
    if (phase === "Bound")
      await simulation.updateStatus(volume, { ...statusOf(volume), phase: "Released" }, component);
    const { persistentVolumeReclaimPolicy } = volume["spec"] as { persistentVolumeReclaimPolicy?: string };
    const isDeleting = volume.metadata.deletionTimestamp !== undefined;
    if (persistentVolumeReclaimPolicy === "Delete" && !isDeleting)
      await simulation.remove("persistentvolumes", volume);
    const left = simulation.objects("persistentvolumes").get("", volume.metadata.name ?? "");
    if (left?.metadata.deletionTimestamp !== undefined)
      await dropFinalizer(simulation, left, volumeProtection);
  }
}
