/** Go duration text (`1h30m`, `500ms`) to and from milliseconds; wire types hold the text, code the number. */
export { formatDuration, parseDuration } from "./duration.ts";
