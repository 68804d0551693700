/** Where things stand in an index. */
export interface LocatedEntries {
  readonly sizeBytes: number;
  /** Byte range of each chart's key and versions; undefined where the text is not laid out in lines as Helm does. */
  readonly places: ReadonlyMap<string, readonly [start: number, end: number]> | undefined;
  /** The text before and after the entries. */
  readonly head: string;
}

const decoder = new TextDecoder();
const newline = 10;
const blank = 32;
const dash = 45;
const hash = 35;
const carriageReturn = 13;
const longestHead = 4 * 1024 * 1024;

/** Walks through an index line by line and notes where each entry begins and ends; keeps nothing else of it. */
export async function locateEntries(stream: AsyncIterable<Uint8Array>): Promise<LocatedEntries> {
  const locator = new Locator();
  for await (const chunk of stream) locator.push(chunk);
  return locator.finish();
}

class Locator {
  #offset = 0;
  #rest: Uint8Array = new Uint8Array();
  #head = "";
  #places = new Map<string, readonly [number, number]>();
  #isPlain = true;
  #isInEntries = false;
  #indent = 0;
  #current: { name: string; start: number } | undefined;

  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    let start = 0;
    for (let end = bytes.indexOf(newline, start); end >= 0; end = bytes.indexOf(newline, start)) {
      if (this.#isPlain) this.#line(bytes, start, end);
      start = end + 1;
    }
    this.#rest = bytes.subarray(start).slice();
    this.#offset += start;
  }

  finish(): LocatedEntries {
    const sizeBytes = this.#offset + this.#rest.length;
    if (this.#rest.length > 0 && this.#isPlain) this.#line(this.#rest, 0, this.#rest.length);
    this.#close(sizeBytes);
    return { sizeBytes, places: this.#isPlain ? this.#places : undefined, head: this.#head };
  }

  #close(end: number): void {
    if (this.#current !== undefined) this.#places.set(this.#current.name, [this.#current.start, end]);
    this.#current = undefined;
  }

  #line(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && bytes[at] === blank) at++;
    const first = bytes[at];
    if (at === end || first === hash || first === carriageReturn) return;
    const indent = at - start;
    if (indent > 0 && this.#isInEntries) {
      if (this.#indent === 0) this.#indent = indent;
      if (indent > this.#indent || first === dash) return;
      if (indent < this.#indent) this.#isPlain = false;
      this.#close(this.#offset + start);
      this.#open(decoder.decode(bytes.subarray(at, end)), this.#offset + start);
      return;
    }
    if (indent === 0 && this.#isInEntries && first === dash) {
      // Only a second document or a list could stand here.
      this.#isPlain = false;
      return;
    }
    const text = decoder.decode(bytes.subarray(start, end));
    if (indent === 0) {
      this.#close(this.#offset + start);
      this.#isInEntries = /^entries:\s*(?:#.*)?$/.test(text);
      if (this.#isInEntries) return;
      if (/^(?:[{"'[]|entries:)/.test(text)) {
        this.#isPlain = false;
        return;
      }
    }
    this.#head += `${text}\n`;
    if (this.#head.length > longestHead) this.#isPlain = false;
  }

  #open(text: string, start: number): void {
    const match = /^(?:([^\s"'{[&*!|>%@`#:][^:]*?)|"([^"\\]*)"|'([^']*)'):\s*(?:#.*)?$/.exec(text.trimEnd());
    const name = match?.[1] ?? match?.[2] ?? match?.[3];
    if (name === undefined || this.#places.has(name)) this.#isPlain = false;
    else this.#current = { name, start };
  }
}
