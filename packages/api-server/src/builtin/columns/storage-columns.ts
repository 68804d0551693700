import type { PrinterColumn } from "../../resource/index.ts";
import { ageColumn, column, count, nameColumn, type Row, wide } from "./column.ts";
import { accessModesText } from "./format.ts";

const defaultAnnotations = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];

export const persistentVolumeColumns: PrinterColumn[] = [
  nameColumn,
  column("Capacity", (row) => row.text("spec.capacity.storage", "0")),
  column("Access Modes", (row) => accessModesText(row.texts("spec.accessModes"))),
  column("Reclaim Policy", (row) => row.text("spec.persistentVolumeReclaimPolicy")),
  column("Status", phase),
  column("Claim", (row) =>
    row.get("spec.claimRef") === undefined
      ? ""
      : `${row.text("spec.claimRef.namespace")}/${row.text("spec.claimRef.name")}`,
  ),
  column("StorageClass", className),
  column("VolumeAttributesClass", (row) => row.text("spec.volumeAttributesClassName", "<unset>")),
  column("Reason", (row) => row.text("status.reason")),
  ageColumn,
  wide("VolumeMode", (row) => row.text("spec.volumeMode", "<unset>")),
];

export const persistentVolumeClaimColumns: PrinterColumn[] = [
  nameColumn,
  column("Status", phase),
  column("Volume", (row) => row.text("spec.volumeName")),
  column("Capacity", (row) =>
    row.text("spec.volumeName") === "" ? "" : row.text("status.capacity.storage", "0"),
  ),
  column("Access Modes", (row) =>
    row.text("spec.volumeName") === "" ? "" : accessModesText(row.texts("status.accessModes")),
  ),
  column("StorageClass", className),
  column("VolumeAttributesClass", (row) => row.text("spec.volumeAttributesClassName", "<unset>")),
  ageColumn,
  wide("VolumeMode", (row) => row.text("spec.volumeMode", "<unset>")),
];

export const storageClassColumns: PrinterColumn[] = [
  column(
    "Name",
    (row) => {
      const isDefault = defaultAnnotations.some((key) => row.object.metadata.annotations?.[key] === "true");
      return `${row.object.metadata.name ?? ""}${isDefault ? " (default)" : ""}`;
    },
    { format: "name" },
  ),
  column("Provisioner", (row) => row.text("provisioner")),
  column("ReclaimPolicy", (row) => row.text("reclaimPolicy", "Delete")),
  column("VolumeBindingMode", (row) => row.text("volumeBindingMode", "Immediate")),
  column("AllowVolumeExpansion", (row) => row.flag("allowVolumeExpansion")),
  ageColumn,
];

export const volumeAttributesClassColumns: PrinterColumn[] = [
  nameColumn,
  column("DriverName", (row) => row.text("driverName")),
  ageColumn,
];

export const volumeAttachmentColumns: PrinterColumn[] = [
  nameColumn,
  column("Attacher", (row) => row.text("spec.attacher"), { format: "name" }),
  column("PV", (row) => row.text("spec.source.persistentVolumeName")),
  column("Node", (row) => row.text("spec.nodeName")),
  column("Attached", (row) => row.flag("status.attached"), { type: "boolean" }),
  ageColumn,
];

export const csiDriverColumns: PrinterColumn[] = [
  nameColumn,
  column("AttachRequired", (row) => row.flag("spec.attachRequired", true), { type: "boolean" }),
  column("PodInfoOnMount", (row) => row.flag("spec.podInfoOnMount"), { type: "boolean" }),
  column("StorageCapacity", (row) => row.flag("spec.storageCapacity"), { type: "boolean" }),
  column("TokenRequests", (row) =>
    row.get("spec.tokenRequests") === undefined
      ? "<unset>"
      : row
          .items("spec.tokenRequests")
          .map((request) => String(request["audience"] ?? ""))
          .join(","),
  ),
  column("RequiresRepublish", (row) => row.flag("spec.requiresRepublish"), { type: "boolean" }),
  column("Modes", (row) => row.texts("spec.volumeLifecycleModes").join(",") || "<none>"),
  ageColumn,
];

export const csiNodeColumns: PrinterColumn[] = [
  nameColumn,
  count("Drivers", (row) => row.items("spec.drivers").length),
  ageColumn,
];

export const csiStorageCapacityColumns: PrinterColumn[] = [
  nameColumn,
  column("StorageClassName", (row) => row.text("storageClassName")),
  column("Capacity", (row) => row.text("capacity", "<unset>")),
];

function phase(row: Row): string {
  return row.object.metadata.deletionTimestamp === undefined ? row.text("status.phase") : "Terminating";
}

function className(row: Row): string {
  const annotated = row.object.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"];
  return annotated ?? row.text("spec.storageClassName");
}
