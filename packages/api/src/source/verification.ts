import { localReference } from "../meta/index.ts";
import { choice, list, object, optional, string } from "../schema/index.ts";

const verifyProvider = choice("Tool that made the signatures.", ["cosign", "notation"], {
  default: "cosign",
});

const matchOidcIdentity = list(
  "Identities of which one must have signed, for keyless signatures.",
  object("A signer by identity.", {
    issuer: string("Regular expression for the issuer of the identity."),
    subject: string("Regular expression for the subject of the identity."),
  }),
);

const verifyFields = {
  matchOIDCIdentity: optional(matchOidcIdentity),
  provider: verifyProvider,
  secretRef: optional(localReference("Secret with the trusted public keys or the trust policy.")),
};

/** `spec.verify` of HelmChart. */
export const chartVerification = object("Signature that the chart must bear.", verifyFields);

/** `spec.verify` of OCIRepository. */
export const ociVerification = object("Signature that the artifact must bear.", {
  ...verifyFields,
  trustedRootSecretRef: optional(
    localReference("Secret with the key `trusted_root.json`, for a Sigstore instance of one's own."),
  ),
});
