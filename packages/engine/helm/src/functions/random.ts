import { GoError, type GoFunction, goFunctions, runesOf } from "@sluice/go-template";
import { encodeBase64 } from "../text/base-encodings.ts";
import { allocate, type FunctionEnvironment } from "./environment.ts";

const digits = "0123456789";
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const visible = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");

/** A uniformly random integer from 0 up to, not including, `limit`. */
export function randomBelow(env: FunctionEnvironment, limit: number): number {
  const span = 2 ** 48;
  const usable = span - (span % limit);
  for (;;) {
    const value = env.randomBytes(6).reduce((sum, byte) => sum * 256 + byte, 0);
    if (value < usable) return value % limit;
  }
}

/** Random texts, bytes and identifiers. */
export function randomFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  const pick = (alphabet: string) => (count: number) => {
    if (count <= 0) return "";
    allocate(env, 16 * count);
    let text = "";
    for (let i = 0; i < count; i++) text += alphabet[randomBelow(env, alphabet.length)];
    return text;
  };
  return goFunctions({
    randAlphaNum: ["(int) string", pick(digits + letters)],
    randAlpha: ["(int) string", pick(letters)],
    randAscii: ["(int) string", pick(visible)],
    randNumeric: ["(int) string", pick(digits)],
    shuffle: ["(string) string", (text: string) => shuffle(env, text)],
    randBytes: [
      "(int) string",
      (count: number) => {
        if (count < 0) throw new GoError("runtime error: makeslice: len out of range");
        allocate(env, count);
        return encodeBase64(env.randomBytes(count));
      },
    ],
    uuidv4: ["() string", () => formatUuid(env.randomBytes(16))],
  });
}

function shuffle(env: FunctionEnvironment, text: string): string {
  const runes = runesOf(text);
  for (let i = runes.length - 1; i > 0; i--) {
    const other = randomBelow(env, i + 1);
    [runes[i], runes[other]] = [runes[other]!, runes[i]!];
  }
  return runes.join("");
}

function formatUuid(bytes: Uint8Array): string {
  const marked = Uint8Array.from(bytes);
  marked[6] = (marked[6]! & 0x0f) | 0x40;
  marked[8] = (marked[8]! & 0x3f) | 0x80;
  const hex = Array.from(marked, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
