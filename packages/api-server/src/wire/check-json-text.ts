/** What a scan of JSON text found without parsing it. */
export interface JsonTextCheck {
  isTooDeep: boolean;
  /** `duplicate field "spec.a"` for each key that stands twice in one object. */
  duplicates: string[];
}

const maxDuplicates = 20;

/**
 * Scans JSON for nesting beyond `maxDepth`, and for duplicate keys when asked: the parser keeps the last of them
 * silently. Malformed text is left for the parser to refuse.
 */
export function checkJsonText(text: string, maxDepth: number, findsDuplicates: boolean): JsonTextCheck {
  const check: JsonTextCheck = { isTooDeep: false, duplicates: [] };
  const stack: Frame[] = [];
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22: {
        const end = endOfString(text, index);
        if (findsDuplicates) noteString(text, index, end, stack.at(-1), stack, check);
        index = end;
        break;
      }
      case 0x7b:
      case 0x5b:
        if (++depth > maxDepth) {
          check.isTooDeep = true;
          return check;
        }
        if (findsDuplicates) stack.push(newFrame(text.charCodeAt(index) === 0x7b));
        break;
      case 0x7d:
      case 0x5d:
        depth--;
        if (findsDuplicates) stack.pop();
        break;
      case 0x2c:
        if (findsDuplicates) nextItem(stack.at(-1));
        break;
    }
  }
  return check;
}

interface Frame {
  keys: Set<string> | undefined;
  awaitsKey: boolean;
  key: string;
  index: number;
}

function newFrame(isObject: boolean): Frame {
  return { keys: isObject ? new Set() : undefined, awaitsKey: isObject, key: "", index: 0 };
}

function nextItem(frame: Frame | undefined): void {
  if (frame === undefined) return;
  if (frame.keys === undefined) frame.index++;
  else frame.awaitsKey = true;
}

function noteString(
  text: string,
  start: number,
  end: number,
  frame: Frame | undefined,
  stack: Frame[],
  check: JsonTextCheck,
): void {
  if (frame?.keys === undefined || !frame.awaitsKey) return;
  frame.awaitsKey = false;
  const key = text.slice(start + 1, end);
  frame.key = key;
  if (!frame.keys.has(key)) {
    frame.keys.add(key);
    return;
  }
  if (check.duplicates.length < maxDuplicates) check.duplicates.push(`duplicate field "${pathOf(stack)}"`);
}

function pathOf(stack: Frame[]): string {
  let path = "";
  for (const frame of stack) {
    if (frame.keys === undefined) path += `[${frame.index}]`;
    else path += path === "" ? frame.key : `.${frame.key}`;
  }
  return path;
}

function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
}
