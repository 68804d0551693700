/**
 * Provenance files of charts: a clear-signed message with the chart's metadata and the SHA-256 of its archive. The
 * check of the signature itself is passed in, so that no OpenPGP implementation is needed where none is used.
 */

export { type ProvenanceCheck, readProvenance, verifyProvenance } from "./verify-provenance.ts";
