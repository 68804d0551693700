import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { isIP } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";

/** A certificate and its key in PEM. */
export interface KeyPair {
  certificate: string;
  key: string;
}

/** Whom a certificate is for. */
export interface CertificateSubject {
  commonName: string;
  /** Groups of a user. */
  organizations?: readonly string[];
}

/** What a certificate is good for. */
export interface CertificateUse {
  usage: "ca" | "server" | "client";
  /** Host names and addresses of a server. */
  hosts?: readonly string[];
  now: Date;
  validDays: number;
}

const oid = {
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
  extendedKeyUsage: "2.5.29.37",
  subjectAlternativeName: "2.5.29.17",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
};

/** Makes a certificate authority that signs itself. */
export function createAuthority(commonName: string, now: Date): KeyPair {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const use: CertificateUse = { usage: "ca", now, validDays: 3650 };
  const certificate = build({ commonName }, nameOf({ commonName }), privateKey, privateKey, use);
  return { certificate, key: pem(privateKey) };
}

/** Makes a key and a certificate that an authority signed. */
export function issueCertificate(
  authority: KeyPair,
  subject: CertificateSubject,
  use: CertificateUse,
): KeyPair {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = AsnConvert.parse(new X509Certificate(authority.certificate).raw, Certificate).tbsCertificate
    .subject;
  const certificate = build(subject, issuer, privateKey, createPrivateKey(authority.key), use);
  return { certificate, key: pem(privateKey) };
}

function pem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function nameOf({ organizations = [], commonName }: CertificateSubject): Name {
  const part = (type: string, value: string): RelativeDistinguishedName =>
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: value }) }),
    ]);
  return new Name([
    ...organizations.map((organization) => part(oid.organization, organization)),
    part(oid.commonName, commonName),
  ]);
}

function build(
  subject: CertificateSubject,
  issuer: Name,
  subjectKey: KeyObject,
  issuerKey: KeyObject,
  use: CertificateUse,
): string {
  const algorithm = new AlgorithmIdentifier({ algorithm: oid.ecdsaWithSha256 });
  const serial = randomBytes(16);
  serial[0]! &= 0x7f;
  serial[0]! |= 0x40;
  const publicKey = AsnConvert.parse(
    createPublicKey(subjectKey).export({ type: "spki", format: "der" }),
    SubjectPublicKeyInfo,
  );
  const body = new TBSCertificate({
    version: Version.v3,
    serialNumber: arrayBuffer(serial),
    signature: algorithm,
    issuer,
    validity: new Validity({
      // A clock that is a little behind must not refuse a new certificate.
      notBefore: new Date(use.now.getTime() - 3_600_000),
      notAfter: new Date(use.now.getTime() + use.validDays * 86_400_000),
    }),
    subject: nameOf(subject),
    subjectPublicKeyInfo: publicKey,
    extensions: new Extensions(extensionsOf(use)),
  });
  const signed = sign("sha256", Buffer.from(AsnConvert.serialize(body)), {
    key: issuerKey,
    dsaEncoding: "der",
  });
  const certificate = new Certificate({
    tbsCertificate: body,
    signatureAlgorithm: algorithm,
    signatureValue: arrayBuffer(signed),
  });
  const text = Buffer.from(AsnConvert.serialize(certificate)).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${text.match(/.{1,64}/g)!.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function extensionsOf({ usage, hosts = [] }: CertificateUse): Extension[] {
  const flags =
    usage === "ca"
      ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature
      : KeyUsageFlags.digitalSignature;
  const extensions = [
    extension(oid.basicConstraints, true, new BasicConstraints({ cA: usage === "ca" })),
    extension(oid.keyUsage, true, new KeyUsage(flags)),
  ];
  if (usage !== "ca") {
    const purposes = new ExtendedKeyUsage([usage === "server" ? oid.serverAuth : oid.clientAuth]);
    extensions.push(extension(oid.extendedKeyUsage, false, purposes));
  }
  if (hosts.length > 0) {
    const names = hosts.map((host) =>
      isIP(host) === 0 ? new GeneralName({ dNSName: host }) : new GeneralName({ iPAddress: host }),
    );
    extensions.push(extension(oid.subjectAlternativeName, false, new SubjectAlternativeName(names)));
  }
  return extensions;
}

function extension(id: string, isCritical: boolean, value: object): Extension {
  return new Extension({
    extnID: id,
    critical: isCritical,
    extnValue: new OctetString(AsnConvert.serialize(value)),
  });
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
