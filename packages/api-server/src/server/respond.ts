import { gzip } from "node:zlib";
import { parseJson } from "@sluice/base/object";
import { printYaml } from "@sluice/yaml";
import { type Status, StatusError } from "../status/index.ts";

/** How an answer is to be encoded. */
export interface Encoding {
  format: "json" | "yaml";
  acceptsGzip: boolean;
  warnings: readonly string[];
}

const gzipFrom = 128 * 1024;

/** A response from JSON text. */
export function respond(code: number, text: string, encoding: Encoding): Response | Promise<Response> {
  const headers: [string, string][] = [
    ["content-type", encoding.format === "json" ? "application/json" : "application/yaml"],
    ["cache-control", "no-cache, private"],
  ];
  for (const warning of encoding.warnings) headers.push(["warning", warningHeader(warning)]);
  const body = encoding.format === "json" ? text : printYaml(parseJson(text), { flavour: "v2" });
  if (encoding.acceptsGzip && body.length >= gzipFrom) {
    headers.push(["content-encoding", "gzip"], ["vary", "Accept-Encoding"]);
    return new Promise((resolve, reject) => {
      gzip(body, { level: 1 }, (error, compressed) => {
        if (error !== null) reject(error);
        else resolve(new Response(new Uint8Array(compressed), { status: code, headers }));
      });
    });
  }
  return new Response(body, { status: code, headers });
}

/** RFC 7234 `warn-code 299`; control characters and what a header cannot carry are escaped. */
function warningHeader(text: string): string {
  const clean = text.replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
  const short = clean.length > 1500 ? `${clean.slice(0, 1500)}...` : clean;
  return `299 - "${short.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** The response for whatever was thrown. */
export function respondError(error: unknown, warnings: readonly string[] = []): Response {
  const status = statusOf(error);
  const headers: [string, string][] = [
    ["content-type", "application/json"],
    ["cache-control", "no-cache, private"],
  ];
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter !== undefined) headers.push(["retry-after", String(retryAfter)]);
  for (const warning of warnings) headers.push(["warning", warningHeader(warning)]);
  return new Response(JSON.stringify(status), { status: status.code ?? 500, headers });
}

/** The Status for whatever was thrown; details of unexpected failures stay inside. */
export function statusOf(error: unknown): Status {
  if (error instanceof StatusError) return error.status;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "Internal error occurred: unexpected failure of the server",
    reason: "InternalError",
    details: { causes: [{ message: error instanceof Error ? error.message : String(error) }] },
    code: 500,
  };
}

/** A plain text answer. */
export function respondText(code: number, text: string): Response {
  return new Response(text, {
    status: code,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  });
}
