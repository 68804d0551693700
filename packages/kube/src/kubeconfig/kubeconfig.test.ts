import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadKubeconfig, parseKubeconfig } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "kubeconfig-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const config = (user: object, cluster: object = {}): string =>
  JSON.stringify({
    "current-context": "one",
    contexts: [
      { name: "one", context: { cluster: "c", user: "u", namespace: "apps" } },
      { name: "two", context: { cluster: "c" } },
    ],
    clusters: [{ name: "c", cluster: { server: "https://example.com:6443", ...cluster } }],
    users: [{ name: "u", user }],
  });
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("kube/kubeconfig", () => {
  it("reads server, namespace and certificates, inline or from files beside it", async () => {
    writeFileSync(join(scratch, "ca.crt"), "CA");
    const text = config(
      { "client-certificate-data": base64("CERT"), "client-key-data": base64("KEY") },
      { "certificate-authority": "ca.crt", "tls-server-name": "api" },
    );
    expect(await parseKubeconfig(text, { path: join(scratch, "config") })).toMatchObject({
      server: "https://example.com:6443",
      namespace: "apps",
      ca: "CA",
      clientCertificate: "CERT",
      clientKey: "KEY",
      tlsServerName: "api",
      insecureSkipTlsVerify: false,
    });
  });

  it("takes tokens as they are, from files, and from credential plugins", async () => {
    expect(await (await parseKubeconfig(config({ token: "t" }))).token?.()).toBe("t");
    writeFileSync(join(scratch, "token"), "from-file\n");
    expect(
      await (
        await parseKubeconfig(config({ tokenFile: "token" }), { path: join(scratch, "config") })
      ).token?.(),
    ).toBe("from-file");
    const plugin = join(scratch, "plugin");
    writeFileSync(plugin, '#!/bin/sh\nprintf \'{"status":{"token":"%s-%s"}}\' "$1" "$EXTRA"\n');
    chmodSync(plugin, 0o755);
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: plugin,
      args: ["a;b"],
      env: [{ name: "EXTRA", value: "x" }],
    };
    expect(await (await parseKubeconfig(config({ exec }))).token?.()).toBe("a;b-x");
  });

  it("takes the file that is named, then $KUBECONFIG's first that exists", async () => {
    const path = join(scratch, "named");
    writeFileSync(path, config({ token: "named" }));
    expect(await (await loadKubeconfig({ path })).token?.()).toBe("named");
    expect(
      await (await loadKubeconfig({ env: { KUBECONFIG: `${join(scratch, "none")}:${path}` } })).token?.(),
    ).toBe("named");
    expect((await loadKubeconfig({ path, context: "two" })).token).toBeUndefined();
  });

  it.each([
    ["no context", "apiVersion: v1", /has no current-context/],
    ["an unknown context", '{"current-context": "x", "contexts": []}', /contexts has no entry named "x"/],
    ["no server", config({}, { server: "" }), /has no server/],
    ["no mapping", "- 1", /is not a kubeconfig/],
  ])("refuses %s", async (_name, text, message) => {
    await expect(parseKubeconfig(text)).rejects.toThrowError(message);
  });

  it("says where it looked", async () => {
    await expect(loadKubeconfig({ env: { KUBECONFIG: join(scratch, "none") } })).rejects.toMatchObject({
      code: "KUBECONFIG_INVALID",
      message: expect.stringContaining("none"),
    });
  });
});
