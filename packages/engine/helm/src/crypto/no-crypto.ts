import type { CryptoProvider } from "./platform-crypto.ts";

/** Browsers have no synchronous cryptography: templates that ask for keys or AES fail and say so. */
export const platformCrypto: CryptoProvider | undefined = undefined;
