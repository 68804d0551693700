/** Deletes what nobody owns any more, as owner references and propagation policies say. */
export { GarbageCollector } from "./garbage-collector.ts";
