const letter = /\p{L}/u;
const digit = /\p{Nd}/u;

/**
 * The order in which go-yaml prints the keys of a map: runs of digits count as numbers, letters follow everything
 * else, the rest by code point. Source: go-yaml `sorter.go`.
 */
export function sortKeys(keys: string[]): string[] {
  const { length } = keys;
  if (length < 2) return keys;
  if (length > 12) return keys.sort(compareKeys);
  // Most maps are small: insertion needs no call per comparison of the engine's own sort.
  for (let index = 1; index < length; index++) {
    const key = keys[index] as string;
    let place = index - 1;
    while (place >= 0 && compareKeys(keys[place] as string, key) > 0) {
      keys[place + 1] = keys[place] as string;
      place--;
    }
    keys[place + 1] = key;
  }
  return keys;
}

/** Negative, zero or positive as `a` goes before, with or after `b` in go-yaml's order of map keys. */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    if (isSurrogate(left) || isSurrogate(right) || left > 127 || right > 127) return compareWide(a, b);
    const leftLetter = isAsciiLetter(left);
    const rightLetter = isAsciiLetter(right);
    if (leftLetter && rightLetter) return left - right;
    if (leftLetter || rightLetter) return rightLetter ? -1 : 1;
    if (!isAsciiDigit(left) && !isAsciiDigit(right)) return left - right;
    return compareWide(a, b);
  }
  return a.length - b.length;
}

function isAsciiLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function isAsciiDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

function compareWide(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let index = 0; index < left.length && index < right.length; index++) {
    const one = left[index] as string;
    const two = right[index] as string;
    if (one === two) continue;
    const oneLetter = letter.test(one);
    const twoLetter = letter.test(two);
    if (oneLetter && twoLetter) return codeOf(one) - codeOf(two);
    if (oneLetter || twoLetter) return twoLetter ? -1 : 1;
    const seed = one === "0" || two === "0" ? carriedDigit(left, index) : 0n;
    const [oneValue, oneEnd] = readNumber(left, index, seed);
    const [twoValue, twoEnd] = readNumber(right, index, seed);
    if (oneValue !== twoValue) return oneValue < twoValue ? -1 : 1;
    if (oneEnd !== twoEnd) return oneEnd - twoEnd;
    return codeOf(one) - codeOf(two);
  }
  return left.length - right.length;
}

/** 1 where the digits before the difference hold more than zeros, so that `10` and `1` compare by length. */
function carriedDigit(chars: string[], index: number): bigint {
  for (let at = index - 1; at >= 0 && digit.test(chars[at] as string); at--) {
    if (chars[at] !== "0") return 1n;
  }
  return 0n;
}

function readNumber(chars: string[], start: number, seed: bigint): [bigint, number] {
  let value = seed;
  let at = start;
  for (; at < chars.length && digit.test(chars[at] as string); at++) {
    value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(chars[at] as string) - 48));
  }
  return [value, at];
}

function codeOf(char: string): number {
  return char.codePointAt(0) as number;
}
