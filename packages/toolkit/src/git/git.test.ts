import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceIgnoreMatcher } from "@sluice/base/ignore";
import { GitServer, type TestRepository } from "@sluice/testing/git-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  fetchCommit,
  formatRevision,
  type GitCredentials,
  type GitLimits,
  type GitRefSelector,
  type GitRemote,
  GitStore,
  gitCredentialsOf,
  openCommit,
  parseGitUrl,
  resolveRevision,
  shortMessage,
} from "./index.ts";

let server: GitServer;
let directory: string;
let store: GitStore;
let count = 0;

beforeAll(async () => {
  server = await GitServer.start();
});
afterAll(() => server.stop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "git-store-"));
  store = new GitStore({ directory });
});
afterEach(async () => {
  server.fault = undefined;
  server.login = undefined;
  server.requests.length = 0;
  await rm(directory, { recursive: true, force: true });
});

function repository(branch = "main"): { repository: TestRepository; remote: GitRemote } {
  const name = `repo-${count++}`;
  return { repository: server.repository(name, branch), remote: remoteOf(`${server.url}/${name}`) };
}

function remoteOf(url: string, credentials: GitCredentials = {}, owner = ""): GitRemote {
  return { url: parseGitUrl(url), credentials, owner };
}

async function follow(remote: GitRemote, selector: GitRefSelector): Promise<string> {
  const revision = await resolveRevision(store, remote, selector);
  const { revision: fetched } = await fetchCommit(store, remote, revision);
  return formatRevision(fetched, selector.name !== undefined);
}

function filesOf(remote: GitRemote, commit: string, ignore?: string): Promise<string[]> {
  return openCommit(store, remote, commit, async (reader) => {
    const paths: string[] = [];
    for await (const entry of reader.pack(sourceIgnoreMatcher([], ignore))) {
      paths.push(entry.kind === "directory" ? `${entry.path}/` : entry.path);
    }
    return paths;
  });
}

const code = (text: string) => expect.objectContaining({ code: text });

describe("toolkit/git references", () => {
  it("follows branches, tags, ranges, names and commits [GR-04] [GR-10]", async () => {
    const { repository: repo, remote } = repository("master");
    const first = repo.commit("first", { "a.yaml": "1" });
    repo.tag("v1.0.0");
    const second = repo.commit("second", { "a.yaml": "2" });
    repo.tag("v1.1.0", "annotated");
    repo.branch("feature/x");
    const third = repo.commit("third", { "a.yaml": "3" });
    repo.git("update-ref", "refs/pull/7/head", first);
    expect(await follow(remote, {})).toBe(`master@sha1:${second}`);
    expect(await follow(remote, { branch: "feature/x" })).toBe(`feature/x@sha1:${third}`);
    expect(await follow(remote, { tag: "v1.0.0" })).toBe(`v1.0.0@sha1:${first}`);
    expect(await follow(remote, { semver: ">=1.0.0" })).toBe(`v1.1.0@sha1:${second}`);
    expect(await follow(remote, { name: "refs/heads/master" })).toBe(`refs/heads/master@sha1:${second}`);
    expect(await follow(remote, { name: "refs/pull/7/head" })).toBe(`refs/pull/7/head@sha1:${first}`);
    expect(await follow(remote, { commit: first })).toBe(`sha1:${first}`);
    expect(await follow(remote, { commit: first, branch: "master" })).toBe(`master@sha1:${first}`);
    const all = { commit: first, name: "refs/heads/master", tag: "v1.1.0", semver: "*", branch: "x" };
    expect(await follow(remote, { ...all, branch: "master" })).toBe(`refs/heads/master@sha1:${first}`);
    expect(await follow(remote, { ...all, commit: undefined })).toBe(`refs/heads/master@sha1:${second}`);
    expect(formatRevision(await resolveRevision(store, remote, { tag: "v1.0.0", semver: "*" }), false)).toBe(
      `v1.0.0@sha1:${first}`,
    );
  });

  it("leads an annotated tag to its commit [GR-11]", async () => {
    const { repository: repo, remote } = repository();
    const commit = repo.commit("first", { a: "1" });
    repo.tag("v1", "annotated");
    expect(repo.git("rev-parse", "v1")).not.toBe(commit);
    expect(await follow(remote, { tag: "v1" })).toBe(`v1@sha1:${commit}`);
    expect(await follow(remote, { name: "refs/tags/v1" })).toBe(`refs/tags/v1@sha1:${commit}`);
    expect(await follow(remote, { name: "refs/tags/v1^{}" })).toBe(`refs/tags/v1^{}@sha1:${commit}`);
  });

  it("chooses the highest version of the tags with three parts [GR-17]", async () => {
    const { repository: repo, remote } = repository();
    for (const tag of [
      "0.1.0",
      "v1.2.3",
      "1.10.0",
      "v2.0.0-rc.1",
      "v9",
      "3.0",
      "release-8.0.0",
      "v2025.02.03",
    ]) {
      repo.commit(tag);
      repo.tag(tag);
    }
    const chosen = async (semver: string) => (await follow(remote, { semver })).split("@")[0];
    expect(await chosen("1.x")).toBe("1.10.0");
    expect(await chosen("<3.0.0")).toBe("1.10.0");
    expect(await chosen("<3.0.0-0")).toBe("v2.0.0-rc.1");
    expect(await chosen("*")).toBe("v2025.02.03");
    await expect(chosen(">=9999.0.0")).rejects.toThrow("no match found for semver: >=9999.0.0");
    await expect(chosen("not a range")).rejects.toThrow(/^semver parse error: /);
  });

  it("takes the newest commit of versions that differ in build metadata [GR-17]", async () => {
    const { repository: repo, remote } = repository();
    for (const tag of ["1.0.0+b", "1.0.0+c", "1.0.0+a"]) {
      repo.commit(tag);
      repo.tag(tag);
    }
    expect(await follow(remote, { semver: "1.x" })).toBe(`1.0.0+a@sha1:${repo.head()}`);
  });

  it("says what is not there [GR-15] [GR-16] [GR-20]", async () => {
    const { repository: repo, remote } = repository();
    await expect(follow(remote, { branch: "main" })).rejects.toThrowError(code("GIT_EMPTY"));
    await expect(follow(remote, { branch: "main" })).rejects.toThrow("git repository is empty");
    await expect(follow(remote, { semver: "*" })).rejects.toThrow("git repository is empty");
    repo.commit("first", { a: "1" });
    await expect(follow(remote, { branch: "gone" })).rejects.toThrow(
      `unable to clone: couldn't find remote ref "refs/heads/gone": git repository: '${remote.url.href}'`,
    );
    await expect(follow(remote, { tag: "gone" })).rejects.toThrow(
      'couldn\'t find remote ref "refs/tags/gone"',
    );
    await expect(follow(remote, { name: "refs/heads/gone" })).rejects.toThrow(
      "unable to resolve ref 'refs/heads/gone' to a specific commit",
    );
    for (const name of ["/refs/heads/main", "refs/heads/main/"]) {
      await expect(follow(remote, { name })).rejects.toThrow(
        `ref ${name} is invalid; Git refs cannot begin or end with a slash '/'`,
      );
    }
    const nowhere = "0123456789012345678901234567890123456789";
    await expect(follow(remote, { commit: nowhere })).rejects.toThrow(
      `unable to resolve commit object for '${nowhere}': object not found`,
    );
    await expect(follow(remote, { commit: "a-random-invalid-commit" })).rejects.toThrow(
      "unable to resolve commit object for 'a-random-invalid-commit': object not found",
    );
  });

  it.each([
    { branch: "--upload-pack=touch /tmp/x" },
    { branch: "x:refs/heads/y" },
    { branch: "a b" },
    { tag: "../../x" },
    { name: "-x" },
    { name: "--all" },
    { name: "refs/heads/*" },
    { branch: "x\ny" },
    { branch: "x.lock" },
  ])("refuses %j before git sees it", async (selector) => {
    await expect(follow(remoteOf(`${server.url}/none`), selector)).rejects.toThrowError(
      code("GIT_REF_INVALID"),
    );
    expect(server.requests).toEqual([]);
  });

  it("costs one advertisement and one listing when nothing has changed [GR-12]", async () => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "1" });
    await follow(remote, { branch: "main" });
    server.requests.length = 0;
    await resolveRevision(store, remote, { branch: "main" });
    expect(server.requests.map((request) => request.command ?? request.service)).toEqual([
      "advertisement",
      "ls-refs",
    ]);
  });

  it("cuts commit messages as events show them [EV-04]", () => {
    expect(shortMessage("Add a thing\n\nbody")).toBe("Add a thing");
    expect(shortMessage("é".repeat(50))).toBe("é".repeat(50));
    expect(shortMessage("😀".repeat(51))).toBe(`${"😀".repeat(50)}...`);
  });
});

describe("toolkit/git fetching", () => {
  it("reads the files of a commit byte for byte, links left to the tree", async () => {
    const { repository: repo, remote } = repository();
    const commit = repo.commit("first", {
      ".gitattributes": "*.txt text eol=crlf export-ignore\n*.id ident\n",
      "b/deep/run.sh": { executable: "#!/bin/sh\n" },
      "a.b": "1",
      "a/x": "2",
      "link.yaml": { link: "../outside" },
      "lines.txt": "one\ntwo\n",
      "mark.id": "$Id$\n",
      "bytes.bin": Uint8Array.from({ length: 300_000 }, (_, index) => index % 251),
    });
    await follow(remote, { branch: "main" });
    const tree = await openCommit(store, remote, commit, (reader) => reader.tree());
    expect(tree.list("")).toEqual([
      ".gitattributes",
      "a",
      "a.b",
      "b",
      "bytes.bin",
      "lines.txt",
      "link.yaml",
      "mark.id",
    ]);
    expect(Buffer.from(tree.read("lines.txt")).toString()).toBe("one\ntwo\n");
    expect(Buffer.from(tree.read("mark.id")).toString()).toBe("$Id$\n");
    expect(tree.read("bytes.bin")).toHaveLength(300_000);
    expect(tree.node("b/deep/run.sh")).toMatchObject({ kind: "file", executable: true });
    expect(tree.node("link.yaml")).toEqual({ kind: "link", target: "../outside" });
    expect(await filesOf(remote, commit)).toEqual([
      "a/",
      "a/x",
      "a.b",
      "b/",
      "b/deep/",
      "b/deep/run.sh",
      "bytes.bin",
      "lines.txt",
      "mark.id",
    ]);
    expect(await filesOf(remote, commit, "/*\n!/b\n!.gitattributes")).toEqual([
      ".gitattributes",
      "b/",
      "b/deep/",
      "b/deep/run.sh",
    ]);
  });

  it("reads many files without holding them all", async () => {
    const { repository: repo, remote } = repository();
    const files = Array.from({ length: 400 }, (_, index) => [
      `d${index % 7}/f${index}`,
      "x".repeat(60_000 + index),
    ]);
    const commit = repo.commit("many", Object.fromEntries(files));
    await follow(remote, { branch: "main" });
    const sizes = new Map<string, number>();
    await openCommit(store, remote, commit, async (reader) => {
      for await (const [entry, bytes] of reader.read(() => true)) sizes.set(entry.path, bytes.length);
    });
    expect(sizes).toEqual(new Map(files.map(([path, text]) => [path, (text as string).length])));
    // Whoever stops early leaves no process behind.
    await openCommit(store, remote, commit, async (reader) => {
      for await (const _ of reader.read(() => true)) break;
    });
  });

  it("transfers only what is new", async () => {
    const { repository: repo, remote } = repository();
    const noise = Buffer.from(
      Array.from({ length: 400_000 }, (_, index) => ((index * 7919) % 256) ^ ((index >> 3) % 256)),
    );
    repo.commit("first", { big: noise, small: "1" });
    await follow(remote, { branch: "main" });
    const before = packBytes();
    repo.commit("second", { small: "2" });
    await follow(remote, { branch: "main" });
    expect(packBytes() - before).toBeLessThan(4_000);
  });

  it("takes the newer commit when the branch moves while it fetches", async () => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "1" });
    const revision = await resolveRevision(store, remote, { branch: "main" });
    const newer = repo.commit("second", { a: "2" });
    const fetched = await fetchCommit(store, remote, revision);
    expect(fetched).toMatchObject({ revision: { commit: newer }, message: "second\n" });
    expect(fetched.committedAtMs % 1000).toBe(0);
  });

  it("follows a branch that was rewritten", async () => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "1" });
    repo.commit("second", { a: "2" });
    await follow(remote, { branch: "main" });
    repo.git("reset", "--quiet", "--hard", "HEAD~1");
    const rewritten = repo.commit("other", { a: "3" });
    expect(await follow(remote, { branch: "main" })).toBe(`main@sha1:${rewritten}`);
  });

  it("finds a commit on servers that do not hand out commits by name [GR-15]", async () => {
    const { repository: repo, remote } = repository();
    const first = repo.commit("first", { a: "1" });
    repo.commit("second", { a: "2" });
    server.fault = { kind: "not-our-ref", commit: first };
    expect(await follow(remote, { commit: first })).toBe(`sha1:${first}`);
    const nowhere = "0123456789012345678901234567890123456789";
    server.fault = { kind: "not-our-ref", commit: nowhere };
    await expect(follow(remote, { commit: nowhere })).rejects.toThrow("object not found");
  });

  it("makes a damaged copy anew", async () => {
    const { repository: repo, remote } = repository();
    const commit = repo.commit("first", { a: "1" });
    await follow(remote, { branch: "main" });
    for (const entry of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
      if (entry.endsWith(".pack") || entry.endsWith(".idx")) {
        await rm(join(directory, entry), { force: true });
      }
    }
    store = new GitStore({ directory });
    expect(await follow(remote, { branch: "main" })).toBe(`main@sha1:${commit}`);
    expect(await filesOf(remote, commit)).toEqual(["a"]);
  });

  it("starts over the leftovers of a process that was killed", async () => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "1" });
    await follow(remote, { branch: "main" });
    const copy = join(directory, readdirSync(directory).find((name) => name.endsWith(".git")) as string);
    writeFileSync(join(copy, "shallow.lock"), "");
    writeFileSync(join(copy, "objects", "pack", "tmp_pack_abc"), "half");
    store = new GitStore({ directory });
    const second = repo.commit("second", { a: "2" });
    expect(await follow(remote, { branch: "main" })).toBe(`main@sha1:${second}`);
    expect(readdirSync(join(copy, "objects", "pack")).filter((name) => name.startsWith("tmp_"))).toEqual([]);
  });

  it.each<[string, Partial<GitLimits>]>([
    ["bytes in one fetch", { maxFetchBytes: 10_000 }],
    ["bytes in all files", { maxTreeBytes: 10_000 }],
    ["files", { maxFiles: 2 }],
  ])("refuses a repository with too many %s", async (what, limits) => {
    const { repository: repo, remote } = repository();
    const noise = Buffer.from(Array.from({ length: 60_000 }, () => Math.floor(Math.random() * 256)));
    const commit = repo.commit("first", { big: noise, b: "1", c: "2" });
    store = new GitStore({ directory, limits });
    const attempt = follow(remote, { branch: "main" }).then(() => filesOf(remote, commit));
    await expect(attempt).rejects.toThrowError(code("GIT_TOO_LARGE"));
    await expect(attempt).rejects.toThrow(what);
  });

  it("joins the packs of many fetches", async () => {
    const { repository: repo, remote } = repository();
    for (let round = 0; round < 43; round++) {
      repo.commit(`round ${round}`, { a: String(round), big: "x".repeat(round * 100) });
      await follow(remote, { branch: "main" });
    }
    const packs = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".pack"),
    );
    expect(packs.length).toBeLessThan(5);
    expect(await filesOf(remote, repo.head())).toEqual(["a", "big"]);
  });

  it("forgets the copies that were not used for longest", async () => {
    const first = repository();
    first.repository.commit("first", { a: "1" });
    await follow(first.remote, { branch: "main" });
    store = new GitStore({ directory, maxBytes: 1 });
    await store.trim();
    expect(readdirSync(directory).filter((name) => name.endsWith(".git"))).toEqual([]);
    expect(await follow(first.remote, { branch: "main" })).toBe(`main@sha1:${first.repository.head()}`);
  });
});

describe("toolkit/git servers that fail", () => {
  it.each([
    [401, "GIT_AUTH_FAILED", "authentication required"],
    [403, "GIT_AUTH_FAILED", "authorization failed"],
    [404, "GIT_NOT_FOUND", "repository not found"],
    [500, "GIT_UNREACHABLE", "unexpected status code of the server: 500"],
    [503, "GIT_UNREACHABLE", "unexpected status code of the server: 503"],
  ])("tells status %i", async (status, expected, message) => {
    server.fault = { kind: "status", status, headers: { "www-authenticate": "Basic" } };
    const attempt = follow(remoteOf(`${server.url}/any`), { branch: "main" });
    await expect(attempt).rejects.toThrowError(code(expected));
    await expect(attempt).rejects.toThrow(message);
  });

  it("tells a transfer that breaks off, and recovers", async () => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "x".repeat(10_000) });
    server.fault = { kind: "truncate", afterBytes: 100 };
    await expect(follow(remote, { branch: "main" })).rejects.toThrowError(code("GIT_UNREACHABLE"));
    server.fault = undefined;
    expect(await follow(remote, { branch: "main" })).toBe(`main@sha1:${repo.head()}`);
  });

  it.each(["hang", "slow"] as const)("ends with the signal when the server is %s", async (kind) => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "1" });
    server.fault = kind === "hang" ? { kind } : { kind, delayMs: 50 };
    const signal = AbortSignal.timeout(300);
    const startedAt = Date.now();
    const error = await resolveRevision(store, remote, { branch: "main" }, signal).catch((cause) => cause);
    expect(error).toBe(signal.reason);
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });

  it("tells a server that is not there, without the credentials of the address", async () => {
    const remote = remoteOf("http://user:pa55word@127.0.0.1:1/repo");
    const error = await follow(remote, {}).catch((cause: unknown) => cause);
    expect(error).toEqual(code("GIT_UNREACHABLE"));
    expect(JSON.stringify(error) + String(error)).not.toContain("pa55word");
  });
});

describe("toolkit/git credentials", () => {
  it("logs in with user name and password [GA-02]", async () => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "1" });
    server.login = { username: "us er", password: "p'a\"s$s`w\\ord é" };
    await expect(follow(remote, { branch: "main" })).rejects.toThrow("authentication required");
    const known = remoteOf(remote.url.href, server.login);
    expect(await follow(known, { branch: "main" })).toBe(`main@sha1:${repo.head()}`);
    const wrong = remoteOf(remote.url.href, { ...server.login, password: "wrong" });
    await expect(follow(wrong, { branch: "main" })).rejects.toThrowError(code("GIT_AUTH_FAILED"));
  });

  it("logs in with a bearer token [GA-02]", async () => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "1" });
    server.login = { bearerToken: "t0ken" };
    expect(await follow(remoteOf(remote.url.href, server.login), { branch: "main" })).toContain(repo.head());
  });

  it.each<[string, GitCredentials]>([
    ["user name and password", { username: "u", password: "s3cret" }],
    ["a bearer token", { bearerToken: "s3cret" }],
  ])("does not send %s to where the server redirects", async (_name, credentials) => {
    const other = await GitServer.start();
    other.login = { username: "u", password: "s3cret" };
    server.fault = { kind: "redirect", to: other.url };
    await expect(follow(remoteOf(`${server.url}/repo`, credentials), {})).rejects.toThrowError();
    expect(other.requests.map((request) => request.authorization).filter(Boolean)).toEqual([]);
    await other.stop();
  });

  it("keeps credentials out of arguments", async () => {
    const { remote } = repository();
    server.fault = { kind: "hang" };
    const abort = new AbortController();
    const attempt = resolveRevision(
      store,
      remoteOf(remote.url.href, { bearerToken: "pl4nted" }),
      {},
      abort.signal,
    ).catch(() => {});
    await expect.poll(() => server.requests.length).toBeGreaterThan(0);
    const lines = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, "utf8");
        } catch {
          return "";
        }
      });
    expect(lines.some((line) => line.includes("ls-remote"))).toBe(true);
    expect(lines.filter((line) => line.includes("pl4nted"))).toEqual([]);
    abort.abort();
    await attempt;
  });

  it("does not share a copy between owners of credentials", async () => {
    const { repository: repo, remote } = repository();
    repo.commit("first", { a: "1" });
    await follow(remoteOf(remote.url.href, {}, "a/secret"), { branch: "main" });
    await follow(remoteOf(remote.url.href, {}, "b/secret"), { branch: "main" });
    expect(readdirSync(directory).filter((name) => name.endsWith(".git"))).toHaveLength(2);
  });

  it("reads Secrets as Flux does [GA-02] [GA-03]", () => {
    const url = parseGitUrl("https://git.example.com/repo");
    expect(gitCredentialsOf(url, { username: "u", password: "p" })).toMatchObject({
      username: "u",
      password: "p",
    });
    expect(gitCredentialsOf(url, { username: "u" })).toMatchObject({ username: "u" });
    expect(gitCredentialsOf(url, { bearerToken: "t", username: "u", password: "p" })).toEqual({
      bearerToken: "t",
    });
    expect(
      gitCredentialsOf(url, {
        "ca.crt": "new",
        caFile: "old",
        certFile: "x",
        "tls.crt": "c",
        "tls.key": "k",
      }),
    ).toEqual({
      caCertificate: "new",
      clientCertificate: "c",
      clientKey: "k",
    });
    expect(gitCredentialsOf(parseGitUrl("https://u:p@host/x"))).toMatchObject({
      username: "u",
      password: "p",
    });
    expect(() => gitCredentialsOf(url, { password: "p" })).toThrow(
      "invalid 'https' auth option: 'password' requires 'username' to be set",
    );
    expect(() => gitCredentialsOf(parseGitUrl("https://u@host/x"), { bearerToken: "t" })).toThrow(
      "basic auth and bearer token cannot be set at the same time",
    );
    expect(() => gitCredentialsOf(url, { username: "u\nhost=evil", password: "p" })).toThrowError(
      code("GIT_CREDENTIALS_INVALID"),
    );
  });
});

function packBytes(): number {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".pack"))
    .reduce((sum, name) => sum + readFileSync(join(directory, name)).length, 0);
}
