import { issueCertificate, type KeyPair } from "./certificate-authority.ts";
import type { Credentials } from "./credentials.ts";

/** What a kubeconfig says. */
export interface KubeconfigOptions {
  /** Where the server listens, e.g. `https://127.0.0.1:6443`. */
  server: string;
  /** Name of cluster and context; `sluice` when absent. */
  name?: string;
  /** Whom it is for; the administrator when absent. */
  user?: { name: string; groups: readonly string[] };
  namespace?: string;
}

/** A kubeconfig as text: with a client certificate over TLS, with the administrator's token without. */
export function writeKubeconfig(credentials: Credentials, options: KubeconfigOptions, now: Date): string {
  const { server, name = "sluice", namespace } = options;
  const isSecure = server.startsWith("https:");
  const user = options.user ?? { name: "kubernetes-admin", groups: ["system:masters"] };
  const userLines = isSecure
    ? certificateLines(
        issueCertificate(
          credentials.authority,
          { commonName: user.name, organizations: user.groups },
          { usage: "client", now, validDays: 365 },
        ),
      )
    : [`    token: ${credentials.adminToken}`];
  const lines = [
    "apiVersion: v1",
    "kind: Config",
    "clusters:",
    `- name: ${name}`,
    "  cluster:",
    `    server: ${server}`,
    ...(isSecure ? [`    certificate-authority-data: ${base64(credentials.authority.certificate)}`] : []),
    "contexts:",
    `- name: ${name}`,
    "  context:",
    `    cluster: ${name}`,
    `    user: ${name}`,
    ...(namespace === undefined ? [] : [`    namespace: ${namespace}`]),
    `current-context: ${name}`,
    "users:",
    `- name: ${name}`,
    "  user:",
    ...userLines,
  ];
  return `${lines.join("\n")}\n`;
}

function certificateLines({ certificate, key }: KeyPair): string[] {
  return [`    client-certificate-data: ${base64(certificate)}`, `    client-key-data: ${base64(key)}`];
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
