import type { JsonObject, KubeObject } from "@sluice/base/object";

/** Fields of an event: their name in the core group, and in `events.k8s.io`. */
const renamed: [core: string, events: string][] = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"],
];

/** Turns an event of `events.k8s.io` into one of the core group, as which it is stored. The argument is given away. */
export function eventToCore(event: KubeObject): KubeObject {
  const object = event as unknown as JsonObject;
  for (const [core, events] of renamed) rename(object, events, core);
  object["apiVersion"] = "v1";
  object["involvedObject"] ??= {};
  object["source"] ??= {};
  for (const name of ["firstTimestamp", "lastTimestamp"]) object[name] ??= null;
  return event;
}

/** Turns a stored event into one of `events.k8s.io`. The argument is given away. */
export function eventFromCore(event: KubeObject): KubeObject {
  const object = event as unknown as JsonObject;
  for (const [core, events] of renamed) rename(object, core, events);
  object["apiVersion"] = "events.k8s.io/v1";
  for (const name of ["deprecatedFirstTimestamp", "deprecatedLastTimestamp", "eventTime"])
    object[name] ??= null;
  return event;
}

function rename(object: JsonObject, from: string, to: string): void {
  if (object[from] === undefined) return;
  object[to] = object[from];
  delete object[from];
}
