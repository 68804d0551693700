import { getKey, isJsonObject, type JsonValue } from "@sluice/base/object";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/**
 * A YAML text with the values of `data` in place of its own, written as kyaml writes: comments and quotes stay,
 * empty lines go, sequences stand in the column of their key. Loaded only when a replacement reaches into a text.
 */
export function rewrite(text: string, data: JsonValue): string {
  const document = parseDocument(text, { uniqueKeys: false });
  document.contents = update(document, document.contents, data) as typeof document.contents;
  visit(document, {
    Node(_, node) {
      if ("spaceBefore" in node) node.spaceBefore = false;
    },
  });
  return document
    .toString({ lineWidth: 0, indentSeq: false, flowCollectionPadding: false, nullStr: "null" })
    .trim();
}

function update(document: Document, node: unknown, value: JsonValue): Node | null {
  if (isMap(node) && isJsonObject(value)) return updateMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return updateList(document, node, value);
  if (isScalar(node) && (typeof value !== "object" || value === null)) {
    const same = node.value === value || (typeof value !== "string" && String(node.source) === String(value));
    // A date reads as text here and there: what was not replaced is left as it was written.
    if (same || (typeof node.source === "string" && isUntouched(node, value))) return node;
    const scalar = new Scalar(value);
    scalar.type = typeof value === "string" ? node.type : Scalar.PLAIN;
    scalar.comment = node.comment;
    scalar.commentBefore = node.commentBefore;
    return scalar;
  }
  return document.createNode(value) as Node;
}

function isUntouched(node: Scalar, value: JsonValue): boolean {
  return (
    typeof node.value === "string" &&
    typeof value === "string" &&
    value.startsWith(node.value) &&
    /T00:00:00Z$/.test(value)
  );
}

function updateMap(document: Document, map: YAMLMap, value: Record<string, JsonValue>): YAMLMap {
  const seen = new Set<string>();
  for (const pair of map.items) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    seen.add(key);
    const next = getKey(value, key);
    if (next !== undefined) pair.value = update(document, pair.value, next);
  }
  for (const key of Object.keys(value)) {
    if (!seen.has(key)) map.add(document.createPair(key, value[key]));
  }
  return map;
}

function updateList(document: Document, list: YAMLSeq, value: JsonValue[]): YAMLSeq {
  list.items = value.map((item, at) =>
    at < list.items.length ? update(document, list.items[at], item) : document.createNode(item),
  );
  return list;
}
