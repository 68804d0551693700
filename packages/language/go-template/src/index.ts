/**
 * Go's text/template: templates parsed to immutable trees and executed with Go's typing, printing and error texts,
 * within a budget of steps, time, depth and output. Functions are declared with their Go signatures. The Helm
 * engine, and whoever takes a Go template from a user, executes it here; nothing here reaches a file, a clock or
 * the network.
 */

export { templateErrors } from "./errors.ts";
export * from "./execute/index.ts";
export * from "./parse/index.ts";
export * from "./print/index.ts";
export * from "./value/index.ts";
