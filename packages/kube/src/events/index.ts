/** Kubernetes events about objects, as `kubectl describe` shows them; recording one never blocks or fails a reconcile. */
export { EventRecorder, type EventType, type InvolvedObject } from "./event-recorder.ts";
