import { isSluiceError } from "@sluice/base/errors";
import { type JsonValue, parseJson } from "@sluice/base/object";
import { parseYaml } from "@sluice/yaml";
import { badRequest, requestTooLarge, unsupportedMediaType } from "../status/index.ts";
import { checkJsonText } from "./check-json-text.ts";
import { decodeProtobuf, isProtobuf } from "./decode-protobuf.ts";
import { mediaTypeOf } from "./negotiate.ts";

/** As the real server: 3 MiB for a request body. */
export const maxBodyBytes = 3 * 1024 * 1024;
const maxDepth = 1000;

/** How typed clients encode built-in objects. It is read, never written: they take JSON for an answer. */
const protobufType = "application/vnd.kubernetes.protobuf";

const readableTypes = new Set([
  "",
  protobufType,
  "application/json",
  "application/yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
]);

const fatalDecoder = new TextDecoder("utf-8", { fatal: true });

/** The body of a request: text, or bytes where it is in Kubernetes' protobuf encoding. Throws 413 and 400. */
export async function readBody(request: Request): Promise<string | Uint8Array> {
  const mediaType = mediaTypeOf(request.headers.get("content-type"));
  if (!readableTypes.has(mediaType)) throw unsupportedMediaType(["application/json", "application/yaml"]);
  const bytes = await readBytes(request);
  return mediaType === protobufType && isProtobuf(bytes) ? bytes : decodeText(bytes);
}

const inProcess = new WeakSet<Request>();

/** Marks a request that never came over a network: its body is in memory already. */
export function markInProcess(request: Request): void {
  inProcess.add(request);
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const announced = request.headers.get("content-length");
  if (announced !== null && Number(announced) > maxBodyBytes) throw tooLarge();
  // Reading in one go is much faster; where the length is not known it must be counted on the way.
  if (announced !== null || inProcess.has(request)) {
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.byteLength > maxBodyBytes) throw tooLarge();
    return bytes;
  }
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return fatalDecoder.decode(bytes);
  } catch {
    throw badRequest("the body of the request is not valid UTF-8");
  }
}

function tooLarge() {
  return requestTooLarge(`Request entity too large: limit is ${maxBodyBytes}`);
}

/** A body as data, with what is odd about its form (duplicate fields) for `fieldValidation` to judge. */
export interface ReadBody {
  value: JsonValue;
  problems: string[];
}

/** Reads a body as JSON or YAML by its content type. Throws 400 and 415. */
export function parseBody(text: string | Uint8Array, mediaType: string, findsDuplicates: boolean): ReadBody {
  if (typeof text !== "string") {
    if (mediaType !== protobufType) throw unsupportedMediaType(["application/json", "application/yaml"]);
    return { value: decodeProtobuf(text) as unknown as JsonValue, problems: [] };
  }
  switch (mediaType) {
    case "":
    case "application/json":
    case "application/json-patch+json":
    case "application/merge-patch+json":
    case "application/strategic-merge-patch+json":
      return parseJsonBody(text, findsDuplicates);
    case "application/yaml":
    case "application/apply-patch+yaml":
      // JSON is YAML, and what clients send as YAML is JSON most of the time.
      return /^\s*[{[]/.test(text) ? parseJsonOrYaml(text, findsDuplicates) : parseYamlBody(text);
    default:
      throw unsupportedMediaType(["application/json", "application/yaml"]);
  }
}

function parseJsonOrYaml(text: string, findsDuplicates: boolean): ReadBody {
  try {
    return parseJsonBody(text, findsDuplicates);
  } catch (error) {
    try {
      return parseYamlBody(text);
    } catch {
      throw error;
    }
  }
}

function parseJsonBody(text: string, findsDuplicates: boolean): ReadBody {
  const check = checkJsonText(text, maxDepth, findsDuplicates);
  if (check.isTooDeep) throw badRequest(`error decoding the body: exceeded max depth of ${maxDepth}`);
  try {
    return { value: parseJson(text), problems: check.duplicates };
  } catch (error) {
    throw badRequest(
      `couldn't get version/kind; json parse error: ${isSluiceError(error) ? error.message.replace("invalid JSON: ", "") : String(error)}`,
    );
  }
}

function parseYamlBody(text: string): ReadBody {
  try {
    return { value: parseYaml(text, { flavour: "v2", maxDepth }), problems: [] };
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    throw badRequest(`error converting YAML to JSON: ${error.message}`);
  }
}
