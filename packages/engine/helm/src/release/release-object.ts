import { SluiceError } from "@sluice/base/errors";
import type { KubeObject } from "@sluice/base/object";
import { helmErrors } from "../errors.ts";
import { decodeBase64, encodeBase64 } from "../text/base-encodings.ts";
import type { ReleaseRecord } from "./release-record.ts";
import { decodeRelease, encodeRelease } from "./release-text.ts";

/** The object that holds one revision. */
export interface ReleaseObject extends KubeObject {
  kind: "Secret" | "ConfigMap";
  type?: string;
  data: { release: string };
}

const systemLabels = ["name", "owner", "status", "version", "createdAt", "modifiedAt"];

/** `sh.helm.release.v1.NAME.vREVISION`. */
export function releaseObjectName(name: string, revision: number): string {
  return `sh.helm.release.v1.${name}.v${revision}`;
}

/**
 * The Secret or ConfigMap for a record. `stamp` says when it was created or modified, in seconds since 1970; the
 * user's labels of the record come along.
 */
export async function releaseObject(
  record: ReleaseRecord,
  kind: ReleaseObject["kind"],
  stamp: { createdAt: number } | { modifiedAt: number },
): Promise<ReleaseObject> {
  const text = await encodeRelease(record);
  const times = Object.fromEntries(
    Object.entries(stamp).map(([key, seconds]) => [key, String(Math.floor(seconds))]),
  );
  return {
    apiVersion: "v1",
    kind,
    metadata: {
      name: releaseObjectName(record.name, record.version),
      namespace: record.namespace,
      labels: {
        ...times,
        ...record.labels,
        name: record.name,
        owner: "helm",
        status: record.info.status ?? "unknown",
        version: String(record.version),
      },
    },
    ...(kind === "Secret" ? { type: "helm.sh/release.v1" } : {}),
    data: { release: kind === "Secret" ? encodeBase64(new TextEncoder().encode(text)) : text },
  };
}

/** The record in a Secret or ConfigMap, with the user's labels. Throws RELEASE_INVALID. */
export async function readReleaseObject(object: KubeObject): Promise<ReleaseRecord> {
  const data = (object["data"] as { release?: unknown } | undefined)?.release;
  if (typeof data !== "string") {
    throw new SluiceError(
      helmErrors.RELEASE_INVALID,
      `${object.kind} ${object.metadata.name} holds no release`,
      {
        object: { kind: object.kind, name: object.metadata.name, namespace: object.metadata.namespace },
      },
    );
  }
  const text = object.kind === "Secret" ? new TextDecoder().decode(decodeBase64(data)) : data;
  const record = await decodeRelease(text);
  const labels = Object.entries(object.metadata.labels ?? {}).filter(([key]) => !systemLabels.includes(key));
  return { ...record, labels: Object.fromEntries(labels) };
}
