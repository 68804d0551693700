import { digestOf } from "../digest/index.ts";
import type { FileTree } from "./file-tree.ts";

/**
 * What was asked of a tree: path to a fingerprint of the answer. A file's is the digest of its bytes, a
 * directory's that of its names, an absent path's is empty. Two trees that give the same fingerprints to all
 * these questions lead a deterministic reader to the same result.
 */
export type RecordedReads = ReadonlyMap<string, string>;

/** A tree that answers as `tree` does, and the live record of what was asked of it. */
export function record(tree: FileTree): { tree: FileTree; reads: RecordedReads } {
  const reads = new Map<string, string>();
  const note = (question: string, answer: () => string): void => {
    if (!reads.has(question)) reads.set(question, answer());
  };
  return {
    reads,
    tree: {
      stat(path) {
        const entry = tree.stat(path);
        note(`stat ${path}`, () => fingerprintOf(tree, `stat ${path}`));
        return entry;
      },
      read(path) {
        const bytes = tree.read(path);
        note(`read ${path}`, () => digestOf(bytes));
        return bytes;
      },
      list(path) {
        const names = tree.list(path);
        note(`list ${path}`, () => digestOf(names.join("\0")));
        return names;
      },
      node(path) {
        const node = tree.node(path);
        note(`node ${path}`, () => fingerprintOf(tree, `node ${path}`));
        return node;
      },
    },
  };
}

/** True when `tree` gives the recorded answer to every recorded question. */
export function answersAlike(tree: FileTree, reads: RecordedReads): boolean {
  for (const [question, answer] of reads) {
    try {
      if (fingerprintOf(tree, question) !== answer) return false;
    } catch {
      return false;
    }
  }
  return true;
}

function fingerprintOf(tree: FileTree, question: string): string {
  const space = question.indexOf(" ");
  const path = question.slice(space + 1);
  switch (question.slice(0, space)) {
    case "read":
      return digestOf(tree.read(path));
    case "list":
      return digestOf(tree.list(path).join("\0"));
    case "stat": {
      const entry = tree.stat(path);
      return entry === undefined ? "" : `${entry.kind} ${entry.path}`;
    }
    default: {
      const node = tree.node(path);
      return node === undefined ? "" : node.kind === "link" ? `link ${node.target}` : node.kind;
    }
  }
}
