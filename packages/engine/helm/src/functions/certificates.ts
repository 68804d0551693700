import { errorText, isSluiceError, SluiceError } from "@sluice/base/errors";
import {
  bytesOf,
  declareType,
  GoError,
  type GoFunction,
  GoStruct,
  type GoValue,
  goFunctions,
  isNilValue,
  sprint,
  structType,
  textOf,
} from "@sluice/go-template";
import bcryptjs from "bcryptjs";
import { platformCrypto } from "#platform-crypto";
import { createCertificate, type Issuer, readIssuer } from "../crypto/certificate.ts";
import { readPem, writePem } from "../crypto/pem.ts";
import type { CryptoProvider, PrivateKey } from "../crypto/platform-crypto.ts";
import { helmErrors } from "../errors.ts";
import { decodeBase64, encodeBase64 } from "../text/base-encodings.ts";
import { parseIpAddress } from "../text/ip-address.ts";
import type { FunctionEnvironment } from "./environment.ts";

const certificateType = declareType(structType("sprig.certificate", ["Cert", "Key"]));
const rsaBits = 2048;

/** Keys, certificates, passwords and AES. The key of a certificate is made by the platform, which takes time. */
export function certificateFunctions(env: FunctionEnvironment): Map<string, GoFunction> {
  const newKey = () => {
    env.budget.spend(20_000);
    return provider("genCA").generateKey("rsa", rsaBits);
  };
  const selfSigned = (request: Request, key: PrivateKey) => issue(env, request, key, { key });
  const bySigner = (request: Request, ca: GoStruct, key: PrivateKey) =>
    issue(env, request, key, signerOf(ca));
  return goFunctions({
    genPrivateKey: [
      "(string) string",
      (type: string) => {
        env.budget.spend(20_000);
        return generatePrivateKey(type);
      },
    ],
    genCA: [
      "(string, int) sprig.certificate",
      (name: string, days: number) =>
        selfSigned({ name, ips: [], dns: [], days, isAuthority: true }, newKey()),
    ],
    genCAWithKey: [
      "(string, int, string) sprig.certificate",
      (name: string, days: number, pem: string) =>
        selfSigned({ name, ips: [], dns: [], days, isAuthority: true }, givenKey(pem)),
    ],
    genSelfSignedCert: [
      "(string, []any, []any, int) sprig.certificate",
      (name: string, ips: GoValue[], dns: GoValue[], days: number) =>
        selfSigned({ name, ips, dns, days, isAuthority: false }, newKey()),
    ],
    genSelfSignedCertWithKey: [
      "(string, []any, []any, int, string) sprig.certificate",
      (name: string, ips: GoValue[], dns: GoValue[], days: number, pem: string) =>
        selfSigned({ name, ips, dns, days, isAuthority: false }, givenKey(pem)),
    ],
    genSignedCert: [
      "(string, []any, []any, int, sprig.certificate) sprig.certificate",
      (name: string, ips: GoValue[], dns: GoValue[], days: number, ca: GoStruct) =>
        bySigner({ name, ips, dns, days, isAuthority: false }, ca, newKey()),
    ],
    genSignedCertWithKey: [
      "(string, []any, []any, int, sprig.certificate, string) sprig.certificate",
      (name: string, ips: GoValue[], dns: GoValue[], days: number, ca: GoStruct, pem: string) =>
        bySigner({ name, ips, dns, days, isAuthority: false }, ca, givenKey(pem)),
    ],
    buildCustomCert: ["(string, string) sprig.certificate", buildCustomCertificate],
    bcrypt: ["(string) string", (password: string) => hashPassword(env, password)],
    htpasswd: [
      "(string, string) string",
      (user: string, password: string) =>
        user.includes(":") ? `invalid username: ${user}` : `${user}:${hashPassword(env, password)}`,
    ],
    encryptAES: [
      "(string, string) string",
      (password: string, text: string) => encryptText(env, password, text),
    ],
    decryptAES: ["(string, string) string", decryptText],
    getHostByName: [
      "(string) string",
      (name: string) => {
        const addresses = env.lookupHost?.(name);
        if (addresses === undefined) return "";
        if (addresses.length === 0) throw new GoError("invalid argument to Intn");
        return addresses[0];
      },
    ],
  });
}

interface Request {
  readonly name: string;
  readonly ips: readonly GoValue[];
  readonly dns: readonly GoValue[];
  readonly days: number;
  readonly isAuthority: boolean;
}

function provider(name: string): CryptoProvider {
  if (platformCrypto !== undefined) return platformCrypto;
  throw new SluiceError(
    helmErrors.CRYPTO_UNAVAILABLE,
    `function ${name} needs cryptography that is not available here`,
    {
      hint: "render this chart with Node.js, or give it existing keys and certificates as values",
    },
  );
}

/** What a provider throws becomes the failure of the template. */
function attempt<T>(prefix: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (isSluiceError(error)) throw error;
    throw new GoError(prefix + errorText(error), error);
  }
}

function certificate(cert: string, key: string): GoStruct {
  return new GoStruct(certificateType, { Cert: cert, Key: key });
}

function issue(env: FunctionEnvironment, request: Request, key: PrivateKey, issuer: Issuer): GoStruct {
  const addresses = isNilValue(request.ips)
    ? []
    : request.ips.map((ip) => {
        if (typeof ip !== "string") throw new GoError(`error parsing ip: ${sprint(ip)} is not a string`);
        const address = parseIpAddress(ip);
        if (address === undefined) throw new GoError(`error parsing ip: ${ip}`);
        return address;
      });
  const dnsNames = isNilValue(request.dns)
    ? []
    : request.dns.map((name) => {
        if (typeof name === "string") return name;
        throw new GoError(`error processing alternate dns name: ${sprint(name)} is not a string`);
      });
  const serial = env.randomBytes(16).reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  const der = attempt("error creating certificate: ", () =>
    createCertificate(
      {
        commonName: request.name,
        addresses,
        dnsNames,
        daysValid: request.days,
        isAuthority: request.isAuthority,
        serial,
        now: Math.floor(env.now() / 1000),
      },
      key,
      issuer,
      provider("genCA"),
    ),
  );
  return certificate(writePem("CERTIFICATE", der), key.pem);
}

function givenKey(pem: string): PrivateKey {
  return readKey(pem, "parsing private key: ");
}

function readKey(pem: string, prefix: string): PrivateKey {
  const block = readPem(pem);
  if (block === undefined) throw new GoError(`${prefix}no PEM data in input`);
  if (block.type !== "PRIVATE KEY" && !block.type.endsWith(" PRIVATE KEY")) {
    throw new GoError(`${prefix}no private key data in PEM block of type ${block.type}`);
  }
  return attempt(prefix, () => provider("genPrivateKey").readKey(writePem(block.type, block.der)));
}

function signerOf(ca: GoStruct): Issuer {
  const block = readPem(String(ca.fields["Cert"]));
  if (block === undefined) throw new GoError("unable to decode certificate");
  attempt("error parsing certificate: decodedSignerCert.Bytes: ", () => readIssuer(block.der));
  const key = readKey(String(ca.fields["Key"]), "error parsing private key: ");
  const isOwn = attempt("error creating certificate: ", () =>
    provider("genSignedCert").matches(block.der, key),
  );
  if (!isOwn) {
    throw new GoError(
      "error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey",
    );
  }
  return { key, certificate: block.der };
}

function generatePrivateKey(type: string): string {
  const algorithm = type === "" ? "rsa" : type;
  if (algorithm !== "rsa" && algorithm !== "dsa" && algorithm !== "ecdsa" && algorithm !== "ed25519") {
    return `Unknown type ${type}`;
  }
  return provider("genPrivateKey").generateKey(algorithm, 4096).pem;
}

function buildCustomCertificate(cert64: string, key64: string): GoStruct {
  const decode = (text: string, what: string) => {
    try {
      return textOf(decodeBase64(text));
    } catch {
      throw new GoError(`unable to decode base64 ${what}`);
    }
  };
  const cert = decode(cert64, "certificate");
  const key = decode(key64, "private key");
  const block = readPem(cert);
  if (block === undefined) throw new GoError("unable to decode certificate");
  attempt("error parsing certificate: decodedCert.Bytes: ", () => readIssuer(block.der));
  readKey(key, "error parsing private key: ");
  return certificate(cert, key);
}

const bcryptCost = 10;
const bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function hashPassword(env: FunctionEnvironment, password: string): string {
  if (bytesOf(password).length > 72) {
    return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes";
  }
  env.budget.spend(20_000);
  const salt = `$2b$${bcryptCost}$${encodeSalt(env.randomBytes(16))}`;
  return bcryptjs.hashSync(password, salt).replace(/^\$2b\$/, "$2a$");
}

/** bcrypt's own base64 of 16 bytes: 22 characters. */
function encodeSalt(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    for (const index of [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63])
      text += bcryptAlphabet[index];
  }
  return text.slice(0, 22);
}

const blockSize = 16;

function cipherKey(password: string): Uint8Array {
  const key = new Uint8Array(32);
  key.set(bytesOf(password).subarray(0, 32));
  return key;
}

function encryptText(env: FunctionEnvironment, password: string, text: string): string {
  if (text === "") return "";
  const content = bytesOf(text);
  const padding = blockSize - (content.length % blockSize);
  const padded = new Uint8Array(content.length + padding).fill(padding);
  padded.set(content);
  const iv = env.randomBytes(blockSize);
  const blocks = provider("encryptAES").encryptBlocks(cipherKey(password), iv, padded);
  const all = new Uint8Array(blockSize + blocks.length);
  all.set(iv);
  all.set(blocks, blockSize);
  return encodeBase64(all);
}

function decryptText(password: string, text: string): string {
  if (text === "") return "";
  const all = decodeBase64(text);
  if (all.length < blockSize)
    throw new GoError(`runtime error: slice bounds out of range [:16] with capacity ${all.length}`);
  const blocks = all.subarray(blockSize);
  if (blocks.length % blockSize !== 0) throw new GoError("crypto/cipher: input not full blocks");
  if (blocks.length === 0) throw new GoError("runtime error: index out of range [-1]");
  const plain = provider("decryptAES").decryptBlocks(cipherKey(password), all.subarray(0, blockSize), blocks);
  const padding = plain.at(-1)!;
  if (padding > plain.length)
    throw new GoError(`runtime error: slice bounds out of range [:${plain.length - padding}]`);
  return textOf(plain.subarray(0, plain.length - padding));
}
