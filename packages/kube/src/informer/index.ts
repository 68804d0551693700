/**
 * A local copy of the objects of one kind that stays true: it lists, then watches, and whatever happens to the
 * connection (ends, silence, 410 Gone, a slow or restarted server) it catches up without losing a change.
 * Handlers hear of differences between states, not of events: what came and went during a gap is one change.
 */
export { type Change, Informer, type InformerOptions } from "./informer.ts";
