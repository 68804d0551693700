import {
  type JsonObject,
  type JsonValue,
  type KubeObject,
  parseApiVersion,
  parseJson,
  setKey,
} from "@sluice/base/object";
import { type FieldType, findType, typeNameOf } from "../builtin/index.ts";
import { badRequest } from "../status/index.ts";
import { protobufFieldNumbers } from "./protobuf-field-numbers.ts";

const magic = [0x6b, 0x38, 0x73, 0x00];
const metaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1";
const maxDepth = 200;

/** True for a body in Kubernetes' protobuf envelope. */
export function isProtobuf(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/**
 * Reads a built-in object from Kubernetes' protobuf encoding, which typed clients send without asking. Throws a 400
 * for what is malformed or of a kind that has no such encoding.
 */
export function decodeProtobuf(bytes: Uint8Array): KubeObject {
  try {
    const envelope = new Reader(bytes.subarray(magic.length));
    let apiVersion = "";
    let kind = "";
    let raw: Uint8Array = new Uint8Array();
    for (const [field, value] of envelope.fields()) {
      if (field === 1) {
        for (const [part, text] of new Reader(asBytes(value)).fields()) {
          if (part === 1) apiVersion = asText(text);
          else if (part === 2) kind = asText(text);
        }
      } else if (field === 2) raw = asBytes(value);
    }
    const { group, version } = parseApiVersion(apiVersion);
    const typeName = /^(?:Delete|List|Get|Create|Update|Patch)Options$/.test(kind)
      ? `${metaPackage}.${kind}`
      : typeNameOf(group, version, kind);
    if (typeName === undefined || findType(typeName) === undefined) {
      throw badRequest(
        `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
      );
    }
    const object = readMessage(typeName, raw, 0);
    return { ...object, apiVersion, kind, metadata: object["metadata"] ?? {} } as unknown as KubeObject;
  } catch (error) {
    if (error instanceof RangeError) throw badRequest("the body of the request is not valid protobuf");
    throw error;
  }
}

type FieldValue = bigint | Uint8Array;

/** Walks the fields of a message. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  *fields(): Generator<[number, FieldValue]> {
    while (this.#at < this.#bytes.length) {
      const tag = Number(this.varint());
      switch (tag & 7) {
        case 0:
          yield [tag >>> 3, this.varint()];
          break;
        case 1:
          yield [tag >>> 3, this.#take(8)];
          break;
        case 2:
          yield [tag >>> 3, this.#take(Number(this.varint()))];
          break;
        case 5:
          yield [tag >>> 3, this.#take(4)];
          break;
        default:
          throw new RangeError("unknown wire type");
      }
    }
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError("cut off");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError("varint too long");
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (!(end <= this.#bytes.length)) throw new RangeError("cut off");
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }
}

function asBytes(value: FieldValue): Uint8Array {
  if (typeof value === "bigint") throw new RangeError("a message was expected");
  return value;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function asText(value: FieldValue): string {
  try {
    return decoder.decode(asBytes(value));
  } catch {
    throw new RangeError("text is not UTF-8");
  }
}

function asInt(value: FieldValue): number | bigint {
  if (typeof value !== "bigint") throw new RangeError("a number was expected");
  const signed = BigInt.asIntN(64, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

/** Fields of a message by number: either one of the type's, or an embedded message with more of them. */
interface MessagePlan {
  fields: Map<number, { name: string; type: FieldType }>;
  embedded: Map<number, MessagePlan>;
}

const plans = new Map<string, MessagePlan>();
let exceptions: Map<string, Map<string, string>> | undefined;

function planOf(typeName: string): MessagePlan {
  const known = plans.get(typeName);
  if (known !== undefined) return known;
  exceptions ??= new Map(
    protobufFieldNumbers
      .trim()
      .split("\n")
      .map((line) => {
        const [name, ...fields] = line.split(" ");
        return [name!, new Map(fields.map((field) => splitAt(field, field.lastIndexOf("="))))];
      }),
  );
  const numbers = exceptions.get(typeName);
  const plan: MessagePlan = { fields: new Map(), embedded: new Map() };
  let next = 1;
  for (const { name, type } of findType(typeName)?.fields ?? []) {
    const path = (numbers === undefined ? String(next++) : (numbers.get(name) ?? "")).split(".").map(Number);
    let at = plan;
    for (const number of path.slice(0, -1)) {
      let inner = at.embedded.get(number);
      if (inner === undefined) {
        inner = { fields: new Map(), embedded: new Map() };
        at.embedded.set(number, inner);
      }
      at = inner;
    }
    at.fields.set(path.at(-1)!, { name, type });
  }
  plans.set(typeName, plan);
  return plan;
}

function splitAt(text: string, index: number): [string, string] {
  return [text.slice(0, index), text.slice(index + 1)];
}

function readMessage(typeName: string, bytes: Uint8Array, depth: number): JsonObject {
  if (depth > maxDepth) throw new RangeError("too deep");
  const object: JsonObject = {};
  readInto(planOf(typeName), bytes, object, depth);
  return object;
}

function readInto(plan: MessagePlan, bytes: Uint8Array, object: JsonObject, depth: number): void {
  for (const [number, value] of new Reader(bytes).fields()) {
    const embedded = plan.embedded.get(number);
    if (embedded !== undefined) {
      readInto(embedded, asBytes(value), object, depth);
      continue;
    }
    const field = plan.fields.get(number);
    if (field === undefined) continue;
    const { name, type } = field;
    if (type.shape === "list") {
      if (!Object.hasOwn(object, name)) object[name] = [];
      const items = object[name] as JsonValue[];
      readItems(type.of, value, items, depth);
    } else if (type.shape === "map") {
      if (!Object.hasOwn(object, name)) object[name] = {};
      const map = object[name] as JsonObject;
      readEntry(type.of, asBytes(value), map, depth);
    } else {
      const read = readValue(type, value, depth);
      if (read !== undefined) setKey(object, name, read);
    }
  }
}

/** Numbers may come packed: many in one field. */
function readItems(type: FieldType, value: FieldValue, items: JsonValue[], depth: number): void {
  const isNumber = type.shape === "scalar" && ["int32", "int64", "bool"].includes(type.name);
  if (isNumber && typeof value !== "bigint") {
    const reader = new Reader(value);
    while (!reader.isAtEnd) items.push(readValue(type, reader.varint(), depth)!);
    return;
  }
  const read = readValue(type, value, depth);
  if (read !== undefined) items.push(read);
}

function readEntry(type: FieldType, bytes: Uint8Array, map: JsonObject, depth: number): void {
  let key = "";
  let value: JsonValue | undefined;
  for (const [part, raw] of new Reader(bytes).fields()) {
    if (part === 1) key = asText(raw);
    else if (part === 2) value = readValue(type, raw, depth);
  }
  setKey(map, key, value ?? (type.shape === "scalar" && type.name === "string" ? "" : null));
}

function readValue(type: FieldType, value: FieldValue, depth: number): JsonValue | undefined {
  switch (type.shape) {
    case "ref":
      return readMessage(type.name, asBytes(value), depth + 1);
    case "list": {
      // A list as the value of a map is a message around it.
      const items: JsonValue[] = [];
      for (const [number, item] of new Reader(asBytes(value)).fields())
        if (number === 1) readItems(type.of, item, items, depth);
      return items;
    }
    case "map": {
      const map: JsonObject = {};
      for (const [number, item] of new Reader(asBytes(value)).fields())
        if (number === 1) readEntry(type.of, asBytes(item), map, depth);
      return map;
    }
    case "scalar":
      return readScalar(type.name, value, depth);
  }
}

function readScalar(name: string, value: FieldValue, depth: number): JsonValue | undefined {
  switch (name) {
    case "string":
      return asText(value);
    case "bool":
      return asInt(value) !== 0;
    case "int32":
    case "int64":
      return asInt(value);
    case "double":
      return Buffer.from(asBytes(value)).readDoubleLE(0);
    case "bytes":
      return Buffer.from(asBytes(value)).toString("base64");
    case "quantity":
      return asText(firstField(value) ?? new Uint8Array());
    case "time":
    case "microTime":
      return readTime(asBytes(value), name === "microTime");
    case "intOrString":
      return readIntOrString(asBytes(value));
    default:
      return readFreeForm(name, asBytes(value), depth);
  }
}

function firstField(value: FieldValue): FieldValue | undefined {
  for (const [number, inner] of new Reader(asBytes(value)).fields()) if (number === 1) return inner;
  return undefined;
}

/** An empty message is the zero time, which means none. */
function readTime(bytes: Uint8Array, isMicro: boolean): string | undefined {
  if (bytes.length === 0) return undefined;
  let seconds = 0;
  let nanos = 0;
  for (const [number, value] of new Reader(bytes).fields()) {
    if (number === 1) seconds = Number(asInt(value));
    else if (number === 2) nanos = Number(asInt(value));
  }
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return isMicro ? `${text}.${String(Math.floor(nanos / 1000)).padStart(6, "0")}Z` : `${text}Z`;
}

function readIntOrString(bytes: Uint8Array): JsonValue {
  let isText = false;
  let number: JsonValue = 0;
  let text = "";
  for (const [field, value] of new Reader(bytes).fields()) {
    if (field === 1) isText = asInt(value) === 1;
    else if (field === 2) number = asInt(value);
    else if (field === 3) text = asText(value);
  }
  return isText ? text : number;
}

/** JSON inside of a message, and the types that stand for one of several shapes of a schema. */
function readFreeForm(name: string, bytes: Uint8Array, depth: number): JsonValue | undefined {
  const schemaType = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
  const parts = [...new Reader(bytes).fields()];
  const find = (number: number): FieldValue[] =>
    parts.filter(([field]) => field === number).map(([, value]) => value);
  const schema = (value: FieldValue): JsonObject => readMessage(schemaType, asBytes(value), depth + 1);
  switch (name) {
    case "JSONSchemaPropsOrArray":
      return find(1).length > 0 ? schema(find(1)[0]!) : find(2).map(schema);
    case "JSONSchemaPropsOrBool":
      return find(2).length > 0 ? schema(find(2)[0]!) : find(1).some((value) => asInt(value) !== 0);
    case "JSONSchemaPropsOrStringArray":
      return find(1).length > 0 ? schema(find(1)[0]!) : find(2).map(asText);
    default: {
      const [raw] = find(1);
      if (raw === undefined || asBytes(raw).length === 0) return undefined;
      return parseJson(asText(raw));
    }
  }
}
