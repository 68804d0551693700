import { errorText } from "@sluice/base/errors";
import { bytesOf, type GoFunction, goFunctions, textOf } from "@sluice/go-template";
import { decodeBase32, decodeBase64, encodeBase32, encodeBase64 } from "../text/base-encodings.ts";

/** Base64 and base32; a text that cannot be decoded gives the error's text. */
export const encodingFunctions: ReadonlyMap<string, GoFunction> = goFunctions({
  b64enc: ["(string) string", (text: string) => encodeBase64(bytesOf(text))],
  b64dec: ["(string) string", (text: string) => decodeWith(decodeBase64, text)],
  b32enc: ["(string) string", (text: string) => encodeBase32(bytesOf(text))],
  b32dec: ["(string) string", (text: string) => decodeWith(decodeBase32, text)],
});

function decodeWith(decode: (text: string) => Uint8Array, text: string): string {
  try {
    return textOf(decode(text));
  } catch (error) {
    return errorText(error);
  }
}
