import { sha256 } from "@noble/hashes/sha2.js";
import { bytesOf } from "@sluice/go-template";
import { derBits, derElement, derInteger, derOid, derSequence, derTime, readDer } from "./der.ts";
import type { CryptoProvider, PrivateKey } from "./platform-crypto.ts";

/** What a certificate says. */
export interface CertificateRequest {
  readonly commonName: string;
  /** 4 or 16 bytes each. */
  readonly addresses: readonly Uint8Array[];
  readonly dnsNames: readonly string[];
  readonly daysValid: number;
  readonly isAuthority: boolean;
  readonly serial: bigint;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Who signs: the name and key identifier are taken from its certificate (DER). */
export interface Issuer {
  readonly key: PrivateKey;
  readonly certificate?: Uint8Array;
}

/** An X.509 v3 certificate in DER for `key`, signed by the issuer, with the fields and order that Go writes. */
export function createCertificate(
  request: CertificateRequest,
  key: PrivateKey,
  issuer: Issuer,
  provider: CryptoProvider,
): Uint8Array {
  const algorithm = signatureAlgorithm(issuer.key);
  const subject = nameOf(request.commonName);
  const parent = issuer.certificate === undefined ? undefined : readIssuer(issuer.certificate);
  const issuerName = parent?.name ?? subject;
  const keyId = request.isAuthority ? keyIdentifier(key.publicKey) : undefined;
  const isSameName = equalBytes(issuerName, subject);
  const body = derSequence(
    derElement(0xa0, derInteger(2n)),
    derInteger(request.serial),
    algorithm,
    issuerName,
    derSequence(derTime(request.now), derTime(request.now + request.daysValid * 86_400)),
    subject,
    key.publicKey,
    derElement(0xa3, derSequence(...extensions(request, keyId, isSameName ? undefined : parent?.keyId))),
  );
  return derSequence(body, algorithm, derElement(0x03, Uint8Array.of(0), provider.sign(issuer.key, body)));
}

function extensions(
  request: CertificateRequest,
  keyId: Uint8Array | undefined,
  issuerKeyId: Uint8Array | undefined,
): Uint8Array[] {
  const list = [
    extension("2.5.29.15", derBits(request.isAuthority ? 0xa4 : 0xa0), true),
    extension("2.5.29.37", derSequence(derOid("1.3.6.1.5.5.7.3.1"), derOid("1.3.6.1.5.5.7.3.2")), false),
    extension(
      "2.5.29.19",
      request.isAuthority ? derSequence(derElement(0x01, Uint8Array.of(255))) : derSequence(),
      true,
    ),
  ];
  if (keyId !== undefined) list.push(extension("2.5.29.14", derElement(0x04, keyId), false));
  if (issuerKeyId !== undefined)
    list.push(extension("2.5.29.35", derSequence(derElement(0x80, issuerKeyId)), false));
  const names = [
    ...request.dnsNames.map((name) => derElement(0x82, bytesOf(name))),
    ...request.addresses.map((address) => derElement(0x87, address)),
  ];
  if (names.length > 0) list.push(extension("2.5.29.17", derSequence(...names), request.commonName === ""));
  return list;
}

function extension(oid: string, value: Uint8Array, isCritical: boolean): Uint8Array {
  const critical = isCritical ? [derElement(0x01, Uint8Array.of(255))] : [];
  return derSequence(derOid(oid), ...critical, derElement(0x04, value));
}

function nameOf(commonName: string): Uint8Array {
  if (commonName === "") return derSequence();
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(commonName);
  const value = derElement(isPrintable ? 0x13 : 0x0c, bytesOf(commonName));
  return derSequence(derElement(0x31, derSequence(derOid("2.5.4.3"), value)));
}

function signatureAlgorithm(key: PrivateKey): Uint8Array {
  switch (key.algorithm) {
    case "rsa":
      return derSequence(derOid("1.2.840.113549.1.1.11"), derElement(0x05));
    case "ed25519":
      return derSequence(derOid("1.3.101.112"));
    case "ecdsa":
      return derSequence(
        derOid(`1.2.840.10045.4.3.${key.curveBits === 521 ? 4 : key.curveBits === 384 ? 3 : 2}`),
      );
    case "dsa":
      throw new Error("x509: only RSA, ECDSA and Ed25519 keys supported");
  }
}

/** The leftmost 160 bits of the SHA-256 of the public key's bits. */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const bits = readDer(publicKey).children()[1]!.content.subarray(1);
  return sha256(bits).slice(0, 20);
}

/** Subject and key identifier of a certificate. Throws GoError for what is no certificate. */
export function readIssuer(certificate: Uint8Array): { name: Uint8Array; keyId: Uint8Array | undefined } {
  const fields = readDer(certificate).children()[0]!.children();
  const hasVersion = fields[0]?.tag === 0xa0;
  const name = fields[hasVersion ? 5 : 4]!.whole;
  const holder = fields.find((field) => field.tag === 0xa3);
  let keyId: Uint8Array | undefined;
  for (const item of holder?.children()[0]?.children() ?? []) {
    const parts = item.children();
    if (equalBytes(parts[0]!.whole, derOid("2.5.29.14"))) keyId = readDer(parts.at(-1)!.content).content;
  }
  return { name, keyId };
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
