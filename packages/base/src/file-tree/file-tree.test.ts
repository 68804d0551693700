import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { directoryTree } from "../directory-tree/index.ts";
import {
  answersAlike,
  type FileTree,
  joinPath,
  layer,
  memoryTree,
  record,
  relativePath,
  subtree,
  walk,
} from "./index.ts";

const text = (tree: FileTree, path: string) => new TextDecoder().decode(tree.read(path));
const scratch = mkdtempSync(join(tmpdir(), "file-tree-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function onDisk(): FileTree {
  const root = join(scratch, "root");
  mkdirSync(join(root, "apps/web"), { recursive: true });
  writeFileSync(join(scratch, "secret"), "outside");
  writeFileSync(join(root, "apps/web/a.yaml"), "a");
  symlinkSync("web", join(root, "apps/link"));
  symlinkSync("../../secret", join(root, "apps/out"));
  symlinkSync(join(root, "apps"), join(root, "inside-absolute"));
  symlinkSync("/etc/passwd", join(root, "outside-absolute"));
  symlinkSync("loop-b", join(root, "loop-a"));
  symlinkSync("loop-a", join(root, "loop-b"));
  return directoryTree(root);
}

describe("base/file-tree", () => {
  const memory = memoryTree({
    "apps/web/a.yaml": "a",
    "apps/link": { link: "web" },
    "apps/out": { link: "../../secret" },
    "outside-absolute": { link: "/etc/passwd" },
    "loop-a": { link: "loop-b" },
    "loop-b": { link: "loop-a" },
    "inside-absolute": { link: "apps" },
  });
  describe.each([
    ["memory", memory],
    ["directory", onDisk()],
  ])("a %s tree", (_name, tree) => {
    it("reads through links that stay inside", () => {
      expect(text(tree, "apps/link/a.yaml")).toBe("a");
      expect(text(tree, "inside-absolute/web/a.yaml")).toBe("a");
      expect(text(tree, "/apps/./web/../link/a.yaml")).toBe("a");
      expect(tree.stat("apps/link")).toEqual({ kind: "directory", path: "apps/web" });
      expect(tree.list("apps")).toEqual(["link", "out", "web"]);
    });
    it.each(["apps/out", "../secret", "apps/../../secret", "outside-absolute", "missing/../../x"])(
      "refuses %s",
      (path) => {
        expect(() => tree.read(path)).toThrowError(expect.objectContaining({ code: "TREE_PATH_ESCAPES" }));
      },
    );
    it("ends on a loop of links", () => {
      expect(() => tree.stat("loop-a")).toThrowError(expect.objectContaining({ code: "TREE_LINK_LOOP" }));
    });
    it("says what is missing or of the wrong kind", () => {
      expect(tree.stat("nope")).toBeUndefined();
      expect(tree.stat("apps/web/a.yaml/below")).toBeUndefined();
      expect(() => tree.read("nope")).toThrowError(expect.objectContaining({ code: "TREE_NOT_FOUND" }));
      expect(() => tree.read("apps")).toThrowError(expect.objectContaining({ code: "TREE_NOT_A_FILE" }));
      expect(() => tree.list("apps/web/a.yaml")).toThrowError(
        expect.objectContaining({ code: "TREE_NOT_A_DIRECTORY" }),
      );
    });
  });

  it("lays one tree over another", () => {
    const tree = layer(
      memoryTree({ "a/x": "1", "a/y": "1", "f/g": "1" }),
      memoryTree({ "a/x": "2", "b/z": "2", f: "2" }),
    );
    expect(text(tree, "a/x")).toBe("2");
    expect(text(tree, "a/y")).toBe("1");
    expect(text(tree, "b/z")).toBe("2");
    expect(tree.stat("f/g")).toBeUndefined();
    expect([...walk(tree)].map((entry) => entry.path)).toEqual(["a", "a/x", "a/y", "b", "b/z", "f"]);
  });

  it("confines a subtree to itself", () => {
    const tree = subtree(memoryTree({ "a/x": { link: "../b" }, "a/y": "1", b: "2" }), "a");
    expect(text(tree, "y")).toBe("1");
    expect(() => tree.read("x")).toThrowError(expect.objectContaining({ code: "TREE_PATH_ESCAPES" }));
  });

  it("records what was asked, so that an unrelated change needs no new build", () => {
    const before = { "a/x": "1", "a/y": "1", z: "1" };
    const { tree, reads } = record(memoryTree(before));
    tree.read("a/x");
    tree.stat("missing");
    tree.list("a");
    expect(answersAlike(memoryTree({ ...before, "a/y": "2", z: "2" }), reads)).toBe(true);
    expect(answersAlike(memoryTree({ ...before, "a/x": "2" }), reads)).toBe(false);
    expect(answersAlike(memoryTree({ ...before, missing: "now here" }), reads)).toBe(false);
    expect(answersAlike(memoryTree({ ...before, "a/new": "" }), reads)).toBe(false);
    expect(answersAlike(memoryTree({ z: "1" }), reads)).toBe(false);
  });

  it("never resolves a path outside the tree", () => {
    const segment = fc.constantFrom("..", ".", "apps", "link", "out", "web", "a.yaml", "", "inside-absolute");
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 8 }), (segments) => {
        try {
          const entry = memory.stat(segments.join("/"));
          if (entry !== undefined) expect(entry.path.split("/")).not.toContain("..");
        } catch (error) {
          expect(error).toMatchObject({ code: "TREE_PATH_ESCAPES" });
        }
      }),
    );
  });

  it("computes relative paths", () => {
    expect(relativePath("a/b", "a/c/d")).toBe("../c/d");
    expect(relativePath("a", "a")).toBe(".");
    expect(joinPath("a/b", "../c")).toBe("a/c");
    expect(joinPath("a/b", "/c")).toBe("c");
  });
});
