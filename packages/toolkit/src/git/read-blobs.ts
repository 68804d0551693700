import { SluiceError } from "@sluice/base/errors";
import { toolkitErrors } from "../errors.ts";
import { type GitRun, killGroup, spawnGit, superviseGit } from "./run-git.ts";

/** How far reading may run ahead of whoever takes the contents, in bytes. */
const maxAheadBytes = 8 * 1024 * 1024;
const newline = 10;

/**
 * The contents of objects, in the order asked for, through one `git cat-file --batch`. Reading stops while what was
 * read is not taken. Errors: GIT_STORE_DAMAGED where an object is missing.
 */
export async function* readBlobs(run: GitRun, objectNames: readonly string[]): AsyncGenerator<Uint8Array> {
  if (objectNames.length === 0) return;
  const child = spawnGit(["cat-file", "--batch", "--buffer"], run);
  const parser = new BatchParser();
  let wake: () => void = () => {};
  let aheadBytes = 0;
  const ready: Buffer[] = [];
  let failure: unknown;
  let isEnded = false;
  const ended = superviseGit(child, run, (piece) => {
    for (const content of parser.push(piece)) {
      ready.push(content);
      aheadBytes += content.length;
    }
    if (aheadBytes > maxAheadBytes) child.stdout.pause();
    wake();
  })
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      isEnded = true;
      wake();
    });
  child.stdin.end(`${objectNames.join("\n")}\n`);
  try {
    for (let taken = 0; taken < objectNames.length; ) {
      const content = ready.shift();
      if (content !== undefined) {
        taken++;
        aheadBytes -= content.length;
        if (aheadBytes <= maxAheadBytes && child.stdout.isPaused()) child.stdout.resume();
        yield content;
      } else if (isEnded) {
        throw failure ?? damaged("an object is missing");
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    if (!isEnded) {
      child.stdout.resume();
      killGroup(child);
    }
    await ended;
  }
}

/** Takes the stream `<name> <type> <size>\n<content>\n…` apart. */
class BatchParser {
  #pieces: Buffer[] = [];
  #length = 0;
  #wanted: number | undefined;

  *push(piece: Buffer): Generator<Buffer> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    for (;;) {
      if (this.#wanted === undefined) {
        const joined = this.#join();
        const end = joined.indexOf(newline);
        if (end < 0) return;
        const header = joined.toString("latin1", 0, end);
        const match = /^[0-9a-f]+ blob (\d+)$/.exec(header);
        if (match === null) throw damaged(header);
        this.#wanted = Number(match[1]);
        this.#keep(joined.subarray(end + 1));
      }
      if (this.#length < this.#wanted + 1) return;
      const joined = this.#join();
      yield joined.subarray(0, this.#wanted);
      this.#keep(joined.subarray(this.#wanted + 1));
      this.#wanted = undefined;
    }
  }

  #join(): Buffer {
    if (this.#pieces.length !== 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0] as Buffer;
  }

  #keep(rest: Buffer): void {
    this.#pieces = [rest];
    this.#length = rest.length;
  }
}

function damaged(detail: string): SluiceError {
  return new SluiceError(
    toolkitErrors.GIT_STORE_DAMAGED,
    `the local copy of the repository is damaged: ${detail}`,
  );
}
