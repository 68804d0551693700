/** A private key: what a provider needs to sign with it, and its encodings. */
export interface PrivateKey {
  readonly algorithm: "rsa" | "dsa" | "ecdsa" | "ed25519";
  /** Bits of the curve of an ECDSA key. */
  readonly curveBits: number;
  /** As Go writes keys of its kind: PKCS #1, SEC 1 or PKCS #8. */
  readonly pem: string;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  /** The provider's own form of the key. */
  readonly handle: unknown;
}

/** The cryptography that templates ask for and that needs a platform: keys, signatures, AES. All synchronous. */
export interface CryptoProvider {
  generateKey(algorithm: PrivateKey["algorithm"], rsaBits: number): PrivateKey;
  /** A key from PEM of any of the encodings. Throws for a text that is no private key. */
  readKey(pem: string): PrivateKey;
  /** DER of a signature over the bytes: RSA PKCS #1 v1.5 and ECDSA with SHA-2, Ed25519. */
  sign(key: PrivateKey, bytes: Uint8Array): Uint8Array;
  /** Whether the key belongs to the certificate (DER). Throws where the certificate cannot be read. */
  matches(certificate: Uint8Array, key: PrivateKey): boolean;
  /** AES-256-CBC without padding. */
  encryptBlocks(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array;
  decryptBlocks(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array;
}
