import { sha256 } from "@noble/hashes/sha2.js";
import { errorText, SluiceError } from "@sluice/base/errors";
import { isJsonObject } from "@sluice/base/object";
import { quoteText } from "@sluice/go-template";
import { readYaml } from "../data/yaml-text.ts";
import { helmErrors } from "../errors.ts";

/** Checks an OpenPGP signature over bytes; resolves to the signer's name. Throws where it does not hold. */
export type SignatureCheck = (signed: Uint8Array, armoredSignature: string) => Promise<string>;

/** What a provenance file proved. */
export interface ProvenanceCheck {
  readonly signer: string;
  readonly fileName: string;
  /** `sha256:` and hex. */
  readonly fileHash: string;
}

interface ClearSigned {
  /** The text that is signed, lines ended by line feeds. */
  readonly text: string;
  /** The bytes that the signature is over: lines ended by CR LF, the last one not. */
  readonly signed: Uint8Array;
  readonly signature: string;
}

const begin = "-----BEGIN PGP SIGNED MESSAGE-----";
const beginSignature = "-----BEGIN PGP SIGNATURE-----";
const endSignature = "-----END PGP SIGNATURE-----";

/** Takes a provenance file apart. Throws PROVENANCE_INVALID. */
export function readProvenance(text: string): ClearSigned {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const start = lines.indexOf(begin);
  const signatureAt = lines.indexOf(beginSignature, start);
  const stop = lines.indexOf(endSignature, signatureAt);
  const headersEnd = start < 0 ? -1 : lines.indexOf("", start);
  if (start < 0 || signatureAt < 0 || stop < 0 || headersEnd < 0 || headersEnd > signatureAt) {
    throw invalid("signature block not found");
  }
  const body = lines
    .slice(headersEnd + 1, signatureAt)
    .map((line) => (line.startsWith("- ") ? line.slice(2) : line).replace(/[ \t]+$/, ""));
  return {
    text: `${body.join("\n")}\n`,
    signed: new TextEncoder().encode(body.join("\r\n")),
    signature: `${lines.slice(signatureAt, stop + 1).join("\n")}\n`,
  };
}

/**
 * Checks that a provenance file is signed and names the archive with its hash. Throws PROVENANCE_INVALID with Helm's
 * text.
 */
export async function verifyProvenance(
  archive: Uint8Array,
  provenance: string,
  fileName: string,
  checkSignature: SignatureCheck,
): Promise<ProvenanceCheck> {
  const message = readProvenance(provenance);
  let signer: string;
  try {
    signer = await checkSignature(message.signed, message.signature);
  } catch (error) {
    throw invalid(errorText(error), error);
  }
  const parts = message.text.split("\n...\n");
  if (parts.length < 2) throw invalid("message block must have at least two parts");
  let sums: unknown;
  try {
    sums = readYaml(parts[1]!);
  } catch (error) {
    throw invalid(errorText(error), error);
  }
  const files = isJsonObject(sums) && isJsonObject(sums["files"]) ? sums["files"] : {};
  const named = Object.hasOwn(files, fileName) ? files[fileName] : undefined;
  const hash = `sha256:${Array.from(sha256(archive), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  if (typeof named !== "string") {
    throw invalid(`provenance does not contain a SHA for a file named ${quoteText(fileName)}`);
  }
  if (named !== hash) {
    throw invalid(`sha256 sum does not match for ${fileName}: ${quoteText(named)} != ${quoteText(hash)}`);
  }
  return { signer, fileName, fileHash: hash };
}

function invalid(message: string, cause?: unknown): SluiceError {
  return new SluiceError(helmErrors.PROVENANCE_INVALID, message, { terminal: true, cause });
}
