import { errorText, SluiceError } from "@sluice/base/errors";
import { isJsonObject, parseJson, stringifyJson } from "@sluice/base/object";
import { deflateGzip, inflateGzip } from "#inflate";
import { helmErrors } from "../errors.ts";
import { decodeBase64, encodeBase64 } from "../text/base-encodings.ts";
import { type ReleaseRecord, sorted } from "./release-record.ts";

const largestRecord = 64 * 1024 * 1024;

/** A record as JSON with Go's order of fields and its escapes; the bytes that digests are taken of. */
export function releaseJson(record: ReleaseRecord): string {
  const { info, chart, hooks } = record;
  const ordered = {
    name: record.name === "" ? undefined : record.name,
    info: {
      first_deployed: info.first_deployed,
      last_deployed: info.last_deployed,
      deleted: info.deleted,
      description: info.description === "" ? undefined : info.description,
      status: info.status,
      notes: info.notes === "" ? undefined : info.notes,
      resources: info.resources,
    },
    chart,
    config:
      record.config === undefined || Object.keys(record.config).length === 0
        ? undefined
        : sorted(record.config),
    manifest: record.manifest === "" ? undefined : record.manifest,
    hooks: hooks === undefined || hooks.length === 0 ? undefined : hooks.map(orderedHook),
    version: record.version === 0 ? undefined : record.version,
    namespace: record.namespace === "" ? undefined : record.namespace,
    apply_method: record.apply_method,
  };
  return stringifyJson(ordered).replace(
    /[<>&\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function orderedHook(hook: NonNullable<ReleaseRecord["hooks"]>[number]): unknown {
  const orNothing = <T>(list: readonly T[] | undefined) =>
    list === undefined || list.length === 0 ? undefined : list;
  const { started_at, completed_at, phase } = hook.last_run;
  return {
    name: hook.name || undefined,
    kind: hook.kind || undefined,
    path: hook.path || undefined,
    manifest: hook.manifest || undefined,
    events: orNothing(hook.events),
    last_run: { started_at, completed_at, phase },
    weight: hook.weight || undefined,
    delete_policies: orNothing(hook.delete_policies),
    output_log_policies: orNothing(hook.output_log_policies),
  };
}

/** A record as it is stored: gzipped JSON in base64. */
export async function encodeRelease(record: ReleaseRecord): Promise<string> {
  return encodeBase64(await deflateGzip(new TextEncoder().encode(releaseJson(record))));
}

/** Reads what `encodeRelease` or the helm command wrote, compressed or not. Throws RELEASE_INVALID. */
export async function decodeRelease(text: string): Promise<ReleaseRecord> {
  try {
    let bytes = decodeBase64(text);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08)
      bytes = await inflateGzip(bytes, largestRecord);
    const record = parseJson(new TextDecoder().decode(bytes));
    if (!isJsonObject(record)) throw new Error("it is no object");
    return normalized(record);
  } catch (cause) {
    throw new SluiceError(helmErrors.RELEASE_INVALID, `cannot decode release: ${errorText(cause)}`, {
      cause,
    });
  }
}

/** Fills in what a reader relies on; Helm 3 writes times that are not set as "". */
function normalized(record: Record<string, unknown>): ReleaseRecord {
  const info = isJsonObject(record["info"]) ? record["info"] : {};
  for (const key of ["first_deployed", "last_deployed", "deleted"]) if (info[key] === "") delete info[key];
  for (const hook of Array.isArray(record["hooks"]) ? record["hooks"] : []) {
    const run = isJsonObject(hook) ? hook["last_run"] : undefined;
    if (isJsonObject(run))
      for (const key of ["started_at", "completed_at"]) if (run[key] === "") delete run[key];
  }
  return {
    ...record,
    name: typeof record["name"] === "string" ? record["name"] : "",
    namespace: typeof record["namespace"] === "string" ? record["namespace"] : "",
    version: typeof record["version"] === "number" ? record["version"] : 0,
    info,
  } as ReleaseRecord;
}
