import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serveArtifacts } from "./artifact-server.ts";

it("serves artifacts on the address that it is given, until it is closed [ST-06]", async () => {
  const root = mkdtempSync(join(tmpdir(), "served-"));
  writeFileSync(join(root, "x.tar.gz"), "0123456789");
  const server = await serveArtifacts(root, "127.0.0.1:0");
  const response = await fetch(`http://${server.address}/x.tar.gz`, { headers: { range: "bytes=2-4" } });
  expect([response.status, await response.text()]).toEqual([206, "234"]);
  expect((await fetch(`http://${server.address}/`)).status).toBe(200);
  await server.close();
  await expect(fetch(`http://${server.address}/x.tar.gz`)).rejects.toThrow();
  await expect(serveArtifacts(root, "256.0.0.1:0")).rejects.toThrow();
  rmSync(root, { recursive: true });
});
