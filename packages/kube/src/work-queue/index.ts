/**
 * The queue between what happens and what is done about it. It holds keys, not events: a key added a hundred times
 * is worked on once, by one worker at a time, and again only if it was added meanwhile.
 */
export { type BackoffOptions, exponentialBackoff } from "./backoff.ts";
export { type Priority, WorkQueue } from "./work-queue.ts";
