import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { asInt, bytesOf, type GoFunction, type GoValue, goFunctions } from "@sluice/go-template";
import type { FunctionEnvironment } from "./environment.ts";

/** Checksums and passwords derived from a master password. */
export function hashFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  return goFunctions({
    sha1sum: ["(string) string", (text: string) => hex(sha1(bytesOf(text)))],
    sha256sum: ["(string) string", (text: string) => hex(sha256(bytesOf(text)))],
    sha512sum: ["(string) string", (text: string) => hex(sha512(bytesOf(text)))],
    adler32sum: ["(string) string", (text: string) => String(adler32(bytesOf(text)))],
    derivePassword: [
      "(uint32, string, string, string, string) string",
      (counter: GoValue, kind: string, password: string, user: string, site: string) => {
        env.budget.spend(20_000);
        return derivePassword(counter, kind, password, user, site);
      },
    ],
  });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

const passwordForms: Readonly<Record<string, readonly string[]>> = {
  maximum: ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
  long: [
    "CvcvnoCvcvCvcv",
    "CvcvCvcvnoCvcv",
    "CvcvCvcvCvcvno",
    "CvccnoCvcvCvcv",
    "CvccCvcvnoCvcv",
    "CvccCvcvCvcvno",
    "CvcvnoCvccCvcv",
    "CvcvCvccnoCvcv",
    "CvcvCvccCvcvno",
    "CvcvnoCvcvCvcc",
    "CvcvCvcvnoCvcc",
    "CvcvCvcvCvccno",
    "CvccnoCvccCvcv",
    "CvccCvccnoCvcv",
    "CvccCvccCvcvno",
    "CvcvnoCvccCvcc",
    "CvcvCvccnoCvcc",
    "CvcvCvccCvccno",
    "CvccnoCvcvCvcc",
    "CvccCvcvnoCvcc",
    "CvccCvcvCvccno",
  ],
  medium: ["CvcnoCvc", "CvcCvcno"],
  short: ["Cvcn"],
  basic: ["aaanaaan", "aannaaan", "aaannaaa"],
  pin: ["nnnn"],
};

const vowels = "AEIOU";
const consonants = "BCDFGHJKLMNPQRSTVWXYZ";
const anyLetter = vowels + vowels.toLowerCase() + consonants + consonants.toLowerCase();

const passwordLetters: Readonly<Record<string, string>> = {
  V: vowels,
  C: consonants,
  v: vowels.toLowerCase(),
  c: consonants.toLowerCase(),
  A: vowels + consonants,
  a: anyLetter,
  n: "0123456789",
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${anyLetter}0123456789!@#$%^&*()`,
};

/** The Master Password scheme: the same inputs give the same password everywhere. */
function derivePassword(
  counter: GoValue,
  kind: string,
  password: string,
  user: string,
  site: string,
): string {
  const forms = Object.hasOwn(passwordForms, kind) ? passwordForms[kind]! : undefined;
  if (forms === undefined) return `cannot find password template ${kind}`;
  const scope = bytesOf("com.lyndir.masterpassword");
  const userBytes = bytesOf(user);
  const siteBytes = bytesOf(site);
  const salt = concatenate(scope, bigEndian(userBytes.length), userBytes);
  const key = scrypt(bytesOf(password), salt, { N: 32768, r: 8, p: 2, dkLen: 64 });
  const message = concatenate(scope, bigEndian(siteBytes.length), siteBytes, bigEndian(asInt(counter) ?? 0));
  const seed = hmac(sha256, key, message);
  const form = forms[seed[0]! % forms.length]!;
  return Array.from(form, (mark, i) => {
    const letters = passwordLetters[mark]!;
    return letters[seed[i + 1]! % letters.length];
  }).join("");
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
