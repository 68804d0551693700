/** Who sends a request: certificates and tokens, and the generated authority that they come from. */
export { Authenticator, adminUser, anonymousUser } from "./authenticate.ts";
export { issueCertificate, type KeyPair } from "./certificate-authority.ts";
export { type Credentials, loadCredentials } from "./credentials.ts";
export { type KubeconfigOptions, writeKubeconfig } from "./kubeconfig.ts";
export { ServiceAccountTokens, serviceAccountUser, tokenIssuer } from "./service-account-tokens.ts";
