import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  X509Certificate,
} from "node:crypto";
import { derInteger, derSequence, readDer } from "./der.ts";
import { writePem } from "./pem.ts";
import type { CryptoProvider, PrivateKey } from "./platform-crypto.ts";

/** The cryptography of Node.js. */
export const platformCrypto: CryptoProvider | undefined = {
  generateKey(algorithm, rsaBits) {
    return describeKey(generate(algorithm, rsaBits));
  },
  readKey(pem) {
    return describeKey(createPrivateKey(pem));
  },
  sign(key, bytes) {
    const digest = key.algorithm === "ed25519" ? null : digestFor(key);
    return new Uint8Array(sign(digest, bytes, key.handle as KeyObject));
  },
  matches(certificate, key) {
    return new X509Certificate(certificate).checkPrivateKey(key.handle as KeyObject);
  },
  encryptBlocks: (key, iv, blocks) => runCipher(createCipheriv("aes-256-cbc", key, iv), blocks),
  decryptBlocks: (key, iv, blocks) => runCipher(createDecipheriv("aes-256-cbc", key, iv), blocks),
};

function runCipher(cipher: ReturnType<typeof createCipheriv>, blocks: Uint8Array): Uint8Array {
  cipher.setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(blocks), cipher.final()]));
}

function generate(algorithm: PrivateKey["algorithm"], rsaBits: number): KeyObject {
  switch (algorithm) {
    case "rsa":
      return generateKeyPairSync("rsa", { modulusLength: rsaBits }).privateKey;
    case "dsa":
      return generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }).privateKey;
    case "ecdsa":
      return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    case "ed25519":
      return generateKeyPairSync("ed25519").privateKey;
  }
}

const curves: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

function digestFor(key: PrivateKey): string {
  return key.curveBits === 384 ? "sha384" : key.curveBits === 521 ? "sha512" : "sha256";
}

function describeKey(key: KeyObject): PrivateKey {
  const publicKey = new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" }));
  const pem = (type: "pkcs1" | "sec1" | "pkcs8") => key.export({ type, format: "pem" }) as string;
  switch (key.asymmetricKeyType) {
    case "rsa":
      return { algorithm: "rsa", curveBits: 0, pem: pem("pkcs1"), publicKey, handle: key };
    case "ec": {
      const curveBits = curves[key.asymmetricKeyDetails?.namedCurve ?? ""] ?? 256;
      return { algorithm: "ecdsa", curveBits, pem: pem("sec1"), publicKey, handle: key };
    }
    case "ed25519":
      return { algorithm: "ed25519", curveBits: 0, pem: pem("pkcs8"), publicKey, handle: key };
    case "dsa":
      return { algorithm: "dsa", curveBits: 0, pem: dsaPem(key), publicKey, handle: key };
    default:
      throw new Error(`unknown private key type ${key.asymmetricKeyType}`);
  }
}

/** OpenSSL's own form of a DSA key: version, p, q, g, y, x. */
function dsaPem(key: KeyObject): string {
  const whole = readDer(new Uint8Array(key.export({ type: "pkcs8", format: "der" })));
  const [, algorithm, secret] = whole.children();
  const parameters = algorithm!
    .children()[1]!
    .children()
    .map((item) => item.toInteger());
  const [p = 0n, q = 0n, g = 0n] = parameters;
  const x = readDer(secret!.content).toInteger();
  const numbers = [0n, p, q, g, power(g, x, p), x];
  return writePem("DSA PRIVATE KEY", derSequence(...numbers.map(derInteger)));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
