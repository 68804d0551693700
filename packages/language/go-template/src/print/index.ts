/**
 * Values as Go's fmt prints them: `Sprint`, `Sprintln`, `Sprintf` with all verbs and flags, and strconv's float
 * formats. Template output, `print`, `printf`, `quote` and error texts come from here.
 */

export { formatFloat } from "./format-float.ts";
export { sprint, sprintf, sprintln } from "./sprint.ts";
