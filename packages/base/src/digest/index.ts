/** SHA-256 in the `algorithm:hex` form of artifacts and OCI. Works in a browser too, where node:crypto is absent. */
export { type Digest, digestOf, isDigest, sha256Hex } from "./digest.ts";
